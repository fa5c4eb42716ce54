/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.h: one line on a terminal that tells how far a run is; rewritten in place, wiped at the end.
 *
 * Share done and time left count simulated time over all variants; reads/s is the speed of the moment
 * (smoothed over about two seconds), all running variants together.
 */
#ifndef HERDSIM_PROGRESS_H
#define HERDSIM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct progress_variant { /* a variant that is running */
    const char *name;
    int64_t now_ns;
};

struct progress_state {
    const char *scenario;
    size_t variants_n, done_n;
    const struct progress_variant *running;
    size_t running_n;
    int64_t duration_ns; /* of a variant, the longest if they differ */
    double share;        /* of all simulated time, 0 to 1 */
    uint64_t reads;      /* simulated so far, all variants */
    bool stopping;       /* an interrupt was asked for */
};

struct progress {
    FILE *out;
    double started_s, last_s;
    uint64_t last_reads;
    double reads_per_s;
    bool shown;
};

/* `out` NULL: nothing will be shown. */
void progress_start(struct progress *p, FILE *out);
void progress_show(struct progress *p, const struct progress_state *state);
void progress_clear(struct progress *p);

/* The line's text without leading \r, cut to `width` columns; the clock is the caller's. */
void progress_line(const struct progress_state *state, double elapsed_s, double reads_per_s, char *line, size_t width);

/* Columns of the terminal behind `out`; 80 if unknown. */
int progress_width(FILE *out);

#endif
