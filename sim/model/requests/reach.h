/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reach.h: whether an answer that is on its way reaches anybody (private to the model).
 *
 * What a read will get is known at its lookup, the answer comes later: by then its user may have left, or the run be over.
 * Both instants are known beforehand, so nothing has to be taken back. A read whose user has left has failed, for nobody; one
 * that the end of the run comes before is in flight.
 */
#ifndef HERDSIM_REACH_H
#define HERDSIM_REACH_H

#include "model/state/state.h"

/* The last instant at which an answer to the session counts: its deadline, or the end of the run. */
static inline int64_t reach_until_ns(const struct sim *sim, const struct session *s)
{
    int64_t end_ns = sim->config->run.duration_ns - 1, patience_ns = sim->config->sources[s->source].deadline_ns;
    return patience_ns < end_ns - s->start_ns ? s->start_ns + patience_ns : end_ns;
}

/* Accounts a read whose answer, at_ns, reaches nobody. */
void reach_nobody(struct sim *sim, const struct session *s, int64_t at_ns);

#endif
