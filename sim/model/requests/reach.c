/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reach.c: answers that reach nobody (see reach.h). */
#include "model/requests/reach.h"

void reach_nobody(struct sim *sim, const struct session *s, int64_t at_ns)
{
    if (at_ns >= sim->config->run.duration_ns) {
        sim->unanswered_n++;
        return;
    }
    state_count(sim, COUNTER_READS_FAILED);
    state_count(sim, COUNTER_READS_ABANDONED);
    sim->meter.source[s->source].reads_failed++;
    histogram_record(&sim->meter.results->read.failed, (uint64_t)(at_ns - s->open_ns));
}
