/* zipf_solve.c: the exponent that fits what people know about their traffic, by Brent's method.
 *
 * Both statements are monotone in the exponent, so a change of sign over [0, 10] is a unique root. The
 * sign is checked before GSL is called, whose error handler would otherwise end the process.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "base/fmath.h"
#include "base/zipf.h"

#define EXPONENT_MAX 10.0
#define EXPONENT_ERROR 1e-12
#define STEPS_MAX 200

struct statement {
    uint64_t n;
    double keys;  /* top share: number of most popular keys */
    double share; /* of the reads, or of distinct keys among them */
    double reads;
};

static double top_share_excess(double exponent, void *params)
{
    const struct statement *st = params;
    struct zipf_law law = zipf_law_of(st->n, exponent);
    return zipf_top_share(&law, (uint64_t)st->keys) - st->share;
}

static double chance_met(double p, void *context)
{
    const double *reads = context;
    return -fmath_expm1(-*reads * p);
}

static double distinct_excess(double exponent, void *params)
{
    struct statement *st = params;
    struct zipf_law law = zipf_law_of(st->n, exponent);
    return zipf_sum(&law, 1, st->n, chance_met, &st->reads) / st->reads - st->share;
}

static bool solve(double (*excess)(double, void *), struct statement *st, double *exponent)
{
    double low = excess(0.0, st), high = excess(EXPONENT_MAX, st);
    if (!(low < 0.0 && high > 0.0) && !(low > 0.0 && high < 0.0)) {
        if (low == 0.0) {
            *exponent = 0.0;
        }
        return low == 0.0;
    }
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return false;
    }
    gsl_function function = {.function = excess, .params = st};
    int status = gsl_root_fsolver_set(solver, &function, 0.0, EXPONENT_MAX);
    bool found = false;
    for (int step = 0; step < STEPS_MAX && status == GSL_SUCCESS && !found; step++) {
        status = gsl_root_fsolver_iterate(solver);
        found = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver),
                                       EXPONENT_ERROR, 0.0) == GSL_SUCCESS;
    }
    *exponent = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return found && status == GSL_SUCCESS;
}

bool zipf_solve_top_share(uint64_t n, double key_share, double read_share, double *exponent)
{
    double keys = fmax(1.0, round(key_share * (double)n));
    struct statement st = {.n = n, .keys = keys, .share = read_share, .reads = 0.0};
    return solve(top_share_excess, &st, exponent);
}

bool zipf_solve_distinct(uint64_t n, double reads, double distinct_share, double *exponent)
{
    struct statement st = {.n = n, .keys = 0.0, .share = distinct_share, .reads = reads};
    return solve(distinct_excess, &st, exponent);
}
