/* SPDX-License-Identifier: GPL-3.0-or-later */
/* try.c: one config, several runs (see try.h). */
#include "try.h"

#include <pthread.h>
#include <stdio.h>

#include "base/ensure.h"
#include "compare.h"
#include "model/engine/sim.h"

struct run {
    const struct config *config;
    struct sim_options options;
    struct results *results;
};

static void *run(void *context)
{
    struct run *r = context;
    ensure(sim_run(r->config, &r->options, &r->results) == SIM_DONE);
    return NULL;
}

static void run_both(struct run *a, struct run *b, bool at_once)
{
    pthread_t thread;
    bool beside = at_once && pthread_create(&thread, NULL, run, b) == 0;
    run(a);
    if (beside) {
        ensure(pthread_join(thread, NULL) == 0);
    } else {
        run(b);
    }
}

static bool try_pair(const struct config *c, struct sim_options one, struct sim_options other, bool at_once,
                     char *difference, size_t bytes)
{
    struct run a = {.config = c, .options = one}, b = {.config = c, .options = other};
    run_both(&a, &b, at_once);
    bool same = compare_results(a.results, b.results, difference, bytes);
    results_free(a.results);
    results_free(b.results);
    return same;
}

bool try_scenario(const struct scenario *s, int ways, char *difference, size_t bytes)
{
    const struct sim_options fast = {.reference = false}, reference = {.reference = true}, ahead = {.draw_ahead = true};
    bool same = true;
    for (size_t i = 0; same && i < s->variants_n; i++) {
        const struct config *c = &s->variants[i];
        if (ways & TRY_REFERENCE) {
            same = try_pair(c, fast, reference, false, difference, bytes);
        }
        if (same && (ways & TRY_THREADS)) {
            same = try_pair(c, ahead, ahead, true, difference, bytes);
        }
    }
    return same;
}
