/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list.h: queues of records that can be left from anywhere: doubly linked by slots, the links being in the records.
 *
 * `links` is the address of the link of record 0, and `size` the size of a record.
 */
#ifndef HERDSIM_LIST_H
#define HERDSIM_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/slots.h"

struct link {
    uint32_t next, prev; /* SLOT_NONE: none */
};

struct list { /* oldest first */
    uint32_t head, tail;
};

#define LIST_EMPTY ((struct list){SLOT_NONE, SLOT_NONE})

static inline struct link *list_link(struct link *links, size_t size, uint32_t slot)
{
    return (struct link *)(void *)((char *)links + (size_t)slot * size);
}

/* Appends a record. */
static inline void list_add(struct list *l, struct link *links, size_t size, uint32_t slot)
{
    *list_link(links, size, slot) = (struct link){.next = SLOT_NONE, .prev = l->tail};
    if (l->tail != SLOT_NONE) {
        list_link(links, size, l->tail)->next = slot;
    } else {
        l->head = slot;
    }
    l->tail = slot;
}

/* Takes a record out that is in the list. */
static inline void list_remove(struct list *l, struct link *links, size_t size, uint32_t slot)
{
    struct link at = *list_link(links, size, slot);
    if (at.prev != SLOT_NONE) {
        list_link(links, size, at.prev)->next = at.next;
    } else {
        l->head = at.next;
    }
    if (at.next != SLOT_NONE) {
        list_link(links, size, at.next)->prev = at.prev;
    } else {
        l->tail = at.prev;
    }
}

#endif
