/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.h: what is kept of the replications of a variant once their results are gone: every metric, the verdict, and
 * a few curves over the windows.
 *
 * A replication is the same scenario under another seed. The first runs under the scenario's own seed, the others under
 * draws from it, the same for all variants: so replication 7 of one variant and of another meet the same users, and
 * variants can be compared pair by pair.
 */
#ifndef HERDSIM_SAMPLES_H
#define HERDSIM_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interval.h"
#include "model/results.h"

#define SAMPLES_CONFIDENCE 0.95

enum samples_curve {
    SAMPLES_QUERIES, /* database queries/s */
    SAMPLES_HITS,    /* hit ratio */
    SAMPLES_P99,     /* of users by when they came, s; INFINITY: more than 1% were not served */
    SAMPLES_LOST,    /* share of the users who came, of whom it is known */
    SAMPLES_CURVES_N /* after them comes the p99 of the users of every traffic source, of the first few */
};

enum { SAMPLES_SOURCES_MAX = 6 };

struct sample { /* one replication */
    bool finished;
    float *curve; /* curve by curve, window by window */
    enum verdict_kind verdict;
    enum undecided_why undecided;
    double wall_s;
    uint64_t reads;
};

struct samples { /* of one variant */
    const struct config *config;
    struct sample *sample; /* by replication */
    double *value;         /* metric by metric (see metrics_index), replication by replication; NAN: none */
    size_t n;              /* replications that were asked for */
    size_t windows_n;
    size_t curves_n;
    size_t capacity;
};

/* The seed of a replication; replication 0 has the scenario's own. */
uint64_t samples_seed(uint64_t seed, size_t replication);

/* Room for so many replications of a variant. False without memory. */
bool samples_init(struct samples *s, const struct config *config, size_t capacity);
void samples_free(struct samples *s);

/* Bytes that so many replications of a variant take once all are kept. */
uint64_t samples_bytes(const struct config *config, size_t capacity);

/* Keeps what counts of a replication that was finished. Different replications may be kept on different threads at the same
 * time. False without memory. */
bool samples_keep(struct samples *s, size_t replication, const struct results *r);

/* How many replications were finished. */
size_t samples_finished(const struct samples *s);

/* The values of a metric, replication by replication; their mean with its interval. */
const double *samples_values(const struct samples *s, size_t metric);
struct interval samples_interval(const struct samples *s, size_t metric);

/* Difference of a metric, `s` minus `base`, over the replications that both have a value of. */
struct interval samples_difference(const struct samples *s, const struct samples *base, size_t metric);

/* The verdict of most replications, of several equally frequent ones the worst; *n: how many have it. */
enum verdict_kind samples_verdict(const struct samples *s, size_t *n);
size_t samples_verdicts_n(const struct samples *s, enum verdict_kind verdict);

/* Where that verdict is "undecided": why, in the first replication that is; otherwise NULL. */
const char *samples_undecided_text(const struct samples *s);

#endif
