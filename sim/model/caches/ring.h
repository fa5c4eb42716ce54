/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ring.h: which cache node holds a key: consistent hashing with 160 points a node, as ketama does, so that
 * the shares of the nodes vary by about 8% (CV 1 / sqrt(160)). Where the points and the keys lie on the ring is drawn by
 * the seed of the placement.
 *
 * D. Karger et al., "Consistent Hashing and Random Trees", STOC 1997; R. Jones, libketama.
 */
#ifndef HERDSIM_RING_H
#define HERDSIM_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"

enum { RING_POINTS_PER_NODE = 160, RING_SLICE_BITS = 16, RING_SEARCH = UINT16_MAX };

struct ring {
    uint32_t *at;    /* places of the points, rising; one more than points_n, at UINT32_MAX */
    uint16_t *node;  /* their nodes; one more, the first point's, which the ring comes back to */
    uint32_t *first; /* per slice of the ring: first point at or past the slice's start */
    uint16_t *whole; /* per slice: the node of all its places, if no point lies within; or RING_SEARCH */
    uint32_t points_n;
    uint64_t salt; /* of the places of keys */
};

/* nodes: 1 to 10,000. The same placement, with another number of nodes, leaves points and keys where they are. False
 * without memory. */
bool ring_init(struct ring *r, uint32_t nodes_n, uint64_t placement);
void ring_release(struct ring *r);

/* The ring that is left when the points of some nodes are taken out (out[node]; not all of them): their keys move to
 * the next points, all others stay. False without memory. */
bool ring_init_without(struct ring *r, const struct ring *whole, const bool *out);

/* Bytes that a ring takes, at most. */
uint64_t ring_bytes(uint64_t nodes_n);

/* The node of the first point at or past the key's place on the ring. */
static inline uint16_t ring_node(const struct ring *r, uint32_t key)
{
    uint32_t place = (uint32_t)(rng_mix(key + r->salt) >> 32);
    uint32_t slice = place >> (32 - RING_SLICE_BITS);
    if (__builtin_expect(r->whole[slice] != RING_SEARCH, 1)) {
        return r->whole[slice];
    }
    uint32_t i = r->first[slice];
    while (r->at[i] < place) {
        i++;
    }
    return r->node[i];
}

#endif
