/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim.h: one simulation: a config goes in, results come out. No files, no output, no globals, so that
 * several may run at once, one per thread.
 */
#ifndef HERDSIM_SIM_H
#define HERDSIM_SIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"
#include "model/results.h"

struct shelf;

struct sim_progress { /* written by the simulation, read by whoever shows it */
    _Atomic int64_t now_ns;
    _Atomic uint64_t reads;
};

struct sim_options {
    bool reference;                /* every read an event, the simplest code: same results, slower */
    bool draw_ahead;               /* draw arrivals and keys on a second thread: same results, faster */
    struct shelf *shelf;           /* NULL, or the calling thread's samplers, for runs to come: same results, sooner */
    const atomic_bool *stop;       /* NULL, or: end early when it turns true, results marked partial */
    struct sim_progress *progress; /* NULL, or where to tell how far it is */
};

enum sim_status { SIM_DONE, SIM_INTERRUPTED, SIM_NO_MEMORY };

/* What a run of the config will occupy in memory at most, and what of it is per key, in bytes.
 * Room for sessions and reads in flight is reserved but only touched as far as a run needs it: it is
 * counted here at what the config's own limits allow. */
struct sim_memory {
    uint64_t total_bytes;
    uint64_t key_bytes;
    uint64_t kept_bytes; /* by its results, until they are freed */
};
struct sim_memory sim_memory_needed(const struct config *c);

/* What it is likely to touch: the same, with the room for sessions and reads in flight counted at what comes within a
 * second. Where they pile up it is more, up to what is needed. */
struct sim_memory sim_memory_likely(const struct config *c);

/* Runs it. On SIM_DONE and SIM_INTERRUPTED *out is to be freed with results_free(). */
enum sim_status sim_run(const struct config *c, const struct sim_options *options, struct results **out);

#endif
