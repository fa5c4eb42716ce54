/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shelf.h: compiled samplers, kept for the next run that needs the same ones.
 *
 * Of a run that simulates next to nothing, six parts in seven of the time go into compiling samplers (measured: 5.5 of
 * 6.4 ms). Runs of a study differ in a number or a seed, so a thread that does many of them keeps a shelf and finds its
 * samplers there. A sampler is immutable and follows from its statement alone: no result can tell whether it was new.
 *
 * What was not used longest makes room, so the last SHELF_DISTS distributions and SHELF_ZIPFS laws that were asked for stay
 * valid. A shelf belongs to one thread.
 */
#ifndef HERDSIM_SHELF_H
#define HERDSIM_SHELF_H

#include "base/dist.h"
#include "base/zipf.h"

enum { SHELF_DISTS = 8, SHELF_ZIPFS = 4 };

struct shelf {
    struct shelf_dist {
        struct dist_spec spec;
        struct dist *sampler;
        uint64_t used; /* clock when it was asked for last */
    } dist[SHELF_DISTS];
    struct shelf_zipf {
        struct zipf_law law;
        struct zipf *sampler;
        uint64_t used;
    } zipf[SHELF_ZIPFS];
    uint64_t clock;
};

/* Begins as {0}. The samplers that it hands out are its own; NULL only without memory. */
const struct dist *shelf_dist(struct shelf *s, const struct dist_spec *spec);
const struct zipf *shelf_zipf(struct shelf *s, const struct zipf_law *law);

/* Frees the samplers, not the shelf. */
void shelf_clear(struct shelf *s);

#endif
