/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_fill.c: one equation for a single node, bisection of all at once for several (see warm_fill.h). */
#include "model/caches/warm_fill.h"

#include <math.h>
#include <stdlib.h>

#include "base/fmath.h"
#include "theory/keyrates.h"
#include "theory/occupancy.h"
#include "theory/stationary.h"

enum { HEAD_MOST = 20000, NODES_MOST = 256, STEPS = 60 };

struct seen { /* context of the sums */
    enum eviction policy;
    const struct filter *filter;
    double popular_per_s, time_s;
};

static double place(double rate_per_s, double time_s, const void *context)
{
    const struct seen *s = context;
    return occupancy_place_at(s->policy, filter_through(s->filter, rate_per_s), time_s);
}

static double place_of_mass(double p, void *context)
{
    const struct seen *s = context;
    return place(s->popular_per_s * p, s->time_s, s);
}

struct nodes {
    const struct config *config;
    const struct ring *ring;
    struct seen seen;
    struct zipf_law law;
    uint64_t head_n;
    double *head_rate; /* of the most popular keys, per s */
    double *share;     /* per node: of the other keys */
    double *sum, *low, *high;
};

/* Places taken on every node at exp((low + high) / 2). */
static void add_up(struct nodes *n)
{
    const struct config *c = n->config;
    for (uint64_t i = 0; i < c->cache.nodes; i++) {
        struct seen tail = n->seen;
        tail.time_s = fmath_exp((n->low[i] + n->high[i]) / 2);
        n->sum[i] = n->head_n == c->keys.count || n->share[i] <= 0
                        ? 0
                        : n->share[i] * zipf_sum(&n->law, n->head_n + 1, c->keys.count, place_of_mass, &tail);
    }
    for (uint64_t key = 0; key < n->head_n; key++) {
        uint16_t node = ring_node(n->ring, (uint32_t)key);
        n->sum[node] += place(n->head_rate[key], fmath_exp((n->low[node] + n->high[node]) / 2), &n->seen);
    }
}

static bool prepare(struct nodes *n, double about_s)
{
    const struct config *c = n->config;
    uint64_t nodes_n = c->cache.nodes;
    n->head_n = c->keys.count < HEAD_MOST ? c->keys.count : HEAD_MOST;
    n->head_rate = calloc(n->head_n, sizeof *n->head_rate);
    n->share = calloc(4 * nodes_n, sizeof *n->share);
    if (n->head_rate == NULL || n->share == NULL) {
        return false;
    }
    n->sum = n->share + nodes_n;
    n->low = n->sum + nodes_n;
    n->high = n->low + nodes_n;
    for (uint64_t key = 0; key < n->head_n; key++) {
        n->head_rate[key] = n->seen.popular_per_s * zipf_mass(&n->law, key + 1);
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank > 0 && c->sources[i].key_rank <= n->head_n) {
            n->head_rate[c->sources[i].key_rank - 1] = stationary_key_rate_per_s(c, c->sources[i].key_rank);
        }
    }
    for (uint64_t key = n->head_n; key < c->keys.count; key++) {
        n->share[ring_node(n->ring, (uint32_t)key)] += 1 / (double)(c->keys.count - n->head_n);
    }
    for (uint64_t i = 0; i < nodes_n; i++) {
        n->low[i] = fmath_log(about_s) - 10;
        n->high[i] = fmath_log(about_s) + 40;
    }
    return true;
}

bool warm_fill_times(const struct config *c, const struct ring *ring, const struct filter *filter,
                     const double *places_n, double *time_s)
{
    struct nodes n = {
        .config = c,
        .ring = ring,
        .law = keyrates_law(c),
        .seen = {.policy = c->cache.eviction, .filter = filter, .popular_per_s = stationary_popular_reads_per_s(c)}};
    double all_n = 0;
    for (uint64_t i = 0; i < c->cache.nodes; i++) {
        all_n += places_n[i];
    }
    double about_s = all_n < (double)c->keys.count ? keyrates_time_s(c, place, &n.seen, all_n) : (double)INFINITY;
    for (uint64_t i = 0; i < c->cache.nodes; i++) {
        time_s[i] = about_s;
    }
    if (c->cache.nodes == 1 || c->cache.nodes > NODES_MOST || isinf(about_s)) {
        return true;
    }
    bool ok = prepare(&n, about_s);
    for (int step = 0; ok && step < STEPS; step++) {
        add_up(&n);
        for (uint64_t i = 0; i < c->cache.nodes; i++) {
            *(n.sum[i] < places_n[i] ? &n.low[i] : &n.high[i]) = (n.low[i] + n.high[i]) / 2;
        }
    }
    for (uint64_t i = 0; ok && i < c->cache.nodes; i++) {
        time_s[i] = fmath_exp(n.low[i]);
    }
    free(n.head_rate);
    free(n.share);
    return ok;
}
