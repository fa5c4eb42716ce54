/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_order.h: keys in the order of an age, for warm starts (private to the model).
 *
 * Ages are sorted into classes, each a chain of keys; within a class (a 65,536th of them) the order is that of entry. So
 * it takes 8 bytes a key and no comparison.
 */
#ifndef HERDSIM_WARM_ORDER_H
#define HERDSIM_WARM_ORDER_H

#include <stdbool.h>
#include <stdint.h>

enum { WARM_ORDER_CLASSES = 1 << 16 };

struct warm_order {
    uint32_t *key, *next; /* next + 1; 0: none */
    uint64_t n, room;
    uint32_t head[WARM_ORDER_CLASSES];
};

/* Empty, with room for so many keys; NULL without memory. */
struct warm_order *warm_order_new(uint64_t room);
void warm_order_free(struct warm_order *o);

/* Bytes that it takes. */
uint64_t warm_order_bytes(uint64_t room);

void warm_order_clear(struct warm_order *o);

/* A key of some age, `scale` being one that is in the middle of them. Without room it is left out. */
void warm_order_add(struct warm_order *o, uint32_t key, double age, double scale);

/* Calls for every key, the oldest first. */
void warm_order_each(const struct warm_order *o, void (*visit)(void *context, uint32_t key), void *context);

#endif
