/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idheap.c: a binary heap by (key, order of entry) with a place for every id, so that any member can be removed (see
 * idheap.h).
 */
#include "base/idheap.h"

#include "base/ensure.h"
#include "base/memory.h"

uint64_t idheap_bytes(uint64_t ids_n, uint64_t members_n)
{
    return (members_n + 1) * sizeof(struct idheap_entry) + ids_n * sizeof(uint32_t);
}

bool idheap_init(struct idheap *h, uint64_t ids_n, uint64_t members_n)
{
    ensure(members_n < UINT32_MAX);
    *h = (struct idheap){.ids_n = ids_n, .members_n = members_n};
    h->heap = memory_take((members_n + 1) * sizeof *h->heap);
    h->place = memory_take(ids_n * sizeof *h->place);
    return h->heap != NULL && h->place != NULL;
}

void idheap_release(struct idheap *h)
{
    memory_give(h->heap, (h->members_n + 1) * sizeof *h->heap);
    memory_give(h->place, h->ids_n * sizeof *h->place);
}

static bool before(const struct idheap_entry *a, const struct idheap_entry *b)
{
    return a->key != b->key ? a->key < b->key : a->sequence < b->sequence;
}

static void put(struct idheap *h, uint64_t at, struct idheap_entry entry)
{
    h->heap[at] = entry;
    h->place[entry.id] = (uint32_t)at;
}

/* Enters an entry at a hole, or above it as far as it comes before its ancestors. */
static void sift_up(struct idheap *h, uint64_t hole, struct idheap_entry entry)
{
    while (hole > 1 && before(&entry, &h->heap[hole / 2])) {
        put(h, hole, h->heap[hole / 2]);
        hole /= 2;
    }
    put(h, hole, entry);
}

/* The same below it, as far as its descendants come before it. */
static void sift_down(struct idheap *h, uint64_t hole, struct idheap_entry entry)
{
    for (uint64_t child = 2 * hole; child <= h->n; child = 2 * hole) {
        child += child < h->n && before(&h->heap[child + 1], &h->heap[child]);
        if (!before(&h->heap[child], &entry)) {
            break;
        }
        put(h, hole, h->heap[child]);
        hole = child;
    }
    put(h, hole, entry);
}

void idheap_add(struct idheap *h, uint32_t id, int64_t key)
{
    ensure(id < h->ids_n);
    ensure(h->n < h->members_n && h->place[id] == 0);
    h->n++;
    sift_up(h, h->n, (struct idheap_entry){key, h->sequence++, id});
}

void idheap_remove(struct idheap *h, uint32_t id)
{
    ensure(id < h->ids_n);
    uint64_t hole = h->place[id];
    ensure(hole != 0);
    h->place[id] = 0;
    struct idheap_entry last = h->heap[h->n--];
    if (last.id == id) {
        return;
    }
    if (hole > 1 && before(&last, &h->heap[hole / 2])) {
        sift_up(h, hole, last);
    } else {
        sift_down(h, hole, last);
    }
}
