/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outstanding.c: queries by sending, oldest first: all have the same timeout, so one event, of the oldest, watches
 * over them (see outstanding.h).
 */
#include "model/requests/outstanding.h"

#include "base/ensure.h"
#include "model/state/timeout.h"

void outstanding_go_on(struct sim *sim)
{
    struct database *d = &sim->database;
    if (d->oldest != SLOT_NONE) {
        timeout_watch(sim, &d->timeout_set, sim->request[d->oldest].since_ns, sim->config->database.timeout_ns,
                      STATE_QUERY_TIMEOUT, 0);
    }
}

void outstanding_list(struct sim *sim, uint32_t slot)
{
    ensure(sim->request[slot].since_ns <= sim->now_ns && !sim->request[slot].orphan);
    ensure(sim->database.sent.tail == SLOT_NONE ||
           sim->request[sim->database.sent.tail].since_ns <= sim->request[slot].since_ns); /* by sending */
    struct database *d = &sim->database;
    list_add(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
    d->oldest = d->oldest == SLOT_NONE ? slot : d->oldest;
    outstanding_go_on(sim);
}

void outstanding_unlist(struct sim *sim, uint32_t slot)
{
    ensure(sim->database.sent.head != SLOT_NONE);
    struct database *d = &sim->database;
    if (d->oldest == slot) {
        d->oldest = sim->request[slot].due.next;
    }
    list_remove(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
}

uint32_t outstanding_overdue(struct sim *sim)
{
    struct database *d = &sim->database;
    int64_t limit_ns = sim->config->database.timeout_ns;
    while (d->oldest != SLOT_NONE && timeout_is_over(sim, sim->request[d->oldest].since_ns, limit_ns)) {
        uint32_t slot = d->oldest;
        d->oldest = sim->request[slot].due.next;
        if (!sim->request[slot].orphan) { /* otherwise its process has died */
            return slot;
        }
    }
    return SLOT_NONE;
}
