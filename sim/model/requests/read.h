/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read.h: reads that missed, until they fetch or are answered (private to the model). */
#ifndef HERDSIM_READ_H
#define HERDSIM_READ_H

#include "model/state/state.h"

/* A first lookup found nothing: its server will know in answer_ns. The session counts the read as pending. */
void read_missed(struct sim *sim, uint32_t session, uint64_t number, uint32_t key, int64_t answer_ns);

/* The event STATE_MISS_KNOWN: the protections decide. */
void read_miss_known(struct sim *sim, uint32_t request);

#endif
