/* SPDX-License-Identifier: GPL-3.0-or-later */
/* footprint.c: the larger of two peaks, simulating and telling (see footprint.h). */
#include "cli/footprint.h"

#include <math.h>

#include "model/engine/sim.h"
#include "outcome/windows.h"
#include "report/files/timeline.h"
#include "report/samples.h"

#define PROGRAM_BYTES 5000000 /* code, libraries, the scenario */
#define CELL_BYTES 2.0        /* of a timeline: a comma and, as a rule, not much else */

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* When so many simulations near their end and `over` are done, of which the first of each variant have left their
 * results: `kept` of all n variants. */
static uint64_t at_work(size_t running, size_t over, size_t n, uint64_t kept, const struct runner_plan *plan)
{
    return running * plan->likely_bytes + (over < n ? kept / n * over : kept);
}

uint64_t footprint_bytes(const struct config *variants, size_t n, size_t replications, const struct runner_plan *plan,
                         bool plots)
{
    uint64_t kept = 0, samples = 0, cells = 0;
    for (size_t i = 0; i < n; i++) {
        kept += sim_memory_likely(&variants[i]).kept_bytes;
        samples += replications > 1 ? samples_bytes(&variants[i], replications) : 0;
        cells = larger(cells, windows_planned_n(&variants[i]) * timeline_cells_n(&variants[i]));
    }
    /* As many at once as there may be, and then those that are left. */
    size_t full = n * replications / plan->at_once, left = n * replications % plan->at_once;
    uint64_t simulating = samples + larger(at_work(plan->at_once, (full - 1) * plan->at_once, n, kept, plan),
                                           at_work(left, full * plan->at_once, n, kept, plan));
    /* A timeline is put together before it is written; read back, each cell has a pointer besides. */
    double timeline = (double)cells * (CELL_BYTES + (plots ? (double)sizeof(char *) : 0));
    return PROGRAM_BYTES + larger(simulating, kept + samples + (uint64_t)timeline);
}

struct text footprint_text(uint64_t bytes)
{
    double b = (double)bytes;
    return b < 0.95e9 ? text_format("%.0f MB", ceil(b / 1e6)) : text_format("%.1f GB", b / 1e9);
}
