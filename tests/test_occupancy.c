/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places and entries in the long run, against the very process that they are the law of: one key that is read at random, in a
 * cache that lets go of a place a given time after it was last used (lru) or entered (fifo), or at random (random).
 */
#include <criterion/criterion.h>
#include <math.h>

#include "theory/occupancy.h"

enum { READS = 400000, DRAWS = 40000 };

struct shares {
    double place, fresh;
};

static double exponential(double rate, struct rng *r)
{
    return -log(rng_uniform_pos(r)) / rate;
}

/* Shares of the reads that find a place, and a fresh entry: by PASTA the same as those of time. */
static struct shares watched(const struct occupancy *o, double rate, struct rng *r)
{
    double now = 0, place_ends = 0, fresh_ends = 0;
    uint64_t places = 0, hits = 0;
    for (int i = 0; i < READS; i++) {
        now += exponential(rate, r);
        bool place = now < place_ends, fresh = place && now < fresh_ends;
        places += place;
        hits += fresh;
        if (!fresh) {
            fresh_ends = now + o->ttl_s;
        }
        if (!place || o->policy == EVICTION_LRU) {
            place_ends = now + (o->policy == EVICTION_RANDOM ? exponential(1 / o->fill_s, r) : o->fill_s);
        }
    }
    return (struct shares){(double)places / READS, (double)hits / READS};
}

static double drawn_fresh(const struct occupancy *o, double rate, struct rng *r)
{
    uint64_t fresh = 0;
    for (int i = 0; i < DRAWS; i++) {
        struct occupancy_entry e = occupancy_draw(o, o->fill_s, rate, o->ttl_s, r);
        cr_assert(e.rank_s >= 0 && e.written_s >= 0);
        cr_assert(o->policy == EVICTION_RANDOM || e.rank_s <= o->fill_s * (1 + 1e-9));
        fresh += e.written_s < o->ttl_s;
    }
    return occupancy_place(o, rate) * (double)fresh / DRAWS;
}

/* From keys that are hardly ever read in a characteristic time to those read forty times, with times to live from a tenth of
 * it to ten times it. 5 standard errors, and 0.005 for the laws of lru beyond t and of fifo beyond two lives, which are
 * approximations. */
Test(occupancy, shares_and_draws_are_those_of_the_process)
{
    static const enum eviction policies[] = {EVICTION_LRU, EVICTION_FIFO, EVICTION_RANDOM};
    const double rates[] = {0.05, 0.3, 1, 3, 10, 40}, ttls[] = {0.1, 0.5, 0.9, 1.5, 3, 10, INFINITY};
    struct rng r = rng_seed(5, 0, 0);
    for (size_t p = 0; p < 3; p++) {
        for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
            for (size_t j = 0; j < sizeof ttls / sizeof ttls[0]; j++) {
                struct occupancy o = {.policy = policies[p], .fill_s = 1, .ttl_s = ttls[j], .least_kept = NAN};
                struct shares want = watched(&o, rates[i], &r);
                double place = occupancy_place(&o, rates[i]), fresh = occupancy_fresh(&o, rates[i]);
                double drawn = drawn_fresh(&o, rates[i], &r);
                cr_expect_float_eq(place, want.place, 0.005, "policy %d rate %g: place %g, is %g", policies[p],
                                   rates[i], place, want.place);
                cr_expect_float_eq(fresh, want.fresh, 0.009, "policy %d rate %g TTL %g: fresh %g, is %g", policies[p],
                                   rates[i], ttls[j], fresh, want.fresh);
                cr_expect_float_eq(drawn, want.fresh, 0.018, "policy %d rate %g TTL %g: drawn %g, is %g", policies[p],
                                   rates[i], ttls[j], drawn, want.fresh);
            }
        }
    }
}
