/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic_draw.c: drawing sessions: instants, servers, keys, first lookups (see traffic.h).
 *
 * Poisson arrivals are a unit-rate Poisson process under the inverse of the source's cumulative rate; even
 * ones are the points k + 1/2 under it. A Poisson burst of n sessions is a Poisson process given that n
 * points fall in the interval: the order statistics of n uniforms, drawn one after the other.
 */
#include "model/sessions/traffic_draw.h"

#include <math.h>

#include "base/ensure.h"
#include "base/fmath.h"
#include "base/ziggurat.h"

/* Instant (s) of the source's next session, INFINITY after the last one. */
static double next_of_rate(struct traffic_source *s)
{
    s->cumulative +=
        s->config->arrivals == ARRIVALS_POISSON ? ziggurat_exponential(&s->gap) : (s->drawn_n == 0 ? 0.5 : 1.0);
    return rate_invert(&s->rate, &s->cursor, s->cumulative);
}

static double next_of_burst(struct traffic_source *s)
{
    ensure(s->drawn_n <= s->config->burst_sessions && s->cumulative >= 0 && s->cumulative <= 1);
    const struct config_source *c = s->config;
    if (s->drawn_n == c->burst_sessions) {
        return INFINITY;
    }
    double left = (double)(c->burst_sessions - s->drawn_n);
    if (c->arrivals == ARRIVALS_POISSON) { /* least of `left` uniforms on what remains of the interval */
        s->cumulative = 1 - (1 - s->cumulative) * fmath_exp(-ziggurat_exponential(&s->gap) / left);
    } else {
        s->cumulative = ((double)s->drawn_n + 0.5) / (double)c->burst_sessions;
    }
    return ((double)c->burst_at_ns + s->cumulative * (double)c->burst_over_ns) / (double)NS_PER_S;
}

/* Where the rate bends, instants are the roots of polynomials: rounding must not put one before the one before it. */
static int64_t next_ns(const struct traffic *t, struct traffic_source *s)
{
    double at_s = s->config->rate_kind == SOURCE_BURST ? next_of_burst(s) : next_of_rate(s);
    s->drawn_s = at_s > s->drawn_s ? at_s : s->drawn_s;
    double at_ns = s->drawn_s * (double)NS_PER_S;
    return at_ns < (double)t->config->run.duration_ns ? (int64_t)at_ns : TIME_NEVER;
}

static uint32_t pick_server(const struct traffic *t, struct traffic_source *s)
{
    uint64_t servers = t->config->servers.count;
    if (t->config->servers.balancing == BALANCING_ROUND_ROBIN) {
        return (uint32_t)(s->drawn_n % servers);
    }
    return (uint32_t)rng_below(&s->server, servers);
}

static void draw_keys(const struct traffic *t, struct traffic_source *s, uint32_t *key, uint32_t n)
{
    if (s->config->key_rank == 0) {
        zipf_fill(t->popularity, &s->key, key, n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        key[i] = (uint32_t)(s->config->key_rank - 1);
    }
}

static void find_nodes(const struct epochs *epochs, struct traffic_source *s, struct traffic_batch *b)
{
    for (uint32_t i = 0, end = 0; i < b->sessions_n; i = end) { /* the sessions of one epoch at a time: mostly all */
        epochs_advance(epochs, &s->epoch, b->at_ns[i]);
        int64_t until_ns = s->epoch + 1 < epochs->n ? epochs->epoch[s->epoch + 1].from_ns : TIME_NEVER;
        end = b->at_ns[b->sessions_n - 1] < until_ns ? b->sessions_n : i + 1;
        const struct ring *ring = epochs->epoch[s->epoch].ring;
        for (uint32_t k = i * s->reads_n; k < end * s->reads_n; k++) {
            b->node[k] = ring_node(ring, b->key[k]);
        }
    }
}

void traffic_draw_batch(const struct traffic *t, struct traffic_source *s, struct traffic_batch *b)
{
    uint32_t n = 0;
    while (n < s->batch_sessions_n && !s->drawn_all) {
        int64_t at_ns = next_ns(t, s);
        if (at_ns == TIME_NEVER) {
            s->drawn_all = true;
            break;
        }
        b->at_ns[n] = at_ns;
        b->server[n++] = pick_server(t, s);
        s->drawn_n++;
    }
    b->at_ns[n] = TIME_NEVER;
    b->sessions_n = n;
    uint32_t reads_n = n * s->reads_n;
    draw_keys(t, s, b->key, reads_n);
    if (t->latency != NULL) {
        dist_fill(t->latency, &s->lookup, b->lookup_ns, reads_n);
    }
    if (t->epochs != NULL) {
        find_nodes(t->epochs, s, b);
    }
}
