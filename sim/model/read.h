/* read.h: reads that missed, until they are answered (private to the model). */
#ifndef HERDSIM_READ_H
#define HERDSIM_READ_H

#include "model/state.h"

enum read_outcome { READ_FETCHED, READ_JOINED, READ_FAILED };

/* A first lookup found nothing: its server will know in answer_ns. The session counts the read as pending. */
void read_missed(struct sim *sim, uint32_t session, uint64_t number, uint32_t key, int64_t answer_ns);

/* The event STATE_MISS_KNOWN: the protections decide. */
void read_miss_known(struct sim *sim, uint32_t request);

/* The read is over, to be answered at at_ns; its slot is free. */
void read_over(struct sim *sim, uint32_t request, enum read_outcome outcome, int64_t at_ns);

/* Of a key's miss episode: whether a query for it made now is its first. Marks it as made. */
bool read_first_of_episode(struct sim *sim, uint32_t key);

#endif
