/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.h: the same simulation, written to be obviously right rather than fast: its queue of events
 * (private to the model).
 *
 * Every arrival, every read and every answer of a hit is an event of its own in a plain binary heap; reads
 * look in the cache one by one; entries are kept with deadline and write (the per_entry_ttl form) always. What
 * follows a miss is the code of the fast path, which has no second form. Results are identical to the
 * byte, and a test holds the two together on random scenarios.
 */
#ifndef HERDSIM_REFERENCE_H
#define HERDSIM_REFERENCE_H

#include "model/state/state.h"

enum reference_kind { REFERENCE_MODEL, REFERENCE_ARRIVAL, REFERENCE_READ, REFERENCE_ANSWER };

struct reference_reads { /* the reads of one session, until each has looked in the cache */
    struct arrival arrival;
    uint32_t session, left;
    uint32_t *key;
    int64_t *lookup_ns;
    uint16_t *node;
};

struct reference_entry {
    int64_t time_ns;
    uint64_t place, number;
    enum reference_kind kind;
    enum state_event event;
    uint32_t argument; /* of a model event; read of the session; session */
    struct reference_reads *issued;
};

struct reference {
    struct reference_entry *heap;
    size_t n, room;
    uint64_t number;
    uint64_t place; /* of the entry taken out last */
    bool arrival_pending;
};

/* NULL without memory. */
struct reference *reference_new(void);
void reference_free(struct reference *r);

/* Enters an event of the model at its place. */
void reference_push(struct reference *r, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument);

/* Enters an event for each read of a session that begins now. */
void reference_issue_reads(struct sim *sim, uint32_t session, const struct arrival *arrival);

/* Enters anything; it gets the next number of entry. */
void reference_enter(struct reference *r, struct reference_entry e);

/* Takes the first entry out; there must be one. */
struct reference_entry reference_pop(struct reference *r);

/* One read of a session has looked in the cache. */
void reference_read_done(struct reference_reads *reads);

#endif
