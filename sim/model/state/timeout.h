/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeout.h: one pending event that watches over a queue whose members all wait equally long at most (private to the
 * model).
 *
 * Who entered first is the first to be overdue, so an event for the oldest is enough: when it comes, whoever is overdue
 * is taken out, and the next event is that of the oldest left. Who leaves in time costs no event. Users before their
 * deadline, fetches that wait for a connection, and queries at the database are all watched like this.
 */
#ifndef HERDSIM_TIMEOUT_H
#define HERDSIM_TIMEOUT_H

#include "model/state/state.h"

/* When somebody who began to wait at since_ns has waited for limit_ns (or TIME_NEVER); both in ns. */
static inline int64_t timeout_due_ns(int64_t since_ns, int64_t limit_ns)
{
    return limit_ns < TIME_NEVER - since_ns ? since_ns + limit_ns : TIME_NEVER;
}

/* Whether that instant has come. */
static inline bool timeout_is_over(const struct sim *sim, int64_t since_ns, int64_t limit_ns)
{
    return timeout_due_ns(since_ns, limit_ns) <= sim->now_ns;
}

/* The oldest began to wait at since_ns: an event of that kind will come for it, unless one is pending already. Nothing
 * where there is no limit. */
static inline void timeout_watch(struct sim *sim, bool *pending, int64_t since_ns, int64_t limit_ns,
                                 enum state_event kind, uint32_t argument)
{
    if (!*pending && limit_ns != TIME_NEVER) {
        *pending = true;
        state_push(sim, timeout_due_ns(since_ns, limit_ns), kind, argument);
    }
}

#endif
