/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cache_restart.c: the cache tier loses every entry at once, and every lock with it. */
#include "events/registry.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    incident_log_trigger(sim, number);
    cache_clear(&sim->cache);
    hooks_restart(sim, RESTART_CACHE);
}

static struct text label(const struct config_event *e)
{
    (void)e;
    return text_format("cache restarts");
}

static const struct field fields[] = {EVENT_FIELDS_END};

const struct event_type cache_restart_event = {
    EVENT_TYPE("cache_restart", "the cache loses every entry", fields, begin, label),
    .needs_tier = true,
    .empties_tier = true,
    .restarts_tier = true,
    .loses_entries = true,
};
