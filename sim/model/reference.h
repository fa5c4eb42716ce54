/* reference.h: the same simulation, written to be obviously right rather than fast (private to the model).
 *
 * Every arrival, every read and every answer of a hit is an event of its own in a plain binary heap; reads
 * look in the cache one by one; entries are kept with deadline and write (the wide form) always. What
 * follows a miss is the code of the fast path, which has no second form. Results are identical to the
 * byte, and a test holds the two together on random scenarios.
 */
#ifndef HERDSIM_REFERENCE_H
#define HERDSIM_REFERENCE_H

#include "model/state.h"

/* NULL without memory. */
struct reference *reference_new(void);
void reference_free(struct reference *r);

/* Enters an event of the model at its place. */
void reference_push(struct reference *r, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument);

/* Enters an event for each read of a session that begins now. */
void reference_issue_reads(struct sim *sim, uint32_t session, const struct arrival *arrival);

/* Takes the next event before `end_ns` and handles it; false if there is none. */
bool reference_step(struct sim *sim, int64_t end_ns);

#endif
