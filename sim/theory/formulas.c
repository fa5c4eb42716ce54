/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formulas.c: queues, herds and overload (see formulas.h); caches are in formulas_cache.c. */
#include "theory/formulas.h"

#include <math.h>

#include "base/ensure.h"
#include "theory/capacity.h"

double formulas_erlang_b(double c, double a)
{
    ensure(c >= 0 && a >= 0);
    double b = 1;
    for (double k = 1; k <= c; k++) {
        b = a * b / (k + a * b);
    }
    return b;
}

double formulas_erlang_c(double c, double a)
{
    ensure(a < c);
    double b = formulas_erlang_b(c, a);
    return b / (1 - a / c * (1 - b));
}

double formulas_mmc_wait_s(double c, double a, double service_s)
{
    ensure(service_s >= 0);
    return formulas_erlang_c(c, a) * service_s / (c - a);
}

double formulas_mmck_loss(double c, double k, double a)
{
    ensure(c >= 1 && k >= c && a >= 0);
    double state = 1, sum = 1;
    for (double n = 1; n <= k; n++) {
        state *= a / fmin(n, c);
        sum += state;
    }
    return state / sum;
}

double formulas_mg1_wait_s(double lambda, double service_s, double cv)
{
    ensure(lambda * service_s < 1 && cv >= 0);
    return lambda * service_s * service_s * (1 + cv * cv) / (2 * (1 - lambda * service_s));
}

double formulas_mg1_ps_time_s(double lambda, double service_s)
{
    ensure(lambda * service_s < 1);
    return service_s / (1 - lambda * service_s);
}

double formulas_usl_per_s(double n, double service_s, double sigma, double kappa)
{
    ensure(n >= 1 && service_s > 0 && sigma >= 0 && kappa >= 0);
    return n / (service_s * capacity_interference(sigma, kappa, n));
}

double formulas_impatient_share(double lambda, double mu, double tau_s)
{
    ensure(lambda > 0 && mu > 0 && tau_s >= 0);
    double at_tau = exp((lambda - mu) * tau_s), a = lambda / mu;
    double idle = 1 / (1 + lambda * (at_tau - 1) / (lambda - mu) + a * at_tau);
    return idle * a * at_tau;
}

double formulas_late_share(double lambda, double mu, double limit_s)
{
    ensure(lambda < mu && limit_s >= 0);
    return exp(-(mu - lambda) * limit_s);
}

double formulas_herd_constant(double a)
{
    return 1 + a;
}

double formulas_herd_exponential(double a)
{
    ensure(a >= 0);
    double sum = 0, product = 1;
    for (double j = 1; product > 1e-12; j++) {
        sum += product;
        product *= a / (a + j);
    }
    return sum;
}

double formulas_herd_per_server(double a, double servers_n)
{
    ensure(servers_n >= 1);
    return 1 - (servers_n - 1) * expm1(-a / servers_n);
}

double formulas_herd_lock_expires(double fetch_s, double lock_ttl_s)
{
    ensure(lock_ttl_s > 0);
    return ceil(fetch_s / lock_ttl_s);
}

double formulas_herd_gives_up(double lambda, double fetch_s, double wait_s)
{
    ensure(wait_s < fetch_s);
    return 1 + lambda * (fetch_s - wait_s);
}

double formulas_lock_polls(double lambda, double fetch_s, double poll_s)
{
    ensure(poll_s > 0);
    return lambda * fetch_s * fetch_s / (2 * poll_s) + lambda * fetch_s / 2;
}

double formulas_drain_s(double lambda, double capacity_per_s, double down_s)
{
    ensure(lambda < capacity_per_s);
    return lambda * down_s / (capacity_per_s - lambda);
}

double formulas_attempts(double p, double n)
{
    ensure(p >= 0 && p <= 1 && n >= 1);
    return p < 1 ? (1 - pow(p, n)) / (1 - p) : n;
}

double formulas_attempts_of_loss(double a, double n)
{
    ensure(a >= 0 && n >= 1);
    double p = 0;
    for (int step = 0; step < 200; step++) {
        double load = a * formulas_attempts(p, n);
        p = load / (1 + load);
    }
    return formulas_attempts(p, n);
}

double formulas_slow_share(double p, double n)
{
    ensure(p >= 0 && p <= 1 && n >= 0);
    return 1 - pow(1 - p, n);
}

double formulas_token_bucket(double rate_per_s, double burst_s, double run_s)
{
    return rate_per_s * (burst_s + run_s);
}

double formulas_storm_recovery_s(double lambda, double capacity_per_s, double down_s, double patience_s, double pause_s)
{
    if (2 * lambda >= capacity_per_s) {
        return INFINITY;
    }
    return (capacity_per_s * (down_s - patience_s) - lambda * (patience_s + pause_s)) / (capacity_per_s - 2 * lambda);
}
