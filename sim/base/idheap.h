/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idheap.h: a priority queue of numbered members, any of which can be taken out at any time.
 *
 * A binary implicit heap that also knows where each member stands in it. (base/eventq.h is faster and cannot take out
 * what has not come first: entries left behind by those who are gone would pile up while nothing ends.) Equal keys
 * come in the order of entry.
 *
 * J. Williams, "Algorithm 232: Heapsort", CACM 7(6), 1964.
 */
#ifndef HERDSIM_IDHEAP_H
#define HERDSIM_IDHEAP_H

#include <stdbool.h>
#include <stdint.h>

struct idheap_entry {
    int64_t key;
    uint64_t sequence; /* of its entry into the heap */
    uint32_t id;
};

struct idheap {
    struct idheap_entry *heap; /* from 1 on */
    uint32_t *place;           /* by id; 0: not in the heap */
    uint64_t n, sequence;
    uint64_t ids_n, members_n; /* room for */
};

/* For ids below ids_n, at most members_n of them at once. False without memory. */
bool idheap_init(struct idheap *h, uint64_t ids_n, uint64_t members_n);
void idheap_release(struct idheap *h);

/* Bytes that idheap_init reserves. */
uint64_t idheap_bytes(uint64_t ids_n, uint64_t members_n);

/* The id must not be in the heap; or must be. */
void idheap_add(struct idheap *h, uint32_t id, int64_t key);
void idheap_remove(struct idheap *h, uint32_t id);

/* The member with the least key; there must be one. */
static inline struct idheap_entry idheap_first(const struct idheap *h)
{
    return h->heap[1];
}

#endif
