/* SPDX-License-Identifier: GPL-3.0-or-later */
/* errors.h: the errors of a scenario, gathered so that all are reported at once and each once.
 *
 * Every variant is read in full, so an error in what they share is met once per variant; entries with the
 * same place and the same words are one. Some things are wrong only if no variant gives them a meaning
 * ("eviction" without "capacity", where a variant sets the capacity): such an entry is soft, and counts only
 * if it stands in the variant's own patch or if every variant has it.
 */
#ifndef HERDSIM_ERRORS_H
#define HERDSIM_ERRORS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "scenario/tree.h"

#define ERRORS_SHOWN_MAX 50

struct errors_entry {
    int origin;
    bool at_key; /* the name is at fault, not the value */
    bool soft;
    const char *below; /* pointer from the origin to what is missing there, or "" */
    const char *message;
    uint64_t readings; /* a bit for every reading that met it */
};

struct errors {
    struct tree_origins *origins;
    struct errors_entry *list;
    size_t n, capacity;
    size_t dropped;             /* that found the list full; none of them soft */
    unsigned reading;           /* number of the present reading, below 64 */
    uint64_t variants;          /* bits of the readings that are variants */
    const char *const *variant; /* names, by reading */
};

/* Where an error belongs. */
struct errors_place {
    int origin;
    bool at_key, soft;
    const char *below;
};

/* At a value; at its name; at something that is missing below a value ("/duration"). */
struct errors_place errors_at(const cJSON *node);
struct errors_place errors_at_key(const cJSON *node);
struct errors_place errors_below(const cJSON *node, const char *below);

/* At the deepest existing value on the way from `root` along an RFC 6901 pointer. */
struct errors_place errors_on_way(struct errors *e, const cJSON *root, const char *pointer);

void errors_add(struct errors *e, struct errors_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How many of the present reading's there are so far, soft ones left out. */
size_t errors_now(const struct errors *e);

/* Writes those that count, in the order of the documents and lines, at most ERRORS_SHOWN_MAX; returns how
 * many count. */
size_t errors_report(struct errors *e, FILE *out);

#endif
