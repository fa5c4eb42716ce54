/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expire_all.c: every entry of the cache tier expires now; its values stay for whoever may serve stale ones. */
#include "events/registry.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    incident_log_trigger(sim, number);
    cache_expire_all(&sim->cache);
}

static struct text label(const struct config_event *e)
{
    (void)e;
    return text_format("all keys expire");
}

static const struct field fields[] = {EVENT_FIELDS_END};

const struct event_type expire_all_event = {
    EVENT_TYPE("expire_all", "every entry expires", fields, begin, label),
    .needs_tier = true,
    .empties_tier = true,
    .loses_entries = true,
};
