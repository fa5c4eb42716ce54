/* SPDX-License-Identifier: GPL-3.0-or-later */
/* invalidate.c: entries are deleted from the cache tier (model/caches/invalidate.h does it). */
#include <math.h>

#include "events/registry.h"
#include "model/caches/invalidate.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    incident_log_trigger(sim, number);
    invalidate_keys(sim, &sim->config->events[number], number);
}

static bool check(const struct config_event *e, const struct config *c, struct event_fault *fault)
{
    *fault = (struct event_fault){.field = "top", .most_name = "keys.count", .value = e->top, .most = c->keys.count};
    return e->top == COUNT_UNLIMITED || e->top <= c->keys.count;
}

static struct text label(const struct config_event *e)
{
    if (isnan(e->share)) {
        return text_format("top %s keys invalidated", text_si((double)e->top).s);
    }
    return text_format("%s of the keys invalidated", text_percent(e->share).s);
}

static const struct field fields[] = {
    {"share", FIELD_RATIO, EVENT_FIELD(share), 1e-9, 1, "null", NULL, "of the keys, at random"},
    {"top", FIELD_COUNT, EVENT_FIELD(top), 1, FIELD_KEYS_MOST, "null", NULL, "so many of the most popular keys"},
    EVENT_FIELDS_END};
static const char *const one_of[] = {"share", "top", NULL};

const struct event_type invalidate_event = {
    EVENT_TYPE("invalidate", "entries are deleted from the cache tier; exactly one of share and top", fields, begin,
               label),
    .scenario.one_of = one_of,
    .needs_tier = true,
    .loses_entries = true,
    .check = check,
};
