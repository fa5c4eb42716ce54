/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cutover.c: traffic moves to a new, empty cache; or, where a protection prepares it first, when that is done. */
#include <math.h>

#include "base/ensure.h"
#include "events/registry.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    struct prewarm_results *p = &sim->meter.results->prewarm;
    bool under_way = !isnan(p->started_s) && !(p->cutover_s >= p->started_s);
    ensure(!(p->started_s > seconds(sim->now_ns)) && !(p->cutover_s < p->started_s));
    incident_log_trigger(sim, number);
    p->started_s = under_way ? p->started_s : seconds(sim->now_ns);
    if (!hooks_rebuild(sim)) { /* otherwise it will call sim_cutover when the new cache is ready */
        sim_cutover(sim);
    }
}

static struct text label(const struct config_event *e)
{
    (void)e;
    return text_format("cut-over");
}

static const struct field fields[] = {EVENT_FIELDS_END};

const struct event_type cutover_event = {
    EVENT_TYPE("cutover", "traffic moves to a new cache: empty, or as protections.prewarm prepares it", fields, begin,
               label),
    .needs_tier = true,
    .moves_traffic = true,
    .empties_tier = true,
    .restarts_tier = true,
    .loses_entries = true,
};
