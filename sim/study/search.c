/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search.c: points in a row, edges where neighbours differ (see search.h). */
#include "study/search.h"

#include <math.h>
#include <stdint.h>

#define FIRST_BATCH 4
#define LARGEST_BATCH 64
#define EDGES 3        /* that there are points for */
#define SPARE_POINTS 4 /* beyond, for ends that turn out otherwise */

static void add_point(struct search *s, double x)
{
    size_t at = s->points_n;
    s->point[s->points_n] = (struct search_point){.x = x};
    while (at > 0 && s->point[s->order[at - 1]].x > x) {
        s->order[at] = s->order[at - 1];
        at--;
    }
    s->order[at] = s->points_n++;
}

void search_init(struct search *s, const struct range *range, const struct search_goal *goal)
{
    *s = (struct search){.range = range, .goal = *goal};
    double last = NAN;
    for (size_t i = 0; i <= SEARCH_INNER + 1; i++) {
        double x = range_between(range, range->low, range->high, (double)i / (SEARCH_INNER + 1));
        if (!(x <= last)) { /* of few whole numbers, each once */
            add_point(s, x);
            last = x;
        }
    }
    size_t most = s->points_n + EDGES * range_halvings(range, SEARCH_INNER + 1, goal->precision) + SPARE_POINTS;
    s->points_most = most < SEARCH_POINTS_MAX ? most : SEARCH_POINTS_MAX;
    s->error = (1 - goal->confidence) / (double)s->points_most;
    s->proof_runs = share_runs_to_prove(goal->share, s->error);
}

enum share_answer search_likely(const struct search *s, size_t point)
{
    const struct search_point *p = &s->point[point];
    return p->open ? SHARE_OPEN : share_answer(&p->seen, SEARCH_LIKELY);
}

enum share_answer search_certain(const struct search *s, size_t point)
{
    const struct search_point *p = &s->point[point];
    return p->open ? SHARE_OPEN : share_answer(&p->seen, s->error);
}

void search_take(struct search *s, size_t point, bool held)
{
    share_add(&s->point[point].seen, s->goal.share, held);
    s->runs_n++;
}

/* As many as there were, within bounds: what is clear is soon over, and what is not is worth many at once. */
static struct search_want batch(const struct search *s, size_t point)
{
    size_t had = s->point[point].seen.n, n = had < FIRST_BATCH     ? FIRST_BATCH
                                             : had < LARGEST_BATCH ? had
                                                                   : LARGEST_BATCH;
    size_t left = s->goal.budget > s->runs_n ? s->goal.budget - s->runs_n : 0;
    return (struct search_want){point, had, n < left ? n : left};
}

static size_t want_undecided(struct search *s, struct search_want *want)
{
    size_t n = 0;
    for (size_t i = 0; i < s->points_n; i++) {
        struct search_point *p = &s->point[i];
        if (p->open || search_likely(s, i) != SHARE_OPEN) {
            continue;
        }
        if (p->seen.n >= SEARCH_OPEN_RUNS) {
            p->open = true;
        } else {
            want[n++] = batch(s, i);
        }
    }
    return n;
}

static void find_edges(struct search *s)
{
    size_t last = SIZE_MAX;
    s->edges_n = 0;
    for (size_t i = 0; i < s->points_n && s->edges_n < SEARCH_EDGES_MAX; i++) {
        size_t p = s->order[i];
        if (search_likely(s, p) == SHARE_OPEN) {
            continue;
        }
        if (last != SIZE_MAX && search_likely(s, last) != search_likely(s, p)) {
            s->edge[s->edges_n++] = (struct search_edge){.low = last,
                                                         .high = p,
                                                         .begins = search_likely(s, p) == SHARE_ABOVE,
                                                         .certain = search_certain(s, last) != SHARE_OPEN &&
                                                                    search_certain(s, p) != SHARE_OPEN};
        }
        last = p;
    }
}

/* The place of a point among all by value. */
static size_t place_of(const struct search *s, size_t point)
{
    size_t i = 0;
    while (s->order[i] != point) {
        i++;
    }
    return i;
}

/* The value that divides an edge best: half-way between its ends, or, where open points lie between, in the wider of the
 * gaps between an end and these. NAN: it is fine. */
static double divide(const struct search *s, const struct search_edge *e)
{
    size_t low = place_of(s, e->low), high = place_of(s, e->high);
    double a = s->point[e->low].x, first = s->point[s->order[low + 1]].x;
    double b = s->point[e->high].x, last = s->point[s->order[high - 1]].x;
    bool lower = range_divides(s->range, a, first, s->goal.precision);
    bool upper = range_divides(s->range, last, b, s->goal.precision);
    if (!lower && !upper) {
        return NAN;
    }
    return lower && (!upper || first - a >= b - last) ? range_between(s->range, a, first, 0.5)
                                                      : range_between(s->range, last, b, 0.5);
}

static bool may_divide(const struct search *s)
{
    size_t reserve = 2 * s->proof_runs * s->edges_n;
    return s->points_n + s->edges_n <= s->points_most && s->runs_n + reserve <= s->goal.budget;
}

static size_t want_halves(struct search *s, struct search_want *want)
{
    size_t n = 0, edges_n = s->edges_n;
    bool may = may_divide(s);
    for (size_t i = 0; i < edges_n; i++) {
        double x = divide(s, &s->edge[i]);
        s->edge[i].fine = isnan(x);
        if (!isnan(x) && may) {
            add_point(s, x);
            want[n++] = batch(s, s->points_n - 1);
        }
    }
    return n;
}

static size_t want_proofs(struct search *s, struct search_want *want)
{
    size_t n = 0;
    for (size_t i = 0; i < s->edges_n; i++) {
        const size_t end[2] = {s->edge[i].low, s->edge[i].high};
        for (size_t k = 0; k < 2; k++) {
            struct search_point *p = &s->point[end[k]];
            if (search_certain(s, end[k]) != SHARE_OPEN || (n > 0 && want[n - 1].point == end[k])) {
                continue;
            }
            if (p->seen.n >= SEARCH_PROOF_FACTOR * s->proof_runs) {
                p->open = true;
            } else {
                want[n++] = batch(s, end[k]);
            }
        }
    }
    return n;
}

static bool has_open_end(const struct search *s)
{
    bool open = false;
    for (size_t i = 0; i < s->edges_n; i++) {
        open = open || s->point[s->edge[i].low].open || s->point[s->edge[i].high].open;
    }
    return open;
}

/* What fits into the budget. */
static size_t within_budget(struct search *s, struct search_want *want, size_t n)
{
    size_t left = s->goal.budget > s->runs_n ? s->goal.budget - s->runs_n : 0, kept = 0;
    for (size_t i = 0; i < n; i++) {
        want[i].n = want[i].n < left ? want[i].n : left;
        left -= want[i].n;
        kept += want[i].n > 0;
    }
    s->out_of_budget = s->out_of_budget || kept < n;
    return kept;
}

size_t search_wants(struct search *s, struct search_want want[SEARCH_POINTS_MAX])
{
    for (;;) {
        size_t n = want_undecided(s, want);
        find_edges(s);
        if (n == 0) {
            n = want_halves(s, want);
        }
        if (n == 0) {
            n = want_proofs(s, want);
            if (has_open_end(s)) {
                continue; /* the edge is wider now */
            }
        }
        n = within_budget(s, want, n);
        if (n == 0) {
            for (size_t i = 0; i < s->edges_n; i++) {
                s->out_of_budget = s->out_of_budget || !s->edge[i].fine || !s->edge[i].certain;
            }
        }
        return n;
    }
}
