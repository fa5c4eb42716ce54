/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_counts.c: drawing counters and choosing the highest (see access_counts.h).
 *
 * Two passes draw the same counts: the first finds how many keys have each count, hence the count at which
 * the top ends; the second puts the keys in place, by counting sort. Of the keys at that last count, as many as there is
 * room for are chosen by selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S).
 */
#include "protections/access_counts.h"

#include <math.h>
#include <string.h>

#include "base/ensure.h"
#include "base/fmath.h"
#include "base/zipf.h"
#include "protections/log_counter.h"
#include "theory/filter.h"
#include "theory/stationary.h"

enum { COUNT_TOP = ACCESS_COUNTS_MOST, COUNT_EXACT = 32768, STEPS = 1024 };

struct law { /* distribution function of the place of a count */
    uint32_t first, n;
    double *sum; /* sum[i] = P(place <= first + i) */
};

struct counts {
    const struct sim *sim;
    const struct protection_instance *g;
    enum access_counter counter;
    double history_s;
    struct zipf_law popularity;
    double popular_per_s;
    struct filter filter;
    struct law law;
};

/* Where a count is kept: a place of its own up to COUNT_EXACT, steps of 0.1% above, which is far less than
 * such a count owes to chance. */
static uint32_t place_of(double count)
{
    return (uint32_t)(count < COUNT_EXACT ? count : COUNT_EXACT + STEPS * fmath_log(count / COUNT_EXACT));
}

/* Poisson with a large mean: the normal law. */
static void large_law(struct law *law, double m)
{
    for (uint32_t i = 0; i + 1 < law->n; i++) {
        double next_place = COUNT_EXACT * fmath_exp((double)(law->first + i + 1 - COUNT_EXACT) / STEPS);
        law->sum[i] = fmath_normal_cdf((next_place - m) / sqrt(m));
    }
    law->sum[law->n - 1] = 1;
}

/* Poisson with the mean m, but for its tails beyond 12 standard deviations. */
static void poisson_law(struct law *law, double m)
{
    ensure(m >= 0 && isfinite(m));
    double reach = 12 * sqrt(m) + 40;
    double low = m > reach ? floor(m - reach) : 0, high = ceil(m + reach);
    law->first = place_of(low);
    law->n = place_of(high) - law->first + 1;
    ensure(law->first + law->n <= ACCESS_COUNTS_MOST + 1);
    if (low >= COUNT_EXACT) {
        large_law(law, m);
        return;
    }
    double sum = 0;
    for (double k = low; k <= high; k++) {
        sum += m > 0 ? fmath_exp(k * fmath_log(m) - m - fmath_log_factorial(k)) : (k == 0 ? 1.0 : 0.0);
        law->sum[place_of(k) - law->first] = sum;
    }
    law->sum[law->n - 1] = 1; /* what is above counts as the last one */
}

/* The law of the count of a key; counters are the tier's, and see what local caches let through. */
static void set_law(struct counts *k, double key_rate_per_s)
{
    double rate_per_s = filter_through(&k->filter, key_rate_per_s);
    if (k->counter == ACCESS_COUNTER_EXACT) {
        poisson_law(&k->law, rate_per_s * k->history_s);
    } else {
        k->law.first = 0;
        k->law.n = LOG_COUNTER_VALUES;
        log_counter_law(rate_per_s, k->law.sum);
    }
}

/* The count of a key: the law's inverse at a uniform that belongs to the key. */
static uint32_t draw(const struct counts *k, uint32_t key)
{
    struct rng r = sim_rng_at(k->sim, k->g, key, 0);
    double u = rng_uniform(&r);
    uint32_t low = 0, high = k->law.n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (k->law.sum[middle] > u) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return k->law.first + low;
}

typedef void visit(void *context, uint32_t key, uint32_t count);

/* Tells the count of every key, in order of rank. */
static void for_each(struct counts *k, visit *tell, void *context)
{
    const struct config *c = sim_config(k->sim);
    uint64_t n = c->keys.count;
    uint64_t neighbours = k->counter == ACCESS_COUNTER_EXACT ? 500 : 100; /* logarithms tell less apart */
    for (uint64_t first = 1; first <= n;) {
        uint64_t last = first + first / neighbours; /* over which p changes by exponent / neighbours of itself */
        last = last < n ? last : n;
        double p = zipf_mass(&k->popularity, first + (last - first) / 2);
        set_law(k, k->popular_per_s * p);
        for (uint64_t rank = first; rank <= last; rank++) {
            if (stationary_asked_for(c, rank)) {
                set_law(k, stationary_key_rate_per_s(c, rank));
                tell(context, (uint32_t)(rank - 1), draw(k, (uint32_t)(rank - 1)));
                set_law(k, k->popular_per_s * p);
            } else {
                tell(context, (uint32_t)(rank - 1), draw(k, (uint32_t)(rank - 1)));
            }
        }
        first = last + 1;
    }
}

struct choice {
    const struct counts *counts;
    uint64_t *keys_with; /* per count; in the second pass, where the next key of that count goes */
    uint32_t *out;
    uint32_t last_count; /* keys above it are all chosen */
    uint64_t ties_n, ties_wanted, ties_at;
};

static void tally(void *context, uint32_t key, uint32_t count)
{
    ensure(count <= COUNT_TOP);
    struct choice *c = context;
    (void)key;
    c->keys_with[count]++;
}

static void place(void *context, uint32_t key, uint32_t count)
{
    struct choice *c = context;
    if (count > c->last_count) {
        c->out[c->keys_with[count]++] = key;
    } else if (count == c->last_count) {
        struct rng r = sim_rng_at(c->counts->sim, c->counts->g, key, 1);
        if (rng_uniform(&r) * (double)c->ties_n < (double)c->ties_wanted) {
            c->out[c->ties_at++] = key;
            c->ties_wanted--;
        }
        c->ties_n--;
    }
}

/* Where the top ends, and where the keys of each count above begin. */
static void settle(struct choice *c, uint64_t top_n)
{
    uint64_t above = 0;
    uint32_t count = COUNT_TOP;
    while (above + c->keys_with[count] < top_n) {
        ensure(count > 0);
        uint64_t n = c->keys_with[count];
        c->keys_with[count--] = above;
        above += n;
    }
    c->last_count = count;
    c->ties_n = c->keys_with[count];
    c->ties_wanted = top_n - above;
    c->ties_at = above;
}

/* Everything is known: the keys that sources ask for by name come where their rate puts them; all others
 * in the order of rank. */
static void true_order(const struct config *c, uint32_t *out, uint64_t top_n)
{
    uint64_t placed = 0;
    for (size_t i = 0; i < c->sources_n && placed < top_n; i++) {
        uint64_t rank = c->sources[i].key_rank;
        bool placed_before = false;
        for (uint64_t k = 0; k < placed; k++) {
            placed_before = placed_before || out[k] == rank - 1;
        }
        if (rank > top_n && !placed_before &&
            stationary_key_rate_per_s(c, rank) > stationary_key_rate_per_s(c, top_n)) {
            out[placed++] = (uint32_t)(rank - 1);
        }
    }
    for (uint64_t rank = 1; placed < top_n; rank++) {
        out[placed++] = (uint32_t)(rank - 1);
    }
}

void access_counts_top(const struct sim *sim, const struct protection_instance *g, enum access_counter counter,
                       int64_t history_ns, struct access_counts_room *room, uint32_t *out, uint64_t top_n)
{
    ensure(top_n >= 1 && top_n <= sim_config(sim)->keys.count);
    const struct config *c = sim_config(sim);
    if (counter == ACCESS_COUNTER_EXACT && history_ns == TIME_NEVER) {
        true_order(c, out, top_n);
        return;
    }
    struct counts k = {.sim = sim,
                       .g = g,
                       .counter = counter,
                       .history_s = seconds(history_ns),
                       .popularity = zipf_law_of(c->keys.count, c->keys.popularity.exponent),
                       .popular_per_s = stationary_popular_reads_per_s(c),
                       .filter = filter_of(c),
                       .law = {.sum = room->sum}};
    struct choice choice = {.counts = &k, .out = out, .keys_with = room->keys_with};
    memset(room->keys_with, 0, sizeof room->keys_with);
    for_each(&k, tally, &choice);
    settle(&choice, top_n);
    for_each(&k, place, &choice);
}
