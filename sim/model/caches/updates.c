/* SPDX-License-Identifier: GPL-3.0-or-later */
/* updates.c: the next point of an addressed Poisson process (see updates.h). */
#include "model/caches/updates.h"

#include <math.h>

#include "base/ensure.h"
#include "base/rng.h"
#include "model/purposes.h"

/* How many updates a cell holds: Poisson with mean 1, by inversion. */
static unsigned updates_in_cell(struct rng *draw)
{
    double u = rng_uniform(draw), mass = 0.36787944117144233 /* 1/e */, sum = mass;
    unsigned n = 0;
    while (u >= sum && n < 20) {
        n++;
        mass /= n;
        sum += mass;
    }
    return n;
}

/* First update of the cell at or after a place in [0, 1); INFINITY if there is none. */
static double first_after(struct rng *draw, double place)
{
    double first = INFINITY;
    for (unsigned left = updates_in_cell(draw); left > 0; left--) {
        double at = rng_uniform(draw);
        if (at >= place && at < first) {
            first = at;
        }
    }
    return first;
}

/* With so many cells to a tick, no tick is without an update (e^-1024 is 0), and the next one is taken to be one mean
 * wait away. With fewer, cells are numbered below 2^42, and doubles tell them apart. */
enum { DENSE = 1024 };

uint32_t updates_next_tick(const struct config *c, const struct cache_clock *clock, uint32_t key, int64_t from_ns)
{
    ensure(c->keys.update_rate_per_s > 0);
    double cell_ns = (double)NS_PER_S / c->keys.update_rate_per_s;
    double base_ns = (double)(clock->base << clock->shift), tick_ns = (double)(UINT64_C(1) << clock->shift);
    if (tick_ns >= DENSE * cell_ns) {
        uint64_t next_ns = (clock->base << clock->shift) + (uint64_t)(from_ns + (int64_t)ceil(cell_ns));
        return (uint32_t)(next_ns >> clock->shift < UINT32_MAX ? next_ns >> clock->shift : UINT32_MAX);
    }
    double from = (double)from_ns / cell_ns; /* cells are counted from time 0, the same for every clock */
    double end = ((double)UINT32_MAX * tick_ns - base_ns) / cell_ns;
    for (double cell = floor(from); cell < end; cell++) {
        struct rng draw = rng_at(c->run.seed, PURPOSE_UPDATE, key, (uint64_t)(int64_t)cell);
        double at = cell + first_after(&draw, cell < from ? from - cell : 0);
        if (at < end) {
            return (uint32_t)((uint64_t)(base_ns + ceil(at * cell_ns)) >> clock->shift);
        }
    }
    return UINT32_MAX;
}
