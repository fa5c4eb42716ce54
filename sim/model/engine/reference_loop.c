/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference_loop.c: one thing after the other (see reference_loop.h). */
#include "model/engine/reference_loop.h"

#include "model/engine/dispatch.h"
#include "model/requests/answer.h"
#include "model/requests/lookup.h"
#include "model/sessions/users.h"
#include "model/state/reference.h"

static void look(struct sim *sim, struct reference_reads *issued, uint32_t i)
{
    int64_t answer_ns = lookup_one(sim, issued->session, &issued->arrival, i);
    if (answer_ns >= 0) {
        reference_enter(sim->reference, (struct reference_entry){.time_ns = sim->now_ns + answer_ns,
                                                                 .place = 0,
                                                                 .kind = REFERENCE_ANSWER,
                                                                 .argument = issued->session});
    }
    reference_read_done(issued);
}

static void open_session(struct sim *sim)
{
    struct arrival arrival;
    traffic_take(&sim->traffic, &arrival);
    sim->reference->arrival_pending = false;
    users_open(sim, &arrival);
}

/* Whether what comes first is done together with the beginning of its session on the fast path, where nothing of the
 * same instant comes between: not even the end of a query that one of these reads has caused and that takes no time. */
static bool is_inline(const struct reference *r)
{
    return r->n > 0 && (r->heap[0].kind == REFERENCE_READ || r->heap[0].kind == REFERENCE_ANSWER);
}

bool reference_loop_step(struct sim *sim, int64_t end_ns)
{
    struct reference *r = sim->reference;
    if (!r->arrival_pending && sim->traffic.first_ns != TIME_NEVER) {
        reference_enter(r, (struct reference_entry){
                               .time_ns = sim->traffic.first_ns, .place = UINT64_MAX, .kind = REFERENCE_ARRIVAL});
        r->arrival_pending = true;
    }
    int64_t first_ns = r->n == 0 ? TIME_NEVER : r->heap[0].time_ns;
    if (first_ns >= end_ns && sim->database.alarm_ns >= end_ns) {
        return false;
    }
    if (sim->database.alarm_ns < first_ns || (sim->database.alarm_ns == first_ns && !is_inline(r))) {
        dispatch_alarm(sim);
        return true;
    }
    struct reference_entry e = reference_pop(r);
    dispatch_time(sim, e.time_ns);
    switch (e.kind) {
    case REFERENCE_MODEL:
        dispatch_event(sim, (struct event){.kind = (uint32_t)e.event, .argument = e.argument});
        break;
    case REFERENCE_ARRIVAL:
        open_session(sim);
        break;
    case REFERENCE_READ:
        look(sim, e.issued, e.argument);
        break;
    case REFERENCE_ANSWER:
        answer_decided(sim, e.argument, e.time_ns, true);
        break;
    }
    return true;
}
