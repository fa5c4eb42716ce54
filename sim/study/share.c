/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share.c: mixtures over an interval of p are incomplete beta functions (see share.h). */
#include "study/share.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* x ln y, with 0 ln 0 = 0. */
static double times_log(double x, double y)
{
    return x > 0 ? x * log(y) : 0;
}

static double log_of_mean(double a, double b)
{
    double most = fmax(a, b);
    return isfinite(most) ? most + log((exp(a - most) + exp(b - most)) / 2) : most;
}

static double log_likelihood(double held, double failed, double p)
{
    return times_log(held, p) + times_log(failed, 1 - p);
}

static double log_bet_above(double held, double failed, double s)
{
    double under_s = log_likelihood(held, failed, s);
    double one = failed > 0 ? -(double)INFINITY : -under_s;
    double even =
        gsl_sf_lnbeta(held + 1, failed + 1) + log(gsl_cdf_beta_Q(s, held + 1, failed + 1)) - log1p(-s) - under_s;
    return log_of_mean(one, even);
}

static double log_bet_below(double held, double failed, double s)
{
    double under_s = log_likelihood(held, failed, s);
    double zero = held > 0 ? -(double)INFINITY : -under_s;
    double even = gsl_sf_lnbeta(held + 1, failed + 1) + log(gsl_cdf_beta_P(s, held + 1, failed + 1)) - log(s) - under_s;
    return log_of_mean(zero, even);
}

void share_add(struct share *t, double s, bool held)
{
    t->n++;
    t->held += held;
    double yes = (double)t->held, no = (double)(t->n - t->held);
    t->log_above = fmax(t->log_above, log_bet_above(yes, no, s));
    t->log_below = fmax(t->log_below, log_bet_below(yes, no, s));
}

enum share_answer share_answer(const struct share *t, double error)
{
    double enough = -log(error);
    if (t->log_above < enough && t->log_below < enough) {
        return SHARE_OPEN;
    }
    return t->log_above > t->log_below ? SHARE_ABOVE : SHARE_BELOW;
}

size_t share_runs_to_prove(double s, double error)
{
    size_t n = 1;
    while (log_bet_above((double)n, 0, s) < -log(error)) {
        n++;
    }
    return n;
}

/* Whether a bet with the weights of Jeffreys' prior has won against p. */
static bool is_refuted(double held, double failed, double p, double error)
{
    double mixture = gsl_sf_lnbeta(held + 0.5, failed + 0.5) - gsl_sf_lnbeta(0.5, 0.5);
    return mixture - log_likelihood(held, failed, p) >= -log(error);
}

struct share_interval share_interval(size_t held, size_t n, double confidence)
{
    enum { STEPS = 50 };
    double yes = (double)held, no = (double)(n - held);
    struct share_interval i = {0, 1};
    if (n == 0) {
        return i;
    }
    double best = yes / (double)n, out = 0, in = best;
    for (int k = 0; held > 0 && k < STEPS; k++) {
        double p = (out + in) / 2;
        *(is_refuted(yes, no, p, 1 - confidence) ? &out : &in) = p;
    }
    i.low = held > 0 ? out : 0;
    out = 1;
    in = best;
    for (int k = 0; held < n && k < STEPS; k++) {
        double p = (out + in) / 2;
        *(is_refuted(yes, no, p, 1 - confidence) ? &out : &in) = p;
    }
    i.high = held < n ? out : 1;
    return i;
}
