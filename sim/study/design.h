/* SPDX-License-Identifier: GPL-3.0-or-later */
/* design.h: the design of a sweep (in the sense of statistics: which runs it consists of), and what it is known by.
 *
 * Runs are numbered: point by point (the last --vary fastest), of a point variant by variant, of a variant replication by
 * replication. Replication r has the same seed everywhere, so all points and variants meet the same users (common random
 * numbers). Shard K of N does the runs with (run + run / N) mod N = K: each group of N runs is dealt out with another one
 * to begin, so that no shard gets one variant alone.
 *
 * The hash (FNV-1a, 64 bits) is over the resolved scenario, what is varied, and the program's version; parts that bear the
 * same hash fit together.
 */
#ifndef HERDSIM_DESIGN_H
#define HERDSIM_DESIGN_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario/scenario.h"
#include "study/axis.h"

enum { DESIGN_AXES_MAX = 8 };
#define DESIGN_RUNS_MAX 10000000

struct design {
    const char *version; /* of the program */
    struct axis axis[DESIGN_AXES_MAX];
    size_t axes_n;
    size_t replications;
    const char *const *keep; /* variants asked for; none: all */
    size_t keep_n;
    /* The scenario's text and what the command line says of it. */
    const char *path, *text;
    size_t text_n;
    struct scenario_options options;
    /* Follows from these: */
    struct scenario *base; /* as it is where nothing is varied */
    size_t points_n, runs_n;
    cJSON *json; /* what sweep.json holds, but for the shard */
    char hash[17];
};

struct design_run { /* which one it is */
    size_t point, variant, replication;
    size_t index[DESIGN_AXES_MAX]; /* of the value on each axis */
};

/* Completes a design whose first part is filled in; false after messages on `errors`. *unreadable: the cause is I/O. */
bool design_complete(struct design *d, FILE *errors, bool *unreadable);
void design_free(struct design *d);

/* The scenario where nothing is varied, with these "PATH=VALUE" besides; NULL after messages on `errors`. *unreadable: the
 * cause is I/O, or want of memory. Several threads may load at the same time. */
struct scenario *design_load_with(const struct design *d, const char *const *set, size_t set_n, FILE *errors,
                                  bool *unreadable);

struct design_run design_run_of(const struct design *d, size_t run);

/* The scenario at a point; otherwise the same. */
struct scenario *design_load(const struct design *d, size_t point, FILE *errors, bool *unreadable);

/* Whether a run belongs to shard k of n (k from 0). */
bool design_in_shard(size_t run, size_t k, size_t n);

/* The hash of a text as 16 hexadecimal digits. */
void design_hash(const char *text, char hash[17]);

/* Tries every value of every axis by itself: false, after a message, if one axis has none that the scenario takes; values
 * that it does not take are told. *unreadable as above. */
bool design_try(const struct design *d, FILE *errors, bool *unreadable);

#endif
