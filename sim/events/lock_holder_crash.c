/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lock_holder_crash.c: the process that holds the cluster lock of a key crashes; if nobody does, the next who takes it. */
#include <stdio.h>

#include "base/ensure.h"
#include "events/registry.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    ensure(sim->config->events[number].key_rank >= 1);
    incident_log_trigger(sim, number);
    hooks_crash(sim, (uint32_t)(sim->config->events[number].key_rank - 1));
}

static bool check(const struct config_event *e, const struct config *c, struct event_fault *fault)
{
    (void)e;
    for (size_t i = 0; i < c->protections_n; i++) {
        if (c->protections[i].kind->crash != NULL) {
            return true;
        }
    }
    fault->field = "do";
    snprintf(fault->text, sizeof fault->text, "means nothing without protections.coalescing of scope \"cluster\"");
    return false;
}

static struct text label(const struct config_event *e)
{
    return text_format("lock holder of %s crashes", text_clip(e->key_name, REGISTRY_NAME_WIDTH).s);
}

static const struct field fields[] = {EVENT_FIELD_KEY, EVENT_FIELDS_END};

const struct event_type lock_holder_crash_event = {
    EVENT_TYPE("lock_holder_crash",
               "who holds the cluster lock of a key crashes; if nobody does, the next who takes it", fields, begin,
               label),
    .crashes_processes = true,
    .check = check,
};
