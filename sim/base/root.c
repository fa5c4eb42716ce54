/* SPDX-License-Identifier: GPL-3.0-or-later */
/* root.c: Brent-Dekker by GSL, with the bracket checked first (see root.h). */
#include "base/root.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

#include "base/ensure.h"
#include "base/memory.h"

#define ROOT_ERROR 1e-12
#define STEPS_MAX 200 /* of a method that halves the bracket at worst every other step */

bool root_find(double (*f)(double x, void *params), void *params, double low, double high, double *x)
{
    ensure(low <= high);
    double f_low = f(low, params), f_high = f(high, params);
    if (f_low == 0.0 || f_high == 0.0) {
        *x = f_low == 0.0 ? low : high;
        return true;
    }
    if (!(f_low < 0.0 && f_high > 0.0) && !(f_low > 0.0 && f_high < 0.0)) {
        return false;
    }
    gsl_root_fsolver *solver = memory_must(gsl_root_fsolver_alloc(gsl_root_fsolver_brent));
    gsl_function function = {.function = f, .params = params};
    int status = gsl_root_fsolver_set(solver, &function, low, high);
    bool found = false;
    for (int step = 0; step < STEPS_MAX && status == GSL_SUCCESS && !found; step++) {
        status = gsl_root_fsolver_iterate(solver);
        found = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), ROOT_ERROR,
                                       0.0) == GSL_SUCCESS;
    }
    *x = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return found;
}
