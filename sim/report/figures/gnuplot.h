/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot.h: runs gnuplot, an external program, directly: no shell, no start-up files of the user, no
 * terminal (neither ours nor one that GNUTERM names), a limit on its time.
 *
 * It runs in a session of its own, which is killed when it has ended, when its time is over, or when a signal is pending
 * that the caller holds back (base/interrupt.h); and the kernel kills it if this process dies.
 */
#ifndef HERDSIM_GNUPLOT_H
#define HERDSIM_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>

enum gnuplot_status {
    GNUPLOT_DONE,
    GNUPLOT_MISSING,    /* there is no such program; nothing is said */
    GNUPLOT_FAILED,     /* after one line on `errors` */
    GNUPLOT_INTERRUPTED /* by a signal, which is still pending; nothing is said */
};

/* Runs gnuplot with these arguments (without argv[0], ended by NULL) in folder `dir`, for `limit_ms` at most. `what`
 * names the figure in messages. */
enum gnuplot_status gnuplot_run(const char *dir, const char *const *arguments, int limit_ms, const char *what,
                                FILE *errors);

/* Whether the file, "svg" or "png", ends as a whole figure does: gnuplot does not look whether what it writes can be
 * written. */
bool gnuplot_has_drawn(const char *path, const char *kind);

#endif
