/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log_counter.c: the counter's law, from the least value up (see log_counter.h).
 *
 * With a(j) the law right after a minute's decrement and G(j, c) the probability that the reads of a minute
 * lift the counter from j past c, as many pass level c upwards as downwards: a(c) = sum over j <= c of
 * a(j) G(j, c). As 1 - G(c, c) = e^-(rate at c), that is a(c) = e^(rate at c) x the sum over j < c.
 */
#include "protections/log_counter.h"

#include <math.h>
#include <string.h>

#include "base/ensure.h"
#include "base/fmath.h"

enum {
    SURE = 5,          /* up to this value every read counts */
    FACTOR = 10,       /* lfu-log-factor */
    LEFT_AT_ONCE = 20, /* values left so often a minute hold nobody that matters */
    RISE_MOST = 80,    /* of a minute, from a value left less often, but for chances below 1e-15 */
    VALUES_AND_RISE = LOG_COUNTER_VALUES + RISE_MOST + 2
};

struct minute {                   /* of a counter that begins it at one value */
    double end[RISE_MOST + 2];    /* law of its rise by the end */
    double during[RISE_MOST + 2]; /* the same at a random moment */
    int most;
};

/* Increments a minute at each value (none at the last, nor beyond). */
static void set_rates(double rate_per_s, double rate[VALUES_AND_RISE])
{
    memset(rate, 0, VALUES_AND_RISE * sizeof *rate);
    for (int c = 0; c < LOG_COUNTER_VALUES - 1; c++) {
        rate[c] = 60 * rate_per_s / (c <= SURE ? 1 : (c - SURE) * FACTOR + 1);
    }
}

/* Uniformisation at the rate of the first value, the highest: jumps are Poisson, and each is an increment with
 * the probability that the rate where it finds the counter has to that rate. */
static void live_through(struct minute *m, const double *rate)
{
    double at[RISE_MOST + 2] = {1}, up[RISE_MOST + 2], jumps = fmath_exp(-rate[0]), more = 1 - jumps;
    *m = (struct minute){.most = (int)(rate[0] + 8 * sqrt(rate[0]) + 12)};
    ensure(m->most <= RISE_MOST);
    for (int i = 0; i <= m->most; i++) {
        up[i] = rate[i] / rate[0];
    }
    for (int n = 0; n <= m->most; n++) {
        double share = more / rate[0];
        for (int i = 0; i <= n; i++) {
            m->end[i] += jumps * at[i];
            m->during[i] += share * at[i];
        }
        for (int i = n < m->most ? n + 1 : n; i > 0; i--) {
            at[i] = at[i] * (1 - up[i]) + at[i - 1] * up[i - 1];
        }
        at[0] = 0;
        jumps *= rate[0] / (n + 1);
        more = more > jumps ? more - jumps : 0;
    }
}

static void scale(double values[VALUES_AND_RISE], double by)
{
    for (int c = 0; c < VALUES_AND_RISE; c++) {
        values[c] *= by;
    }
}

/* Weights of the values from `low` on, at a random moment; those that are not reached stay 0. */
static void weigh(const double *rate, int low, double weight[VALUES_AND_RISE])
{
    double lifted[VALUES_AND_RISE] = {0}; /* per level, those that pass it from below */
    double all = 0;
    for (int c = low; c < LOG_COUNTER_VALUES - 1; c++) {
        struct minute m;
        double after = c == low ? 1 : lifted[c] * fmath_exp(rate[c]);
        live_through(&m, rate + c);
        double past = 0;
        for (int i = m.most; i >= 0; i--) {
            lifted[c + i] += after * past;
            past += m.end[i];
            weight[c + i] += after * m.during[i];
        }
        all += after;
        if (rate[c] < 1 && after < 1e-18 * all) {
            return;
        }
        if (after > 1e100) { /* only ratios matter */
            all *= 1e-100;
            scale(weight, 1e-100);
            scale(lifted, 1e-100);
        }
    }
}

void log_counter_law(double rate_per_s, double sum[LOG_COUNTER_VALUES])
{
    ensure(rate_per_s >= 0 && isfinite(rate_per_s));
    double rate[VALUES_AND_RISE], weight[VALUES_AND_RISE] = {0};
    set_rates(rate_per_s, rate);
    int low = 0;
    while (rate[low] > LEFT_AT_ONCE) {
        low++;
    }
    if (rate[low] < 1e-6) { /* as good as never read, or always at the top */
        weight[low] = 1;
    } else {
        weigh(rate, low, weight);
    }
    double all = 0;
    for (int c = 0; c < LOG_COUNTER_VALUES; c++) {
        all += weight[c];
        sum[c] = all;
    }
    ensure(all > 0 && isfinite(all));
    for (int c = 0; c < LOG_COUNTER_VALUES; c++) {
        sum[c] /= all;
    }
}
