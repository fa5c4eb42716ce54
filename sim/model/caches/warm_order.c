/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_order.c: chains by class of age (see warm_order.h). */
#include "model/caches/warm_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

uint64_t warm_order_bytes(uint64_t room)
{
    return sizeof(struct warm_order) + 2 * room * sizeof(uint32_t);
}

struct warm_order *warm_order_new(uint64_t room)
{
    struct warm_order *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return NULL;
    }
    *o = (struct warm_order){.key = memory_take(room * sizeof *o->key), .next = memory_take(room * sizeof *o->next)};
    o->room = room;
    if (o->key == NULL || o->next == NULL) {
        warm_order_free(o);
        return NULL;
    }
    return o;
}

void warm_order_free(struct warm_order *o)
{
    if (o != NULL) {
        memory_give(o->key, o->room * sizeof *o->key);
        memory_give(o->next, o->room * sizeof *o->next);
        free(o);
    }
}

void warm_order_clear(struct warm_order *o)
{
    o->n = 0;
    memset(o->head, 0, sizeof o->head);
}

void warm_order_add(struct warm_order *o, uint32_t key, double age, double scale)
{
    if (o->n == o->room) {
        return;
    }
    double share = age / (age + scale); /* rises with the age, from 0 to 1 */
    uint32_t class = (uint32_t)fmin(share * WARM_ORDER_CLASSES, WARM_ORDER_CLASSES - 1);
    uint32_t at = (uint32_t)o->n++;
    o->key[at] = key;
    o->next[at] = o->head[class];
    o->head[class] = at + 1;
}

void warm_order_each(const struct warm_order *o, void (*visit)(void *context, uint32_t key), void *context)
{
    for (uint32_t class = WARM_ORDER_CLASSES; class > 0; class --) {
        for (uint32_t at = o->head[class - 1]; at > 0; at = o->next[at - 1]) {
            visit(context, o->key[at - 1]);
        }
    }
}
