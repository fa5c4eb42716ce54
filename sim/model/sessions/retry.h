/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retry.h: users whose session has failed, and who try again (private to the model).
 *
 * A retry is a new session of the same user, at a server chosen anew, asking for the same keys, after a backoff. Its
 * latency counts from the first attempt on. The attempts, and a budget that all users of a source share, are limits.
 */
#ifndef HERDSIM_RETRY_H
#define HERDSIM_RETRY_H

#include "model/state/state.h"

/* A session has failed. `keys` is what it was to read if that is not held, else NULL. Its place among the held keys, if
 * it has one, belongs to the retry afterwards, or is free; with `keep`, it stays with the session. */
void retry_or_give_up(struct sim *sim, struct session *s, const struct arrival *keys, bool keep);

/* Whether users of the source may ever try again. */
static inline bool retry_possible(const struct config *c, size_t source)
{
    return c->sources[source].retry.attempts > 1;
}

#endif
