/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.c: each point is simulated often enough for its margin; Sidak's correction makes the level of all
 * comparisons together 95% (see verify.h).
 */
#include "verify/verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/rng.h"
#include "outcome/metrics.h"

enum {
    REPLICATIONS = 40,
    QUICK_REPLICATIONS = 10,
    SETTLED_REPLICATIONS = 2 /* where chance has no part: two seeds, one result */
};

#define QUICK_MARGIN 3.0 /* times the margin: half the standard error's roots, and a heavier tail of Student's t */
#define ROUNDING 1e-9    /* relative; of sums in floating point */

static size_t replications_of(const struct verify *v, const struct cases_row *row)
{
    if (row->kind == CASES_SETTLED) {
        return SETTLED_REPLICATIONS;
    }
    return v->quick ? QUICK_REPLICATIONS : REPLICATIONS;
}

static bool wanted(const struct verify_options *o, const struct cases_row *row, const struct cases_point *point)
{
    bool named = o->only_n == 0;
    for (size_t i = 0; i < o->only_n; i++) {
        named = named || strcmp(o->only[i], row->id) == 0;
    }
    return named && (point->quick || !o->quick);
}

/* Walks over all points that are wanted: counts them, or, if there is room for them already, writes them down. */
static void walk(struct verify *v, const struct verify_options *o)
{
    v->comparisons_n = v->simulations_n = v->sampled_n = 0;
    for (size_t s = 0; s < o->subjects_n; s++) {
        const struct cases_subject *subject = o->subjects[s];
        for (size_t i = 0; i < subject->rows_n; i++) {
            const struct cases_row *row = &subject->rows[i];
            for (size_t k = 0; k < row->points_n; k++) {
                if (!wanted(o, row, &row->points[k])) {
                    continue;
                }
                if (v->comparisons != NULL) {
                    v->comparisons[v->comparisons_n] = (struct verify_comparison){
                        .subject = subject, .row = row, .point = &row->points[k], .values_n = replications_of(v, row)};
                }
                v->comparisons_n++;
                v->simulations_n += replications_of(v, row);
                v->sampled_n += row->kind == CASES_SAMPLED;
            }
        }
    }
}

/* A seed that depends on the user's, the formula, the point and the replication, and not on what else is verified. */
static uint64_t seed_of(uint64_t seed, const struct verify_comparison *c, size_t replication)
{
    uint64_t point = (uint64_t)(c->point - c->row->points);
    uint64_t formula = rng_hash_text(c->row->id) ^ rng_mix(rng_hash_text(c->row->name));
    struct rng r = rng_seed(seed, formula, point << 32 | replication);
    return rng_next(&r);
}

static void prepare(struct verify *v, struct setup *setups, double *values)
{
    struct config *simulation = v->simulations;
    for (size_t i = 0; i < v->comparisons_n; i++) {
        struct verify_comparison *c = &v->comparisons[i];
        c->row->build(&setups[i], c->point->x);
        c->theory = c->row->theory(&setups[i], c->point->x);
        c->values = values;
        values += c->values_n;
        for (size_t k = 0; k < c->values_n; k++) {
            *simulation = setups[i].c;
            simulation->variant = c->row->id;
            simulation->run.seed = seed_of(v->seed, c, k);
            simulation++;
        }
    }
}

struct verify_setups {
    struct setup *setup; /* one per comparison */
    double *values;      /* one per simulation */
};

bool verify_plan(struct verify *v, const struct verify_options *options)
{
    *v = (struct verify){.quick = options->quick, .seed = options->seed};
    walk(v, options);
    v->comparisons = calloc(v->comparisons_n + 1, sizeof *v->comparisons);
    v->simulations = calloc(v->simulations_n + 1, sizeof *v->simulations);
    v->setups = calloc(1, sizeof *v->setups);
    if (v->setups != NULL) {
        v->setups->setup = calloc(v->comparisons_n + 1, sizeof *v->setups->setup);
        v->setups->values = calloc(v->simulations_n + 1, sizeof *v->setups->values);
    }
    if (v->comparisons == NULL || v->simulations == NULL || v->setups == NULL || v->setups->setup == NULL ||
        v->setups->values == NULL) {
        verify_free(v);
        return false;
    }
    walk(v, options);
    v->confidence = v->sampled_n > 0 ? interval_sidak(VERIFY_CONFIDENCE, v->sampled_n) : VERIFY_CONFIDENCE;
    prepare(v, v->setups->setup, v->setups->values);
    return true;
}

void verify_free(struct verify *v)
{
    if (v->setups != NULL) {
        free(v->setups->setup);
        free(v->setups->values);
    }
    free(v->setups);
    free(v->simulations);
    free(v->comparisons);
    *v = (struct verify){.confidence = VERIFY_CONFIDENCE};
}

void verify_take(struct verify *v, size_t i, const struct results *r)
{
    const struct verify_comparison *c = v->comparisons;
    size_t first = 0;
    while (i >= first + c->values_n) {
        first += c->values_n;
        c++;
    }
    double value = NAN;
    if (c->row->metric != NULL) {
        ensure(metrics_value(r, c->row->metric, &value));
    } else {
        value = c->row->measure(r, c->point->x);
    }
    c->values[i - first] = value;
}

/* A theory of INFINITY (it never happens) is met by INFINITY. */
static double resolution(const struct verify_comparison *c)
{
    return c->point->margin + (isinf(c->theory) ? 0 : ROUNDING * fabs(c->theory));
}

static void judge_settled(struct verify_comparison *c)
{
    double least = c->values[0], most = c->values[0], margin = resolution(c);
    bool met = true;
    for (size_t k = 0; k < c->values_n; k++) {
        least = fmin(least, c->values[k]);
        most = fmax(most, c->values[k]);
        met = met && (c->values[k] == c->theory || fabs(c->values[k] - c->theory) <= margin);
    }
    c->interval = (struct interval){(least + most) / 2, least - margin, most + margin, c->values_n};
    c->outcome = met ? VERIFY_INSIDE : VERIFY_OUTSIDE;
}

static void judge_sampled(const struct verify *v, struct verify_comparison *c)
{
    c->interval = interval_of(c->values, c->values_n, v->confidence);
    double error = c->row->approximation * fabs(c->theory);
    struct interval allowed = c->interval;
    allowed.low -= error;
    allowed.high += error;
    double margin = c->point->margin * (v->quick ? QUICK_MARGIN : 1) * fabs(c->theory);
    if (!interval_contains(&allowed, c->theory)) {
        c->outcome = VERIFY_OUTSIDE;
    } else {
        c->outcome = interval_half(&c->interval) <= margin ? VERIFY_INSIDE : VERIFY_TOO_WIDE;
    }
}

size_t verify_judge(struct verify *v)
{
    size_t failed = 0;
    for (size_t i = 0; i < v->comparisons_n; i++) {
        struct verify_comparison *c = &v->comparisons[i];
        if (c->row->kind == CASES_SETTLED) {
            judge_settled(c);
        } else {
            judge_sampled(v, c);
        }
        failed += c->outcome != VERIFY_INSIDE;
    }
    return failed;
}

bool verify_has(const struct verify_options *options, const char *id)
{
    for (size_t s = 0; s < options->subjects_n; s++) {
        for (size_t i = 0; i < options->subjects[s]->rows_n; i++) {
            if (strcmp(options->subjects[s]->rows[i].id, id) == 0) {
                return true;
            }
        }
    }
    return false;
}
