/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expire_key.c: the entry of one key expires now: the herd on it, alone. */
#include "base/ensure.h"
#include "events/registry.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    ensure(sim->config->events[number].key_rank >= 1);
    incident_log_trigger(sim, number);
    cache_drop(&sim->cache, (uint32_t)(sim->config->events[number].key_rank - 1));
}

static struct text label(const struct config_event *e)
{
    return text_format("%s expires", text_clip(e->key_name, REGISTRY_NAME_WIDTH).s);
}

static const struct field fields[] = {EVENT_FIELD_KEY, EVENT_FIELDS_END};

const struct event_type expire_key_event = {
    EVENT_TYPE("expire_key", "one entry expires", fields, begin, label),
    .needs_tier = true,
};
