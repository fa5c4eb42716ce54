/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local caches that are warm at the start: which keys are present, how old copies and values are, against the laws of the
 * long run. (The data structure itself: test_local.c.)
 */
#include "chi_square.h"
#include "fixture.h"
#include "model/caches/local_read.h"
#include "model/caches/local_warm.h"
#include "model/caches/updates.h"
#include "theory/keyrates.h"

static bool holds(const struct local *l, uint32_t server, uint32_t key)
{
    const struct replacement_node *n = &l->replacement.node[server];
    for (uint32_t i = 0; i < n->used_n; i++) {
        if (l->replacement.slot[n->first_slot + i].key == key) {
            return true;
        }
    }
    return false;
}

struct started { /* local caches of a simulation that has only these */
    struct sim sim;
};

static struct started *start(const struct config *c)
{
    struct started *s = calloc(1, sizeof *s);
    s->sim.config = c;
    cr_assert(local_init(&s->sim.local, c, local_capacity(c, 0)));
    local_warm_start(&s->sim);
    return s;
}

static void finish(struct started *s)
{
    local_release(&s->sim.local);
    free(s);
}

static void warm_config(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 2000;
    f->c.keys.popularity.exponent = 0.99;
    f->c.servers.count = 5;
    f->c.servers.local.present = true;
    f->c.servers.local.start = CACHE_START_WARM;
    f->c.servers.local.ttl_ns = 10 * NS_PER_S;
    f->source[0].sessions_per_s = 1000;
    f->c.cache.present = false;
}

static double seconds_of(const struct started *s, uint32_t ticks)
{
    return ldexp((double)ticks, (int)s->sim.local.clock.shift) * 1e-9;
}

/* Each key's count of presences over servers and seeds is binomial; their squared deviations sum up to a chi-square. */
Test(local_warm, warm_presence_and_ages)
{
    enum { N = 2000, SEEDS = 60 };
    struct fixture f;
    uint64_t there[N] = {0}, ages[50] = {0}, all = 0;
    double expected[50], statistic = 0;
    warm_config(&f);
    f.c.sources_n = 2;
    f.source[1] = f.source[0];
    f.source[1].name = "one";
    f.source[1].sessions_per_s = 1.5;
    f.source[1].key_rank = 1500;
    for (f.c.run.seed = 1; f.c.run.seed <= SEEDS; f.c.run.seed++) {
        struct started *s = start(&f.c);
        uint32_t now = cache_clock_tick(&s->sim.local.clock, 0);
        for (uint32_t i = 0; i < 5 * N; i++) {
            const struct local_entry *e = local_look(&s->sim.local, i % 5, i / 5, now);
            if (e != NULL) {
                there[i / 5]++;
                all++;
                ages[(size_t)(5 * seconds_of(s, now - e->written))]++;
                cr_assert(e->written == e->from && e->outdated == UINT32_MAX);
            }
        }
        finish(s);
    }
    struct zipf_law law = keyrates_law(&f.c);
    for (uint32_t key = 0; key < N; key++) {
        double rate = 1000 * zipf_mass(&law, key + 1) + (key == 1499 ? 1.5 : 0), p = keyrates_present(rate / 5, 10);
        double z = ((double)there[key] - 5 * SEEDS * p) / sqrt(5 * SEEDS * p * (1 - p));
        statistic += z * z;
    }
    cr_assert_gt(gsl_cdf_chisq_Q(statistic, N), CHI_SQUARE_LEAST, "statistic %g of %d", statistic, N);
    cr_assert_gt(gsl_cdf_chisq_P(statistic, N), CHI_SQUARE_LEAST, "statistic %g of %d", statistic, N);
    for (size_t i = 0; i < 50; i++) {
        expected[i] = (double)all / 50;
    }
    cr_assert_gt(chi_square_p(expected, ages, 50), CHI_SQUARE_LEAST);
}

/* Under lfu the most popular keys that fit, whether or not they expire; the least popular go first. (Of the other policies:
 * test_warm_long_run.c.) */
Test(local_warm, warm_capacity_and_recency)
{
    for (int expires = 0; expires < 2; expires++) {
        struct fixture f;
        warm_config(&f);
        f.c.servers.local.capacity = 100;
        f.c.servers.local.eviction = EVICTION_LFU;
        f.c.servers.local.ttl_ns = expires ? 1000 * NS_PER_S : TIME_NEVER;
        struct started *s = start(&f.c);
        struct local *l = &s->sim.local;
        uint32_t now = cache_clock_tick(&l->clock, 0), last = 0;
        for (uint32_t server = 0; server < 5; server++) {
            cr_assert_eq(l->replacement.node[server].used_n, 100);
            for (uint32_t key = 0; key < 2000; key++) {
                cr_assert_eq(holds(l, server, key), key < 100);
                last = server == 4 && holds(l, server, key) ? key : last;
            }
        }
        cr_assert_eq(last, 99);
        cr_assert_eq(local_write(l, 4, 1999, (struct local_entry){now, now + 1, now, UINT32_MAX}, 0), LOCAL_PUSHED_OUT);
        cr_assert(!holds(l, 4, last) && holds(l, 4, 0));
        finish(s);
    }
}

/* A value was in the tier before it was copied: for half its TTL on average, where a popular key is always in the tier;
 * and the database has gone on replacing it. */
Test(local_warm, warm_values_are_older_than_their_copies)
{
    struct fixture f;
    warm_config(&f);
    f.c.cache.present = true;
    f.c.cache.ttl_ns = 40 * NS_PER_S;
    f.c.keys.update_rate_per_s = 0.05;
    f.source[0].sessions_per_s = 1e6;
    struct started *s = start(&f.c);
    uint32_t now = cache_clock_tick(&s->sim.local.clock, 0), n = 0;
    double copy_s = 0, before_s = 0;
    for (uint32_t i = 0; i < 5 * 200; i++) {
        const struct local_entry *e = local_look(&s->sim.local, i % 5, i / 5, now);
        if (e != NULL) {
            copy_s += seconds_of(s, now - e->from);
            before_s += seconds_of(s, e->from - e->written);
            n++;
            int64_t born_ns = -(int64_t)((uint64_t)(now - e->written) << s->sim.local.clock.shift);
            cr_assert_eq(e->outdated, updates_next_tick(&f.c, &s->sim.local.clock, i / 5, born_ns));
        }
    }
    cr_assert_gt(n, 990);
    cr_assert_float_eq(copy_s / n, 5, 4 * 10 / sqrt(12.0 * n));
    cr_assert_float_eq(before_s / n, 20, 4 * 40 / sqrt(12.0 * n) + 0.5); /* now and then the tier had to fetch it */
    finish(s);
}

/* A tier behind local caches is warm with what these let through. */
Test(local_warm, a_warm_tier_sees_what_is_let_through)
{
    struct fixture f;
    warm_config(&f);
    f.c.keys.popularity.exponent = 0;
    f.c.keys.count = 1000;
    f.c.servers.count = 50;
    f.c.servers.local.ttl_ns = 5 * NS_PER_S;
    f.source[0].sessions_per_s = 40000; /* 0.8/s of each key on each server, a fifth of it lets through: 8/s in all */
    f.c.cache.present = true;
    f.c.cache.start = CACHE_START_WARM;
    f.c.cache.ttl_ns = NS_PER_S / 8;
    f.c.database.service = dist_constant(0);
    f.c.run.duration_ns = f.c.run.window_ns = NS_PER_S / 10;
    struct results *r = fixture_run(&f.c, false, false);
    double lookups = (double)r->total[COUNTER_CACHE_LOOKUPS], hit = (double)r->total[COUNTER_READS_HITS] / lookups;
    cr_assert_float_eq(lookups, 800, 4 * sqrt(800));
    cr_assert_float_eq(hit, 0.5, 4 * sqrt(0.25 / lookups)); /* not 5/6 */
    results_free(r);
}
