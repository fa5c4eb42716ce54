/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise.c: rounds of runs for a selection, then those that effects still lack (see advise.h). */
#include "study/advise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory_stream.h"
#include "theory/demand.h"

#define HOPELESS 1.05 /* asked of what the database can serve: more than arithmetic may be wrong by */
#define CONFIDENCE 0.95

const struct advise_effect advise_effects[] = {
    {"db.peak_per_second", "queries in the database's busiest second"},
    {"db.utilisation.peak", "database busy, in its busiest window"},
    {"latency.user.p99", "99% of users are served within"},
    {"users.lost_share", "users lost"},
    {"staleness.age_p99", "age of what is read from the cache, p99"},
    {"staleness.past_freshness", "reads of a value past its time to live"},
};
const size_t advise_effects_n = sizeof advise_effects / sizeof advise_effects[0];

enum advise_status advise_prepare(struct advise *a, FILE *errors)
{
    struct selection_option option[SCENARIO_OPTIONS_MAX];
    a->advice = &a->design->base->advice;
    for (size_t i = 0; i < a->advice->options_n; i++) {
        option[i] = (struct selection_option){a->advice->option[i].cost, a->advice->option[i].excludes};
    }
    if (!condition_fits(&a->condition, "--hold", &a->design->base->variants[0], errors)) {
        return ADVISE_BAD;
    }
    bool ok = selection_init(&a->selection, option, a->advice->options_n, a->advice->share, a->advice->confidence);
    a->set = ok ? calloc(a->selection.sets_n, sizeof *a->set) : NULL;
    if (a->set == NULL) {
        fprintf(errors, "herdsim: out of memory\n");
        return ADVISE_FAILED;
    }
    return ADVISE_DONE;
}

void advise_free(struct advise *a)
{
    for (size_t i = 0; a->set != NULL && i < a->selection.sets_n; i++) {
        scenario_free(a->set[i].scenario);
        free(a->set[i].reason);
    }
    free(a->set);
    a->set = NULL;
    selection_free(&a->selection);
}

/* Loads a set that is about to run. False without memory; a set that the scenario refuses is forbidden. */
static bool load(struct advise *a, size_t i)
{
    struct advise_set *x = &a->set[i];
    if (x->scenario != NULL || x->reason != NULL) {
        return true;
    }
    struct design with = *a->design;
    with.options.take = a->selection.set[i].options;
    struct memory_stream aside;
    bool unreadable = false;
    if (!memory_stream_open(&aside)) {
        return false;
    }
    x->scenario = design_load_with(&with, NULL, 0, aside.out, &unreadable);
    x->reason = memory_stream_close(&aside, NULL);
    if (x->reason == NULL || unreadable) {
        return false;
    }
    if (x->scenario == NULL) {
        x->reason[strcspn(x->reason, "\n")] = '\0';
        selection_forbid(&a->selection, i);
        return true;
    }
    free(x->reason);
    x->reason = NULL;
    x->demand = demand_share(&x->scenario->variants[0]);
    if (strcmp(a->condition.text, CONDITION_DEFAULT) == 0 && x->demand > HOPELESS) {
        selection_doubt(&a->selection, i);
    }
    return true;
}

struct round {
    struct selection_want want[SELECTION_AHEAD + 1];
    size_t wants_n;
    struct trial *trial;
    size_t *set; /* of each trial */
    size_t n;
};

/* Adds the runs that are wanted of a set. */
static bool add(struct advise *a, struct round *r, struct selection_want want)
{
    struct trial *trial = realloc(r->trial, (r->n + want.n) * sizeof *trial);
    if (trial == NULL) {
        return false;
    }
    r->trial = trial;
    size_t *set = realloc(r->set, (r->n + want.n) * sizeof *set);
    if (set == NULL) {
        return false;
    }
    r->set = set;
    for (size_t i = 0; i < want.n; i++) {
        r->trial[r->n] =
            (struct trial){.config = &a->set[want.set].scenario->variants[0], .replication = want.first + i};
        r->set[r->n++] = want.set;
    }
    return true;
}

/* What the selection wants next, all of it loaded. */
static bool gather(struct advise *a, struct round *r)
{
    bool again = true;
    r->n = 0;
    while (again) {
        again = false;
        r->wants_n = selection_wants(&a->selection, r->want);
        for (size_t i = 0; i < r->wants_n; i++) {
            if (!load(a, r->want[i].set)) {
                return false;
            }
            again = again || a->set[r->want[i].set].scenario == NULL;
        }
    }
    for (size_t i = 0; i < r->wants_n; i++) {
        if (!add(a, r, r->want[i])) {
            return false;
        }
    }
    return true;
}

/* What the effects of the answer still lack. */
static bool gather_effects(struct advise *a, struct round *r)
{
    const size_t sets[2] = {0, a->selection.answer};
    r->n = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t set = sets[i], had = set < a->selection.sets_n ? a->set[set].metrics_n : ADVISE_EFFECT_RUNS;
        if ((i == 1 && set == sets[0]) || had >= ADVISE_EFFECT_RUNS) {
            continue;
        }
        if (!load(a, set) ||
            (a->set[set].scenario != NULL && !add(a, r, (struct selection_want){set, had, ADVISE_EFFECT_RUNS - had}))) {
            return false;
        }
    }
    return true;
}

static void keep(struct advise *a, const struct round *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct advise_set *x = &a->set[r->set[i]];
        selection_take(&a->selection, r->set[i], r->trial[i].held);
        if (r->trial[i].replication < ADVISE_EFFECT_RUNS) {
            memcpy(x->metric[r->trial[i].replication], r->trial[i].metric, sizeof r->trial[i].metric);
            x->metrics_n++;
        }
    }
    a->runs_n += r->n;
}

static enum advise_status run(struct advise *a, struct trials *trials, struct round *r)
{
    bool effects = false;
    for (;;) {
        bool ok = effects ? gather_effects(a, r) : gather(a, r);
        if (!ok) {
            fprintf(trials->errors, "herdsim: out of memory\n");
            return ADVISE_FAILED;
        }
        if (r->n == 0 && effects) {
            return ADVISE_DONE;
        }
        effects = effects || r->n == 0;
        enum crew_status ran = trials_run(trials, r->trial, r->n);
        if (ran != CREW_DONE) {
            return ran == CREW_INTERRUPTED ? ADVISE_INTERRUPTED : ADVISE_FAILED;
        }
        keep(a, r);
    }
}

enum advise_status advise_run(struct advise *a, struct trials *trials)
{
    const char *metrics[TRIALS_METRICS_MAX];
    struct round r = {.n = 0};
    for (size_t i = 0; i < advise_effects_n; i++) {
        metrics[i] = advise_effects[i].metric;
    }
    trials->condition = &a->condition;
    trials->metrics = metrics;
    trials->metrics_n = advise_effects_n;
    enum advise_status status = run(a, trials, &r);
    trials->metrics = NULL;
    free(r.trial);
    free(r.set);
    return status;
}

bool advise_has_answer(const struct advise *a)
{
    return a->selection.answer < a->selection.sets_n;
}

static void values_of(const struct advise *a, size_t set, size_t effect, double *value)
{
    for (size_t r = 0; r < ADVISE_EFFECT_RUNS; r++) {
        value[r] = r < a->set[set].metrics_n ? a->set[set].metric[r][effect] : (double)NAN;
    }
}

struct interval advise_effect(const struct advise *a, size_t set, size_t effect)
{
    double value[ADVISE_EFFECT_RUNS];
    values_of(a, set, effect, value);
    return interval_of_finite(value, NULL, ADVISE_EFFECT_RUNS, CONFIDENCE);
}

struct interval advise_effect_difference(const struct advise *a, size_t set, size_t base, size_t effect)
{
    double value[ADVISE_EFFECT_RUNS], other[ADVISE_EFFECT_RUNS];
    values_of(a, set, effect, value);
    values_of(a, base, effect, other);
    return interval_of_finite(value, other, ADVISE_EFFECT_RUNS, CONFIDENCE);
}
