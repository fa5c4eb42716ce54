/* SPDX-License-Identifier: GPL-3.0-or-later */
/* selection.c: a list in order of cost, and a place in it (see selection.h). */
#include "study/selection.h"

#include <math.h>
#include <stdlib.h>

#define LARGEST_BATCH 64
#define LIKELY 0.25 /* error at which a set is taken for the answer, so that none behind it need race along */

static bool is_allowed(uint32_t options, const struct selection_option *option, size_t options_n)
{
    for (size_t i = 0; i < options_n; i++) {
        if ((options >> i & 1) != 0 && (options & option[i].excludes) != 0) {
            return false;
        }
    }
    return true;
}

static int by_cost(const void *left, const void *right)
{
    const struct selection_set *a = left, *b = right;
    if (a->cost < b->cost || a->cost > b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    if (a->size != b->size) {
        return a->size < b->size ? -1 : 1;
    }
    return a->options < b->options ? -1 : a->options > b->options;
}

bool selection_init(struct selection *s, const struct selection_option *option, size_t options_n, double share,
                    double confidence)
{
    *s = (struct selection){.share = share, .confidence = confidence};
    s->set = calloc((size_t)1 << options_n, sizeof *s->set);
    if (s->set == NULL) {
        return false;
    }
    for (uint32_t options = 0; options < 1U << options_n; options++) {
        struct selection_set set = {.options = options};
        for (size_t i = 0; i < options_n; i++) {
            bool in = (options >> i & 1) != 0;
            set.size += in;
            set.cost += in ? option[i].cost : 0;
        }
        if (is_allowed(options, option, options_n)) {
            s->set[s->sets_n++] = set;
        }
    }
    qsort(s->set, s->sets_n, sizeof *s->set, by_cost);
    s->answer = s->sets_n;
    return true;
}

void selection_free(struct selection *s)
{
    free(s->set);
    *s = (struct selection){.set = NULL};
}

void selection_forbid(struct selection *s, size_t set)
{
    s->set[set].state = SELECTION_IMPOSSIBLE;
}

void selection_doubt(struct selection *s, size_t set)
{
    s->set[set].doubtful = true;
}

static double error_of_accepting(const struct selection *s, size_t set)
{
    double j = (double)(set + 1);
    return (1 - s->confidence) / 2 / (j * (j + 1));
}

static double error_of_refuting(const struct selection *s)
{
    return (1 - s->confidence) / 2 / (double)s->sets_n;
}

void selection_take(struct selection *s, size_t set, bool held)
{
    struct selection_set *x = &s->set[set];
    share_add(&x->seen, s->share, held);
    s->runs_n++;
    if (x->state != SELECTION_WAITING) {
        return; /* the rest of a batch */
    }
    if (x->doubtful && !held && x->seen.n == 1) {
        x->state = SELECTION_HOPELESS;
    } else if (share_answer(&x->seen, error_of_accepting(s, set)) == SHARE_ABOVE) {
        x->state = SELECTION_HOLDS;
    } else if (share_answer(&x->seen, error_of_refuting(s)) == SHARE_BELOW) {
        x->state = SELECTION_REFUTED;
    } else if (x->seen.n >= SELECTION_OPEN_FACTOR * share_runs_to_prove(s->share, error_of_accepting(s, set))) {
        x->state = SELECTION_OPEN;
    }
}

size_t selection_next(const struct selection *s)
{
    size_t i = 0;
    while (i < s->sets_n && s->set[i].state != SELECTION_WAITING) {
        i++;
    }
    return i;
}

/* The first to be proven is the answer; a tie is a set of the same cost. */
static void find_answer(struct selection *s)
{
    for (size_t i = 0; i < s->sets_n && s->answer == s->sets_n; i++) {
        if (s->set[i].state == SELECTION_WAITING) {
            return;
        }
        if (s->set[i].state == SELECTION_HOLDS) {
            s->answer = i;
        }
    }
}

static struct selection_want batch(const struct selection *s, size_t set, size_t most)
{
    const struct selection_set *x = &s->set[set];
    size_t had = x->seen.n, n = had == 0 ? 1 : had < most ? had : most;
    return (struct selection_want){set, had, n};
}

size_t selection_wants(struct selection *s, struct selection_want want[SELECTION_AHEAD + 1])
{
    find_answer(s);
    size_t first = selection_next(s), n = 0;
    if (first == s->sets_n || (s->answer < s->sets_n && s->set[first].cost > s->set[s->answer].cost)) {
        return 0;
    }
    want[n++] = batch(s, first, LARGEST_BATCH);
    bool likely = s->answer < s->sets_n || share_answer(&s->set[first].seen, LIKELY) == SHARE_ABOVE;
    size_t seen = s->set[first].seen.n, behind = 0;
    for (size_t i = first + 1; i < s->sets_n && !likely && behind < SELECTION_AHEAD; i++) {
        const struct selection_set *x = &s->set[i];
        behind += x->state == SELECTION_WAITING;
        if (x->state == SELECTION_WAITING && x->seen.n < SELECTION_RACE_RUNS && x->seen.n <= seen) {
            want[n++] = batch(s, i, SELECTION_RACE_RUNS);
        }
    }
    return n;
}

size_t selection_find(const struct selection *s, uint32_t options)
{
    size_t i = 0;
    while (i < s->sets_n && s->set[i].options != options) {
        i++;
    }
    return i;
}
