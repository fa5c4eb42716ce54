/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer.h: the ends of reads, and through them of sessions (private to the model). */
#ifndef HERDSIM_ANSWER_H
#define HERDSIM_ANSWER_H

#include "model/state/state.h"

enum answered {
    ANSWERED_FETCH,
    ANSWERED_JOIN,
    ANSWERED_STALE_AT_ONCE, /* with what the first lookup found */
    ANSWERED_STALE,         /* because the database had failed */
    ANSWERED_FAIL
};

/* A read that missed is over, to be answered at at_ns; its slot is free. */
void answer_read(struct sim *sim, uint32_t request, enum answered outcome, int64_t at_ns);

/* One read of a session is decided, to be answered at at_ns (not before now). With the last one the end of
 * the session is fixed. */
void answer_decided(struct sim *sim, uint32_t session, int64_t at_ns, bool ok);

#endif
