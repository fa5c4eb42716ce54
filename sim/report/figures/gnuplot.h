/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot.h: runs gnuplot, an external program, directly: no shell, no start-up files of the user, a limit
 * on its time.
 */
#ifndef HERDSIM_GNUPLOT_H
#define HERDSIM_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>

enum gnuplot_status {
    GNUPLOT_DONE,
    GNUPLOT_MISSING, /* there is no such program; nothing is said */
    GNUPLOT_FAILED   /* after one line on `errors` */
};

/* Runs gnuplot with these arguments (without argv[0], ended by NULL) in folder `dir`. `what` names the
 * figure in messages. */
enum gnuplot_status gnuplot_run(const char *dir, const char *const *arguments, const char *what, FILE *errors);

#endif
