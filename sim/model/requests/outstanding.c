/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outstanding.c: queries by sending, oldest first: all have the same timeout, so one event, of the oldest, watches
 * over them (see outstanding.h).
 */
#include "model/requests/outstanding.h"

#include "model/requests/database.h"
#include "model/requests/fetch.h"
#include "model/state/incident_log.h"

static int64_t due_ns(const struct sim *sim, uint32_t slot)
{
    int64_t since_ns = sim->request[slot].since_ns, limit_ns = sim->config->database.timeout_ns;
    return limit_ns < TIME_NEVER - since_ns ? since_ns + limit_ns : TIME_NEVER;
}

static void set_timeout(struct sim *sim)
{
    struct database *d = &sim->database;
    if (!d->timeout_set && d->oldest != SLOT_NONE && sim->config->database.timeout_ns != TIME_NEVER) {
        d->timeout_set = true;
        state_push(sim, due_ns(sim, d->oldest), STATE_QUERY_TIMEOUT, 0);
    }
}

void outstanding_list(struct sim *sim, uint32_t slot)
{
    struct database *d = &sim->database;
    list_add(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
    d->oldest = d->oldest == SLOT_NONE ? slot : d->oldest;
    set_timeout(sim);
}

void outstanding_unlist(struct sim *sim, uint32_t slot)
{
    struct database *d = &sim->database;
    if (d->oldest == slot) {
        d->oldest = sim->request[slot].due.next;
    }
    list_remove(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
}

/* The oldest query whose client gives it up now, one a call; SLOT_NONE when there is none left. */
static uint32_t overdue(struct sim *sim)
{
    struct database *d = &sim->database;
    while (d->oldest != SLOT_NONE && due_ns(sim, d->oldest) <= sim->now_ns) {
        uint32_t slot = d->oldest;
        d->oldest = sim->request[slot].due.next;
        if (!sim->request[slot].orphan) { /* otherwise its process has died */
            return slot;
        }
    }
    return SLOT_NONE;
}

void outstanding_timeout(struct sim *sim)
{
    sim->database.timeout_set = false;
    for (uint32_t slot = overdue(sim); slot != SLOT_NONE; slot = overdue(sim)) {
        struct request *f = &sim->request[slot];
        bool cancel = sim->config->database.cancel_on_timeout;
        state_count(sim, COUNTER_DB_TIMED_OUT);
        incident_log_note(sim, INCIDENT_DB_TIMED_OUT, f->server);
        if (cancel || f->stage == STAGE_BACKOFF) { /* in a backoff the database knows nothing of it */
            state_count_n(sim, COUNTER_DB_CANCELLED, f->stage != STAGE_BACKOFF);
            database_stop(sim, slot, FETCH_DB_TIMEOUT);
        } else {
            f->orphan = true;
            fetch_over(sim, slot, FETCH_DB_TIMEOUT);
        }
    }
    set_timeout(sim);
}

void outstanding_refuse(struct sim *sim)
{
    uint32_t next = SLOT_NONE;
    for (uint32_t slot = sim->database.sent.head; slot != SLOT_NONE; slot = next) {
        next = sim->request[slot].due.next;
        if (sim->request[slot].stage != STAGE_BACKOFF) {
            state_count(sim, COUNTER_DB_REFUSED);
            database_stop(sim, slot, FETCH_DB_ERROR);
        }
    }
}
