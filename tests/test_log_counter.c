/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law of Redis's access counter against the counter itself, run as Redis runs it: read by read, with its decrement at
 * every full minute. 99.99% confidence, fixed seeds.
 */
#include <criterion/criterion.h>
#include <math.h>

#include "base/rng.h"
#include "base/ziggurat.h"
#include "chi_square.h"
#include "protections/log_counter.h"

enum { SAMPLES = 3000 };

struct key { /* in minutes */
    struct rng rng;
    double now, next_read;
    int counter;
};

/* LFULogIncr */
static int read_once(struct key *k)
{
    double base = k->counter - 5;
    base = base < 0 ? 0 : base;
    bool up = k->counter < 255 && rng_uniform(&k->rng) < 1 / (base * 10 + 1);
    return k->counter + up;
}

/* Lets reads and decrements happen until an instant. */
static void live_until(struct key *k, double until, double reads_per_minute)
{
    while (k->now < until) {
        double minute = floor(k->now) + 1;
        if (fmin(k->next_read, minute) > until) {
            k->now = until;
        } else if (k->next_read < minute) {
            k->now = k->next_read;
            k->counter = read_once(k);
            k->next_read += ziggurat_exponential(&k->rng) / reads_per_minute;
        } else {
            k->now = minute;
            k->counter -= k->counter > 0;
        }
    }
}

Test(log_counter, is_what_redis_would_show)
{
    const double rates[] = {0.002, 0.02, 0.1, 0.34, 1, 3}; /* reads a second */
    const double apart[] = {200, 200, 100, 50, 80, 250};   /* minutes between samples: several times its memory */
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        double sum[LOG_COUNTER_VALUES], expected[LOG_COUNTER_VALUES];
        uint64_t count[LOG_COUNTER_VALUES] = {0};
        struct key k = {.rng = rng_seed(7, 0, i), .counter = 5};
        k.next_read = ziggurat_exponential(&k.rng) / (60 * rates[i]);
        live_until(&k, 1000, 60 * rates[i]);
        size_t samples_n = rates[i] < 1 ? SAMPLES : SAMPLES / 10;
        for (size_t s = 0; s < samples_n; s++) { /* each at a moment of its own within its minute */
            live_until(&k, floor(k.now) + apart[i] + rng_uniform(&k.rng), 60 * rates[i]);
            count[k.counter]++;
        }
        log_counter_law(rates[i], sum);
        for (size_t c = 0; c < LOG_COUNTER_VALUES; c++) {
            expected[c] = (double)samples_n * (sum[c] - (c > 0 ? sum[c - 1] : 0));
        }
        cr_assert_gt(chi_square_p(expected, count, LOG_COUNTER_VALUES), CHI_SQUARE_LEAST, "%g reads/s", rates[i]);
    }
}

/* A distribution function, and the more reads the higher, from none to more than can be told apart. */
Test(log_counter, rises_with_the_rate)
{
    double before[LOG_COUNTER_VALUES], sum[LOG_COUNTER_VALUES];
    log_counter_law(0, before);
    cr_assert_eq(before[0], 1.0);
    for (double rate = 1e-12; rate < 1e7; rate *= 1.7) {
        log_counter_law(rate, sum);
        for (size_t c = 0; c < LOG_COUNTER_VALUES; c++) {
            cr_assert(sum[c] >= 0 && (c == 0 || sum[c] >= sum[c - 1]), "%g reads/s, %zu", rate, c);
            cr_assert_leq(sum[c], before[c] + 1e-9, "%g reads/s, %zu", rate, c);
            before[c] = sum[c];
        }
        cr_assert_eq(sum[LOG_COUNTER_VALUES - 1], 1.0);
    }
    cr_assert_lt(sum[LOG_COUNTER_VALUES - 2], 1e-6); /* all at the top */
}
