/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crew.h: many small pieces of work on a few threads that live for all of them.
 *
 * Each thread takes the next piece as it finishes one, and keeps a shelf of compiled samplers. The calling thread
 * supervises: progress, and the signals, which are blocked in all others. A signal to end (base/interrupt.h) sets `stop`, at which whoever
 * simulates ends early; a second one ends the process.
 */
#ifndef HERDSIM_CREW_H
#define HERDSIM_CREW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/shelf.h"

struct crew_thread { /* what a thread keeps from piece to piece */
    struct shelf shelf;
    const atomic_bool *stop;
    void *kept; /* the work's own */
};

struct crew_work {
    const char *name; /* for the progress line */
    size_t n;         /* pieces */
    size_t before_n;  /* done before these, for the progress line */
    bool open_ended;  /* more will follow, nobody knows how many */
    /* Does piece i; false: no more can be done (what is wrong has been said). */
    bool (*piece)(void *context, struct crew_thread *thread, size_t i);
    void (*thread_ends)(void *context, struct crew_thread *thread); /* or NULL */
    void *context;
    FILE *progress; /* a terminal, or NULL */
    int *signal;    /* NULL, or where the signal goes that CREW_INTERRUPTED is due to */
};

enum crew_status { CREW_DONE, CREW_INTERRUPTED, CREW_FAILED };

/* threads 0: one per core. */
enum crew_status crew_run(unsigned threads, const struct crew_work *work);

#endif
