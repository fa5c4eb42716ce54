/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap.h: the event queue of the textbook program: a binary heap of pointers to malloc'ed events. */
#ifndef HERDSIM_BENCH_HEAP_H
#define HERDSIM_BENCH_HEAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct event {
    int64_t at_ns;
    uint64_t order; /* events of the same instant happen in the order in which they were entered */
    int kind;
    void *what;
};

struct heap {
    struct event **event;
    size_t n, room;
    uint64_t order;
};

/* Zeroed memory, or the end of the program. */
static inline void *heap_take(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL) {
        fprintf(stderr, "textbook: not enough memory\n");
        exit(1);
    }
    return memory;
}

static inline bool heap_before(const struct event *a, const struct event *b)
{
    return a->at_ns != b->at_ns ? a->at_ns < b->at_ns : a->order < b->order;
}

static inline void heap_add(struct heap *h, int64_t at_ns, int kind, void *what)
{
    struct event *e = heap_take(sizeof *e);
    *e = (struct event){.at_ns = at_ns, .order = h->order++, .kind = kind, .what = what};
    if (h->n == h->room) {
        h->room = h->room == 0 ? 1024 : 2 * h->room;
        h->event = realloc(h->event, h->room * sizeof(struct event *));
        if (h->event == NULL) {
            fprintf(stderr, "textbook: not enough memory\n");
            exit(1);
        }
    }
    size_t i = h->n++;
    for (; i > 0 && heap_before(e, h->event[(i - 1) / 2]); i = (i - 1) / 2) {
        h->event[i] = h->event[(i - 1) / 2];
    }
    h->event[i] = e;
}

/* Takes the earliest event out; the caller frees it. */
static inline struct event *heap_next(struct heap *h)
{
    struct event *top = h->event[0], *last = h->event[--h->n];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < h->n) {
        if (child + 1 < h->n && heap_before(h->event[child + 1], h->event[child])) {
            child++;
        }
        if (!heap_before(h->event[child], last)) {
            break;
        }
        h->event[i] = h->event[child];
        i = child;
    }
    h->event[i] = last;
    return top;
}

#endif
