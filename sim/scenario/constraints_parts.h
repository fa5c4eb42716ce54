/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_parts.h: the checks that make up constraints_settle, by part of the file (private to them). */
#ifndef HERDSIM_CONSTRAINTS_PARTS_H
#define HERDSIM_CONSTRAINTS_PARTS_H

#include "base/units.h"
#include "scenario/raw.h"
#include "scenario/reader.h"

/* Where the pointer leads, or as far as the file goes on the way there. */
struct errors_place constraints_at(struct reader *r, const cJSON *root, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A duration in the largest unit that writes it as a whole number. */
const char *constraints_duration(struct reader *r, int64_t ns);

/* Reports a count above a limit of that name. */
void constraints_at_most(struct reader *r, struct errors_place place, uint64_t n, const char *limit, uint64_t most);

/* Reports a first wait above the cap. `retry`: pointer of the object; `base`: name of its field with the first wait. */
void constraints_backoff(struct reader *r, const cJSON *root, const char *retry, const char *base,
                         const struct backoff *b);

/* The rank of a key that is given by name or as "#123"; 0 after reporting. */
uint64_t constraints_rank_of(struct reader *r, struct errors_place place, const struct config *c, const char *text);

void constraints_keys(struct reader *r, const cJSON *root, const struct config *c);
void constraints_popularity(struct reader *r, const cJSON *root, struct config *c, const struct config *first);
void constraints_traffic(struct reader *r, const cJSON *root, struct config *c);
void constraints_cache(struct reader *r, const cJSON *root, const struct config *c);
void constraints_local(struct reader *r, const cJSON *root, const struct config *c);
void constraints_database(struct reader *r, const cJSON *root, const struct config *c);
void constraints_protections(struct reader *r, const cJSON *root, const struct config *c);

/* Each event by itself, then what follows from their order; sorts them. Needs the protections to be read. */
void constraints_events(struct reader *r, const cJSON *root, struct config *c);

/* Which cache nodes the events are about, and whether what they do to them makes sense in this order (indices by
 * time). */
void constraints_nodes(struct reader *r, const cJSON *root, struct config *c, const size_t *order);

#endif
