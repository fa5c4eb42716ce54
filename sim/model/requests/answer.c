/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer.c: accounting of reads that missed, and of what their sessions still wait for (see answer.h). */
#include "model/requests/answer.h"

#include "base/ensure.h"
#include "model/requests/reach.h"

void answer_decided(struct sim *sim, uint32_t slot, int64_t at_ns, bool ok)
{
    struct session *s = &sim->session[slot];
    s->done_ns = at_ns > s->done_ns ? at_ns : s->done_ns;
    s->failed = s->failed || !ok;
    if (--s->pending == 0) {
        state_push_at(sim, s->done_ns, s->end_place, STATE_SESSION_END, slot);
    }
}

void answer_read(struct sim *sim, uint32_t slot, enum answered outcome, int64_t at_ns)
{
    const struct request *r = &sim->request[slot];
    uint32_t session = r->session;
    const struct session *s = &sim->session[session];
    struct meter_source *source = &sim->meter.source[s->source];
    uint64_t latency_ns = (uint64_t)(at_ns - s->open_ns);
    struct results *results = sim->meter.results;
    ensure(at_ns >= s->open_ns);
    bool ok = outcome != ANSWERED_FAIL && !s->gone;
    if (ok && at_ns > sim->now_ns && at_ns > reach_until_ns(sim, s)) {
        reach_nobody(sim, s, at_ns);
    } else if (!ok) {
        state_count(sim, COUNTER_READS_FAILED);
        state_count_n(sim, COUNTER_READS_ABANDONED, s->gone);
        source->reads_failed++;
        histogram_record(&results->read.failed, latency_ns);
    } else {
        struct histogram *by_outcome = &results->read.miss;
        if (outcome != ANSWERED_FETCH) {
            bool stale = outcome == ANSWERED_STALE || outcome == ANSWERED_STALE_AT_ONCE;
            state_count(sim, stale ? COUNTER_READS_STALE : COUNTER_READS_JOINED);
            state_count_n(sim, COUNTER_READS_HITS, outcome == ANSWERED_STALE_AT_ONCE);
            state_count_n(sim, COUNTER_READS_STALE_HITS, outcome == ANSWERED_STALE_AT_ONCE);
            source->reads_stale_hits += outcome == ANSWERED_STALE_AT_ONCE;
            by_outcome = stale ? &results->read.stale : &results->read.joined;
        }
        state_count(sim, COUNTER_READS_OK);
        histogram_record(&source->other, latency_ns);
        histogram_record(by_outcome, latency_ns);
    }
    sim->reads_n--;
    if (r->orphan) {
        sim->request[slot].session = SLOT_NONE;
        sim->orphans_n++;
    } else {
        slots_give(&sim->request_slots, slot);
    }
    answer_decided(sim, session, at_ns, ok);
}
