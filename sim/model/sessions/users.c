/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.c: the life of a session (see users.h).
 *
 * The place of a session's end among the events of its instant is reserved when the session begins: the
 * order of events must not depend on when the simulator finds out that the last read is decided.
 */
#include "model/sessions/users.h"

#include "base/ensure.h"
#include "model/requests/answer.h"
#include "model/requests/lookup.h"
#include "model/sessions/accept_queue.h"
#include "model/sessions/deadline.h"
#include "model/sessions/deploy.h"
#include "model/sessions/held_keys.h"
#include "model/sessions/retry.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"
#include "model/state/reference.h"

static struct meter_source *source_of(struct sim *sim, const struct session *s)
{
    return &sim->meter.source[s->source];
}

static void account_end(struct sim *sim, const struct session *s)
{
    ensure(sim->sessions_open > 0);
    uint64_t latency_ns = (uint64_t)(sim->now_ns - s->open_ns);
    sim->sessions_open--;
    if (s->failed) {
        state_count(sim, COUNTER_SESSIONS_FAILED);
        source_of(sim, s)->sessions_failed++;
        histogram_record(&sim->meter.results->session.failed, latency_ns);
        state_count_n(sim, COUNTER_SESSIONS_OVERFLOWED, s->overflowed);
        incident_log_note(sim, INCIDENT_SESSION_FAILED, s->server);
    } else {
        state_count(sim, COUNTER_SESSIONS_OK);
        source_of(sim, s)->sessions_ok++;
        histogram_record(&source_of(sim, s)->session, latency_ns);
        tally_served(&sim->meter.tally, s->source, s->open_ns, (int64_t)latency_ns);
    }
}

/* A session that is turned away before it took a record. */
static void turn_away(struct sim *sim, struct session *s, const struct arrival *keys, enum counter why)
{
    if (why != COUNTER_SESSIONS_OVERFLOWED) {
        bool shed = why == COUNTER_SESSIONS_SHED;
        incident_log_note(sim, shed ? INCIDENT_SESSION_SHED : INCIDENT_SESSION_REJECTED, s->server);
    }
    state_count(sim, why);
    s->failed = true;
    account_end(sim, s);
    retry_or_give_up(sim, s, keys, false);
}

/* The session has its worker: its reads are issued, all at once. */
static void begin(struct sim *sim, uint32_t slot, const struct arrival *arrival)
{
    struct session *s = &sim->session[slot];
    s->working = s->begun = true;
    s->done_ns = sim->now_ns;
    s->end_place = state_reserve(sim);
    if (sim->reference != NULL) {
        reference_issue_reads(sim, slot, arrival);
        return;
    }
    s->pending = 1; /* holds the session open until all its reads were looked at */
    lookup_session(sim, slot, arrival);
    answer_decided(sim, slot, sim->now_ns, true);
}

/* Sends the session to a server that is up; false if none is. */
static bool find_server(struct sim *sim, struct session *s)
{
    if (sim->deploys != NULL) {
        s->server = deploy_route(sim, s->server, s->first_read);
    }
    return s->server != UINT32_MAX;
}

/* Whether the session's keys have to be kept, and could not be. */
static bool lacks_place(struct sim *sim, struct session *s, const struct arrival *keys, bool waits)
{
    bool needed = s->held == SLOT_NONE && (waits || retry_possible(sim->config, s->source));
    return needed && !held_keys_take(sim, s, keys);
}

/* An attempt of a user begins. `keys` is what it is to read. */
static void open_session(struct sim *sim, struct session *s, const struct arrival *keys)
{
    state_count(sim, COUNTER_SESSIONS_STARTED);
    state_count_n(sim, COUNTER_SESSIONS_RETRIED, s->attempt > 0);
    source_of(sim, s)->sessions_started++;
    source_of(sim, s)->sessions_retried += s->attempt > 0;
    sim->sessions_open++;
    if (!find_server(sim, s)) {
        turn_away(sim, s, keys, COUNTER_SESSIONS_REJECTED);
        return;
    }
    if (!hooks_admit(sim, s->server, s->first_read)) {
        turn_away(sim, s, keys, COUNTER_SESSIONS_SHED);
        return;
    }
    const struct server *server = &sim->server[s->server];
    bool waits = server->workers_busy >= sim->config->servers.workers;
    if (waits && server->accept_n >= sim->config->servers.accept_queue) {
        turn_away(sim, s, keys, COUNTER_SESSIONS_REJECTED);
        return;
    }
    if (!waits && !hooks_dequeue(sim, s->server, 0)) {
        turn_away(sim, s, keys, COUNTER_SESSIONS_SHED);
        return;
    }
    if (slots_full(&sim->session_slots) || lacks_place(sim, s, keys, waits)) {
        turn_away(sim, s, keys, COUNTER_SESSIONS_OVERFLOWED);
        return;
    }
    uint32_t slot = slots_take(&sim->session_slots);
    sim->session[slot] = *s;
    deadline_watch(sim, slot);
    if (waits) {
        accept_queue_wait(sim, slot);
        return;
    }
    accept_queue_take_worker(sim, s->server);
    begin(sim, slot, keys);
}

void users_open(struct sim *sim, const struct arrival *arrival)
{
    struct session s = {.open_ns = arrival->at_ns,
                        .start_ns = arrival->at_ns,
                        .first_read = arrival->first_read,
                        .server = arrival->server,
                        .held = SLOT_NONE,
                        .source = (uint16_t)arrival->source};
    if (retry_possible(sim->config, arrival->source)) {
        budget_deposit(&sim->source[arrival->source].budget, sim->now_ns);
    }
    open_session(sim, &s, arrival);
}

static bool is_cancelled(const struct sim *sim, const struct session *s)
{
    return s->gone && sim->config->sources[s->source].cancel_on_deadline;
}

/* Gives up the record and the keys of a session that waited for a worker, or has ended. */
static void forget(struct sim *sim, uint32_t slot)
{
    held_keys_give(sim, &sim->session[slot]);
    slots_give(&sim->session_slots, slot);
}

/* A session that waited is turned away when its turn comes. */
static void shed(struct sim *sim, uint32_t slot)
{
    ensure(!sim->session[slot].working && !sim->session[slot].begun);
    struct session *s = &sim->session[slot];
    if (!s->gone) {
        deadline_unwatch(sim, slot);
        s->failed = true;
        state_count(sim, COUNTER_SESSIONS_SHED);
        incident_log_note(sim, INCIDENT_SESSION_SHED, s->server);
        account_end(sim, s);
        retry_or_give_up(sim, s, NULL, false);
    }
    forget(sim, slot);
}

/* A worker of the server has become free: for the next who waits and whose user is there and is let begin. */
static void pass_worker_on(struct sim *sim, uint32_t server)
{
    for (uint32_t next = accept_queue_take(sim, server); next != SLOT_NONE; next = accept_queue_take(sim, server)) {
        struct session *s = &sim->session[next];
        if (is_cancelled(sim, s)) {
            forget(sim, next);
        } else if (!hooks_dequeue(sim, server, sim->now_ns - s->start_ns)) {
            shed(sim, next);
        } else {
            s->working = true;
            state_push(sim, sim->now_ns, STATE_SESSION_BEGIN, next);
            return;
        }
    }
    accept_queue_free_worker(sim, server);
}

static void free_worker(struct sim *sim, struct session *s)
{
    if (s->working) {
        s->working = false;
        pass_worker_on(sim, s->server);
    }
}

/* A session is over for good. */
static void leave_server(struct sim *sim, uint32_t slot)
{
    free_worker(sim, &sim->session[slot]);
    forget(sim, slot);
}

void users_begin_held(struct sim *sim, uint32_t slot)
{
    ensure(sim->session[slot].working && !sim->session[slot].begun);
    struct session *s = &sim->session[slot];
    if (is_cancelled(sim, s)) { /* it has got its worker in the instant in which its user left */
        leave_server(sim, slot);
        return;
    }
    struct arrival arrival = held_keys_arrival(sim, s);
    begin(sim, slot, &arrival);
    if (s->gone || !retry_possible(sim->config, s->source)) {
        held_keys_give(sim, s);
    }
}

void users_end(struct sim *sim, uint32_t slot)
{
    struct session *s = &sim->session[slot];
    if (!s->gone) {
        deadline_unwatch(sim, slot);
        account_end(sim, s);
        if (s->failed) {
            retry_or_give_up(sim, s, NULL, false);
        }
    }
    leave_server(sim, slot);
}

/* Its user has waited past the deadline, and goes. */
static void leave(struct sim *sim, uint32_t slot)
{
    ensure(!sim->session[slot].gone && !sim->session[slot].watched);
    struct session *s = &sim->session[slot];
    s->failed = s->gone = true;
    state_count(sim, COUNTER_SESSIONS_TIMED_OUT);
    incident_log_note(sim, INCIDENT_SESSION_TIMED_OUT, s->server);
    account_end(sim, s);
    retry_or_give_up(sim, s, NULL, !s->begun);
    if (is_cancelled(sim, s) && s->begun) {
        free_worker(sim, s);
    }
}

void users_deadline(struct sim *sim, uint32_t source)
{
    ensure(source < sim->config->sources_n);
    sim->source[source].deadline_set = false;
    for (uint32_t slot = deadline_overdue(sim, source); slot != SLOT_NONE; slot = deadline_overdue(sim, source)) {
        leave(sim, slot);
    }
    deadline_go_on(sim, source);
}

void users_retry(struct sim *sim, uint32_t slot)
{
    ensure(sim->session[slot].attempt > 0 && sim->session[slot].start_ns == sim->now_ns);
    struct session s = sim->session[slot];
    slots_give(&sim->session_slots, slot);
    incident_log_note(sim, INCIDENT_SESSION_RETRIED, s.server);
    struct arrival keys = held_keys_arrival(sim, &s);
    open_session(sim, &s, &keys);
}
