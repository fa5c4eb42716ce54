/* SPDX-License-Identifier: GPL-3.0-or-later */
/* occupancy.c: shares and draws (see occupancy.h). */
#include "theory/occupancy.h"

#include <math.h>

#include "base/ensure.h"
#include "base/fmath.h"
#include "theory/keyrates.h"

enum { LIVES_MOST = 200 }; /* of an entry within a place; after these, it is in the long run */

double occupancy_place_at(enum eviction policy, double rate_per_s, double t_s)
{
    ensure(rate_per_s >= 0 && t_s >= 0);
    if (isinf(t_s)) {
        return rate_per_s > 0 ? 1 : 0;
    }
    return policy == EVICTION_LRU ? keyrates_met(rate_per_s, t_s) : keyrates_present(rate_per_s, t_s);
}

double occupancy_place(const struct occupancy *o, double rate_per_s)
{
    if (o->policy == EVICTION_LFU && !isnan(o->least_kept)) {
        return rate_per_s >= o->least_kept ? 1 : 0;
    }
    return occupancy_place_at(o->policy, rate_per_s, o->fill_s);
}

/* Under lru, of an entry that does not expire: chance that it is still there, a time after it was written. All are up to t;
 * (1 - e^{-lambda t}) are read by then, and the rest go at a rate that gives the true mean. */
struct survival {
    double t_s, after, loss_per_s; /* `after` t; INFINITY as t: all stay */
};

static struct survival survival_of(double t_s, double rate_per_s)
{
    double x = rate_per_s * t_s;
    if (isinf(t_s) || x > 30) {
        return (struct survival){.t_s = INFINITY, .after = 1};
    }
    double after = keyrates_met(rate_per_s, t_s);
    double beyond_s = x < 1e-4 ? x * t_s / 2 : fmath_expm1(x) / rate_per_s - t_s; /* mean time spent beyond t */
    return (struct survival){.t_s = t_s, .after = after, .loss_per_s = after / beyond_s};
}

/* Mean time that it is there, of the first `within_s`. */
static double survival_mean_s(const struct survival *s, double within_s)
{
    if (within_s <= s->t_s) {
        return within_s;
    }
    return s->t_s - s->after * fmath_expm1(-s->loss_per_s * (within_s - s->t_s)) / s->loss_per_s;
}

/* The age at which that mean time is reached. */
static double survival_inverse_s(const struct survival *s, double mean_s)
{
    if (mean_s <= s->t_s) {
        return mean_s;
    }
    return s->t_s - fmath_log(fmax(1 - (mean_s - s->t_s) * s->loss_per_s / s->after, 1e-300)) / s->loss_per_s;
}

static double lru_fresh(double fill_s, double ttl_s, double rate_per_s)
{
    struct survival s = survival_of(fill_s, rate_per_s);
    if (isinf(s.t_s)) {
        return isinf(ttl_s) ? 1 : keyrates_present(rate_per_s, ttl_s);
    }
    return isinf(ttl_s) ? keyrates_met(rate_per_s, fill_s) : keyrates_present(rate_per_s, survival_mean_s(&s, ttl_s));
}

/* Of a place of length t, the mean time in which it holds a fresh entry: T, then the time to the next read, and so on. */
static double fifo_fresh_s(double t_s, double ttl_s, double rate_per_s)
{
    double rest_s = t_s - ttl_s, share = keyrates_present(rate_per_s, ttl_s);
    if (rest_s <= 0) {
        return t_s;
    }
    if (rest_s <= ttl_s) {
        return ttl_s + rest_s - keyrates_met(rate_per_s, rest_s) / rate_per_s;
    }
    return ttl_s + share * rest_s - share * (1 - share) * ttl_s / 2; /* it begins with a wait for a read */
}

static double random_fresh_s(double t_s, double ttl_s, double rate_per_s)
{
    double outlived = fmath_exp(-ttl_s / t_s), read_again = rate_per_s / (rate_per_s + 1 / t_s);
    return t_s * (1 - outlived) / (1 - outlived * read_again);
}

double occupancy_fresh(const struct occupancy *o, double rate_per_s)
{
    if (rate_per_s <= 0) {
        return 0;
    }
    double place = occupancy_place(o, rate_per_s);
    if (o->policy == EVICTION_LRU) {
        return lru_fresh(o->fill_s, o->ttl_s, rate_per_s);
    }
    if (isinf(o->ttl_s)) {
        return place;
    }
    if (o->policy == EVICTION_LFU || isinf(o->fill_s)) {
        return place * keyrates_present(rate_per_s, o->ttl_s);
    }
    bool fifo = o->policy == EVICTION_FIFO;
    return place * (fifo ? fifo_fresh_s : random_fresh_s)(o->fill_s, o->ttl_s, rate_per_s) / o->fill_s;
}

static double exponential_s(double rate_per_s, struct rng *draw)
{
    return -fmath_log(rng_uniform_pos(draw)) / rate_per_s;
}

/* The last read was a while ago, within wide_s. It found the entry fresh, of some age, or wrote it. */
static struct occupancy_entry draw_lru(const struct occupancy *o, double wide_s, double rate_per_s, double life_s,
                                       struct rng *draw)
{
    double within = isinf(wide_s) ? 1 : keyrates_met(rate_per_s, wide_s);
    double read_s = -fmath_log(fmax(1 - within * rng_uniform(draw), 1e-300)) / rate_per_s;
    double hit = rng_uniform(draw), age = rng_uniform(draw);
    struct occupancy_entry e = {.rank_s = read_s, .written_s = read_s};
    if (isinf(life_s)) {
        e.written_s = 0;
    } else if (hit < lru_fresh(o->fill_s, life_s, rate_per_s)) {
        struct survival s = survival_of(o->fill_s, rate_per_s);
        e.written_s += survival_inverse_s(&s, age * survival_mean_s(&s, life_s));
    }
    return e;
}

/* How long ago the entry of a place was written, which the key has had so long. */
static double written_within_s(double place_s, double rate_per_s, double life_s, struct rng *draw)
{
    double written_s = place_s;
    for (int i = 0; i < LIVES_MOST; i++) {
        double next_s = written_s - life_s - exponential_s(rate_per_s, draw);
        if (written_s < life_s || next_s < 0) {
            return written_s;
        }
        written_s = next_s;
    }
    bool fresh = rng_uniform(draw) < keyrates_present(rate_per_s, life_s);
    return fresh ? rng_uniform(draw) * life_s : life_s + exponential_s(rate_per_s, draw);
}

struct occupancy_entry occupancy_draw(const struct occupancy *o, double wide_s, double rate_per_s, double life_s,
                                      struct rng *draw)
{
    ensure(wide_s >= o->fill_s || isinf(o->fill_s));
    ensure(life_s > 0);
    if (o->policy == EVICTION_LRU) {
        return draw_lru(o, wide_s, rate_per_s, life_s, draw);
    }
    if (o->policy == EVICTION_LFU || isinf(wide_s)) {
        double place_s = rng_uniform(draw), age = rng_uniform(draw), expired_s = exponential_s(rate_per_s, draw);
        bool fresh = rng_uniform(draw) < keyrates_present(rate_per_s, isinf(life_s) ? 1 : life_s);
        double written_s = isinf(life_s) ? 0 : fresh ? age * life_s : life_s + expired_s;
        return (struct occupancy_entry){.rank_s = place_s, .written_s = written_s};
    }
    double place_s = o->policy == EVICTION_FIFO ? wide_s * rng_uniform(draw) : exponential_s(1 / wide_s, draw);
    return (struct occupancy_entry){
        .rank_s = place_s, .written_s = isinf(life_s) ? 0 : written_within_s(place_s, rate_per_s, life_s, draw)};
}
