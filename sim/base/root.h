/* SPDX-License-Identifier: GPL-3.0-or-later */
/* root.h: the root of a function of one variable inside a bracket, by GSL's Brent-Dekker solver.
 *
 * GSL's error handler ends the process by default: so everything that it would object to is checked before it is
 * called, but for memory (main.c).
 */
#ifndef HERDSIM_ROOT_H
#define HERDSIM_ROOT_H

#include <stdbool.h>

/* Finds x in [low, high] with f(x, params) = 0 to an absolute error of 1e-12. f must be continuous and
 * finite. False if f has the same sign at both ends. */
bool root_find(double (*f)(double x, void *params), void *params, double low, double high, double *x);

#endif
