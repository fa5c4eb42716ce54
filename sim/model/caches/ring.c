/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ring.c: building the ring of points (see ring.h). */
#include "model/caches/ring.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "model/purposes.h"

struct point {
    uint32_t at;
    uint16_t node;
};

static int by_place(const void *a, const void *b)
{
    const struct point *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (x->node > y->node) - (x->node < y->node);
}

static void index_slices(struct ring *r)
{
    uint32_t i = 0;
    for (uint64_t slice = 0; slice < (UINT64_C(1) << RING_SLICE_BITS); slice++) {
        while (i < r->points_n && r->at[i] < (slice << (32 - RING_SLICE_BITS))) {
            i++;
        }
        r->first[slice] = i;
        uint64_t end = (slice + 1) << (32 - RING_SLICE_BITS);
        bool within = i < r->points_n && r->at[i] < end;
        r->whole[slice] = within ? (uint16_t)RING_SEARCH : r->node[i];
    }
}

static bool take(struct ring *r, uint32_t points_n, uint64_t salt)
{
    *r = (struct ring){.points_n = points_n, .salt = salt};
    r->at = calloc(points_n + 1U, sizeof *r->at);
    r->node = calloc(points_n + 1U, sizeof *r->node);
    r->first = calloc((size_t)1 << RING_SLICE_BITS, sizeof *r->first);
    r->whole = calloc((size_t)1 << RING_SLICE_BITS, sizeof *r->whole);
    return r->at != NULL && r->node != NULL && r->first != NULL && r->whole != NULL;
}

/* All points are in: the ring comes back to the first one, and is indexed. */
static void join_ends(struct ring *r)
{
    r->at[r->points_n] = UINT32_MAX;
    r->node[r->points_n] = r->node[0];
    index_slices(r);
}

bool ring_init(struct ring *r, uint32_t nodes_n, uint64_t placement)
{
    ensure(nodes_n >= 1 && nodes_n <= UINT16_MAX);
    struct rng salt = rng_at(placement, PURPOSE_PLACEMENT, 0, 0);
    uint32_t points_n = nodes_n * RING_POINTS_PER_NODE;
    struct point *points = calloc(points_n, sizeof *points);
    if (!take(r, points_n, rng_next(&salt)) || points == NULL) {
        free(points);
        return false;
    }
    for (uint32_t i = 0; i < points_n; i++) {
        uint32_t node = i / RING_POINTS_PER_NODE;
        struct rng place = rng_at(placement, PURPOSE_RING, node, i % RING_POINTS_PER_NODE);
        points[i] = (struct point){(uint32_t)(rng_next(&place) >> 32), (uint16_t)node};
    }
    qsort(points, points_n, sizeof *points, by_place);
    for (uint32_t i = 0; i < points_n; i++) {
        r->at[i] = points[i].at;
        r->node[i] = points[i].node;
    }
    free(points);
    join_ends(r);
    return true;
}

bool ring_init_without(struct ring *r, const struct ring *whole, const bool *out)
{
    uint32_t points_n = 0;
    for (uint32_t i = 0; i < whole->points_n; i++) {
        points_n += !out[whole->node[i]];
    }
    ensure(points_n > 0);
    if (!take(r, points_n, whole->salt)) {
        return false;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < whole->points_n; i++) {
        if (!out[whole->node[i]]) {
            r->at[n] = whole->at[i];
            r->node[n++] = whole->node[i];
        }
    }
    join_ends(r);
    return true;
}

uint64_t ring_bytes(uint64_t nodes_n)
{
    uint64_t per_point = sizeof(uint32_t) + sizeof(uint16_t), per_slice = sizeof(uint32_t) + sizeof(uint16_t);
    return (nodes_n * RING_POINTS_PER_NODE + 1) * per_point + (UINT64_C(1) << RING_SLICE_BITS) * per_slice;
}

void ring_release(struct ring *r)
{
    free(r->at);
    free(r->node);
    free(r->first);
    free(r->whole);
    *r = (struct ring){0};
}
