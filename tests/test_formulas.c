/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed forms against published values, limits in which they must agree with each other, and plain simulation of what
 * they say. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "base/zipf.h"
#include "theory/formulas.h"

Test(formulas, queues)
{
    cr_assert_float_eq(formulas_erlang_b(10, 8), 0.12166, 1e-5);
    cr_assert_float_eq(formulas_erlang_c(10, 8), 0.40918, 1e-5);
    cr_assert_float_eq(formulas_mmc_wait_s(10, 8, 1), 0.20459, 1e-5);
    cr_assert_float_eq(formulas_mmc_wait_s(10, 9, 1), 0.66873, 1e-5);
    cr_assert_float_eq(formulas_mmc_wait_s(100, 95, 1), 0.10129, 1e-5);
    cr_assert_float_eq(formulas_mmck_loss(10, 10, 8), formulas_erlang_b(10, 8), 1e-12);
    const double cv[] = {0, 1, 2}, wait_s[] = {0.020, 0.040, 0.100};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_float_eq(formulas_mg1_wait_s(80, 0.01, cv[i]), wait_s[i], 1e-12);
    }
    cr_assert_float_eq(formulas_mmc_wait_s(1, 0.8, 0.01), formulas_mg1_wait_s(80, 0.01, 1), 1e-12);
    cr_assert_float_eq(formulas_mg1_ps_time_s(80, 0.01), 0.05, 1e-12);
    cr_assert_float_eq(formulas_usl_per_s(1, 0.01, 0.1, 0.1), 100, 1e-9);
    /* whoever waits for ever never leaves; whoever does not wait at all finds Erlang's B of one server */
    cr_assert_float_eq(formulas_impatient_share(80, 100, 10), 0, 1e-12);
    cr_assert_float_eq(formulas_impatient_share(80, 100, 0), formulas_erlang_b(1, 0.8), 1e-12);
    cr_assert_float_eq(formulas_late_share(80, 100, 0.1), exp(-2), 1e-12);
}

Test(formulas, herds)
{
    cr_assert_float_eq(formulas_herd_exponential(10), 4.333, 1e-3);
    cr_assert_float_eq(formulas_herd_exponential(100), 12.877, 1e-3);
    cr_assert_float_eq(formulas_herd_exponential(1000), 39.970, 1e-3);
    cr_assert_float_eq(formulas_herd_per_server(1e4 * 0.1, 100), 99.996, 1e-3);
    cr_assert_float_eq(formulas_herd_per_server(1e4 * 0.1, 1000), 632.49, 1e-2);
    cr_assert_float_eq(formulas_herd_per_server(1e5 * 0.05, 1000), 993.27, 1e-2);
    cr_assert_float_eq(formulas_herd_per_server(1e3 * 0.1, 1e9), formulas_herd_constant(1e3 * 0.1), 1e-4);
    cr_assert_eq(formulas_herd_per_server(1e4 * 0.1, 1), 1);
    cr_assert_eq(formulas_herd_lock_expires(0.1, 0.03), 4);
    cr_assert_float_eq(formulas_herd_gives_up(1000, 0.1, 0.06), 41, 1e-9);
    /* who arrives u before the end polls ceil(u / p) times: the mean over a fetch of ten polls is 5.5 */
    cr_assert_float_eq(formulas_lock_polls(1000, 0.1, 0.01), 100 * 5.5, 1e-9);
}

Test(formulas, overload)
{
    cr_assert_float_eq(formulas_attempts(0.5, 4), 1.875, 1e-12);
    cr_assert_eq(formulas_attempts(1, 4), 4);
    cr_assert_float_eq(formulas_attempts_of_loss(0.5, 1), 1, 1e-12);
    double attempts = formulas_attempts_of_loss(0.7, 4), load = 0.7 * attempts;
    cr_assert_float_eq(attempts, formulas_attempts(load / (1 + load), 4), 1e-9);
    cr_assert_float_eq(formulas_slow_share(0.01, 100), 0.634, 5e-4);
    cr_assert_float_eq(formulas_drain_s(950, 1000, 3), 57, 1e-9);
    cr_assert_eq(formulas_token_bucket(3000, 10, 60), 210000);
    cr_assert_float_eq(formulas_storm_recovery_s(100, 300, 10, 1, 1), 25, 1e-9);
    cr_assert(isinf(formulas_storm_recovery_s(150, 300, 10, 1, 1)));
}

Test(formulas, caches)
{
    cr_assert_float_eq(1 - formulas_ttl_hit_ratio(10, 10, 1), 0.0991, 1e-4);
    cr_assert_float_eq(formulas_ttl_hit_ratio(10, 0.1, 0), 0.5, 1e-12);
    /* reads so rare that the first fetch is the last one */
    cr_assert_float_eq(formulas_ttl_last_write_hit_ratio(1e-6, 10, 1), formulas_ttl_hit_ratio(1e-6, 10, 1), 1e-10);
    cr_assert_gt(formulas_ttl_last_write_hit_ratio(10, 10, 1), formulas_ttl_hit_ratio(10, 10, 1));
    cr_assert_float_eq(formulas_outdated_share(0.5, 2), exp(-1), 1e-12);
    cr_assert_float_eq(formulas_jitter_per_s(1e6, 0.1, 300), 16667, 1);
    /* one server that is read all the time fetches once at the start, and then once a cycle */
    cr_assert_float_eq(formulas_local_queries(1, 1e9, 2, 0.1, 2100), 1000.5, 1e-3);
}

/* A list of keys by recency (lru), or by arrival (fifo), read at random; the share of hits. */
static double list_hit_ratio(const double *p, size_t n, size_t capacity, bool lru)
{
    enum { READS = 400000 };
    size_t list[64], held = 0, hits = 0;
    struct rng r = rng_seed(1, 0, 0);
    for (size_t read = 0; read < READS; read++) {
        double u = rng_uniform(&r);
        size_t key = 0, at = 0;
        for (; key + 1 < n && u >= p[key]; key++) {
            u -= p[key];
        }
        while (at < held && list[at] != key) {
            at++;
        }
        bool hit = at < held;
        hits += hit;
        if (hit && !lru) {
            continue;
        }
        at = hit ? at : held < capacity ? held++ : held - 1;
        for (; at > 0; at--) {
            list[at] = list[at - 1];
        }
        list[0] = key;
    }
    return (double)hits / READS;
}

/* With all keys alike every policy hits C / n; the extremes; and a list kept as the policy says (4 standard deviations,
 * hits being correlated over a few reads only). */
Test(formulas, evictions)
{
    double p[40], uniform[40];
    struct zipf_law law = zipf_law_of(40, 0.9);
    for (size_t i = 0; i < 40; i++) {
        p[i] = zipf_mass(&law, i + 1);
        uniform[i] = 1.0 / 40;
    }
    cr_assert_float_eq(formulas_lru_hit_ratio(uniform, 40, 10), 0.25, 1e-5);
    cr_assert_float_eq(formulas_fifo_hit_ratio(uniform, 40, 10), 0.25, 1e-12);
    double squares = 0;
    for (size_t i = 0; i < 40; i++) {
        squares += p[i] * p[i];
    }
    cr_assert_float_eq(formulas_lru_hit_ratio(p, 40, 1), squares, 1e-5); /* the same key twice in a row */
    cr_assert_float_eq(formulas_fifo_hit_ratio(p, 40, 1), squares, 1e-12);
    cr_assert_float_eq(formulas_fifo_hit_ratio(p, 40, 40), 1, 1e-12);
    double margin = 4 * sqrt(0.25 / 400000);
    cr_assert_float_eq(list_hit_ratio(p, 40, 8, true), formulas_lru_hit_ratio(p, 40, 8), margin);
    cr_assert_float_eq(list_hit_ratio(p, 40, 8, false), formulas_fifo_hit_ratio(p, 40, 8), 2 * margin);
}
