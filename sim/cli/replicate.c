/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replicate.c: rounds of replications until the goal is met; each run is reduced to its samples as soon as it is
 * over (see replicate.h).
 */
#include "cli/replicate.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "outcome/metrics.h"

struct round { /* replications first to first + n - 1 */
    struct replicate *all;
    size_t first;
    atomic_bool no_memory;
};

/* On a worker's thread: keeps what counts of a simulation, and of later replications nothing else. */
static void keep(void *context, size_t i, struct results **results)
{
    struct round *round = context;
    struct replicate *all = round->all;
    size_t variant = i % all->variants_n, replication = round->first + i / all->variants_n;
    if (!(*results)->partial && !samples_keep(&all->samples[variant], replication, *results)) {
        atomic_store(&round->no_memory, true);
    }
    if (replication > 0) {
        results_free(*results);
        *results = NULL;
    }
}

/* The configs of replications first to first + n - 1; to be freed. */
static struct config *configs_of(const struct config *variants, size_t variants_n, size_t first, size_t n)
{
    struct config *configs = calloc(n * variants_n, sizeof *configs);
    for (size_t i = 0; configs != NULL && i < n * variants_n; i++) {
        configs[i] = variants[i % variants_n];
        configs[i].run.seed = samples_seed(configs[i].run.seed, first + i / variants_n);
    }
    return configs;
}

static enum runner_status run_round(const struct config *variants, const struct runner_plan *plan,
                                    const struct runner_options *options, size_t n, struct replicate *out)
{
    struct round round = {.all = out, .first = out->n};
    struct runner_options with = *options;
    with.finished = keep;
    with.context = &round;
    struct config *configs = configs_of(variants, out->variants_n, out->n, n);
    struct results **results = calloc(n * out->variants_n, sizeof *results);
    enum runner_status status = RUNNER_NO_MEMORY;
    if (configs != NULL && results != NULL) {
        status = runner_run(configs, n * out->variants_n, plan, &with, results);
        for (size_t v = 0; v < out->variants_n; v++) {
            if (results[v] != NULL) { /* only of the first round */
                results[v]->config = &variants[v];
                out->results[v] = results[v];
            }
            out->samples[v].n += n;
        }
        out->n += n;
        status = atomic_load(&round.no_memory) ? RUNNER_NO_MEMORY : status;
    }
    free(configs);
    free(results);
    return status;
}

static bool reached(const struct replicate *r, const struct replicate_goal *goal)
{
    return goal->until != NULL && r->n > 0 && replicate_precision(r, goal->until) <= goal->precision;
}

static enum runner_status run_rounds(const struct config *variants, const struct runner_plan *plan,
                                     const struct runner_options *options, const struct replicate_goal *goal,
                                     struct replicate *out)
{
    enum runner_status status = RUNNER_DONE;
    while (status == RUNNER_DONE && out->n < goal->most && !reached(out, goal)) {
        size_t left = goal->most - out->n;
        size_t n = goal->until == NULL ? left : out->n == 0 ? REPLICATE_FIRST_ROUND : REPLICATE_ROUND;
        status = run_round(variants, plan, options, n < left ? n : left, out);
    }
    return status;
}

enum runner_status replicate_run(const struct config *variants, size_t variants_n, const struct runner_plan *plan,
                                 const struct runner_options *options, const struct replicate_goal *goal,
                                 struct replicate *out)
{
    *out = (struct replicate){.variants_n = variants_n};
    out->results = calloc(variants_n, sizeof(struct results *));
    if (out->results == NULL) {
        return RUNNER_NO_MEMORY;
    }
    if (goal->most == 1) {
        out->n = 1;
        return runner_run(variants, variants_n, plan, options, out->results);
    }
    out->samples = calloc(variants_n, sizeof *out->samples);
    for (size_t v = 0; out->samples != NULL && v < variants_n; v++) {
        if (!samples_init(&out->samples[v], &variants[v], goal->most)) {
            return RUNNER_NO_MEMORY;
        }
    }
    return out->samples == NULL ? RUNNER_NO_MEMORY : run_rounds(variants, plan, options, goal, out);
}

void replicate_free(struct replicate *r)
{
    for (size_t v = 0; v < r->variants_n; v++) {
        if (r->results != NULL) {
            results_free(r->results[v]);
        }
        if (r->samples != NULL) {
            samples_free(&r->samples[v]);
        }
    }
    free(r->results);
    free(r->samples);
}

/* Drops the replications at the end that no variant has finished; the first stays. */
static void drop_unfinished(struct replicate *r)
{
    bool finished = false;
    while (r->n > 1 && !finished) {
        for (size_t v = 0; v < r->variants_n; v++) {
            finished = finished || r->samples[v].sample[r->n - 1].finished;
        }
        r->n -= finished ? 0 : 1;
    }
    for (size_t v = 0; v < r->variants_n; v++) {
        r->samples[v].n = r->n;
    }
}

size_t replicate_gather(struct replicate *r, bool *partial)
{
    size_t kept = 0;
    for (size_t v = 0; v < r->variants_n; v++) {
        struct results *results = r->results[v];
        bool missing = results == NULL || (r->samples != NULL && samples_finished(&r->samples[v]) < r->n);
        *partial = *partial || missing || results->partial;
        if (results == NULL) {
            continue;
        }
        r->results[v] = NULL;
        r->results[kept] = results;
        if (r->samples != NULL) {
            struct samples samples = r->samples[kept];
            r->samples[kept] = r->samples[v];
            r->samples[v] = samples;
        }
        kept++;
    }
    if (r->samples != NULL) {
        drop_unfinished(r);
    }
    return kept;
}

double replicate_precision(const struct replicate *r, const char *metric)
{
    double widest = 0;
    for (size_t v = 0; v < r->variants_n; v++) {
        size_t index;
        if (!metrics_index(r->samples[v].config, metric, &index)) {
            continue;
        }
        struct interval i = samples_interval(&r->samples[v], index);
        double half = i.n > 1 ? interval_half(&i) : (double)INFINITY;
        if (i.n > 0 && half > 0) {
            widest = fmax(widest, half / fabs(i.mean));
        }
    }
    return widest;
}
