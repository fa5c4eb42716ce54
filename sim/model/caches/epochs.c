/* SPDX-License-Identifier: GPL-3.0-or-later */
/* epochs.c: the rings of a run, one after the other (see epochs.h). */
#include "model/caches/epochs.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "model/event.h"

struct builder {
    const struct config *config;
    struct epochs *epochs;
    bool *down, *out; /* per node: lost and not back; not in the ring either */
    uint32_t out_n;
};

static bool is_change(const struct config_event *e)
{
    return e->type->node != EVENT_NO_NODE;
}

uint32_t epochs_changes(const struct config *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->events_n; i++) {
        n += is_change(&c->events[i]);
    }
    return n;
}

uint64_t epochs_bytes(const struct config *c)
{
    uint64_t n = epochs_changes(c) + UINT64_C(1);
    return n * (sizeof(struct epoch) + sizeof(struct ring) + ring_bytes(c->cache.nodes));
}

/* The node that the event is about: a key's lies elsewhere in every replication. */
static uint16_t node_of(const struct builder *b, const struct config_event *e)
{
    ensure(e->key_rank > 0 || e->node < b->config->cache.nodes);
    return e->key_rank == 0 ? (uint16_t)e->node : ring_node(&b->epochs->ring[0], (uint32_t)(e->key_rank - 1));
}

/* Whether the event changes the ring. */
static bool take_note(struct builder *b, const struct config_event *e, uint16_t node)
{
    bool loss = e->type->node == EVENT_NODE_LOST, others = b->out_n + 1 < b->config->cache.nodes;
    b->down[node] = loss;
    bool changes = loss ? e->node_mode == NODE_LOSS_REHASH && others : b->out[node];
    if (changes) {
        b->out[node] = loss;
        ensure(loss || b->out_n > 0);
        b->out_n += loss ? 1 : UINT32_MAX;
    }
    return changes;
}

static const struct ring *ring_now(struct builder *b)
{
    struct epochs *e = b->epochs;
    if (b->out_n == 0) {
        return &e->ring[0];
    }
    return ring_init_without(&e->ring[e->rings_n++], &e->ring[0], b->out) ? &e->ring[e->rings_n - 1] : NULL;
}

static bool build(struct builder *b)
{
    struct epochs *e = b->epochs;
    const struct config *c = b->config;
    e->rings_n = 1;
    if (!ring_init(&e->ring[0], (uint32_t)c->cache.nodes, config_placement(c))) {
        return false;
    }
    e->epoch[e->n++] = (struct epoch){.ring = &e->ring[0]};
    for (size_t i = 0; i < c->events_n; i++) {
        if (!is_change(&c->events[i])) {
            continue;
        }
        ensure(c->events[i].at_ns >= e->epoch[e->n - 1].from_ns);
        uint16_t node = node_of(b, &c->events[i]);
        if (b->down[node] == (c->events[i].type->node == EVENT_NODE_LOST)) {
            continue; /* two keys, each of which names a node, share it with this placement */
        }
        bool changes = take_note(b, &c->events[i], node);
        const struct ring *ring = changes ? ring_now(b) : e->epoch[e->n - 1].ring;
        if (ring == NULL) {
            return false;
        }
        e->epoch[e->n++] =
            (struct epoch){.from_ns = c->events[i].at_ns, .event = (uint32_t)i, .node = node, .ring = ring};
    }
    return true;
}

bool epochs_init(struct epochs *e, const struct config *c)
{
    size_t most = epochs_changes(c) + (size_t)1;
    *e = (struct epochs){.epoch = calloc(most, sizeof *e->epoch), .ring = calloc(most, sizeof *e->ring)};
    struct builder b = {.config = c, .epochs = e};
    b.down = calloc(c->cache.nodes, sizeof *b.down);
    b.out = calloc(c->cache.nodes, sizeof *b.out);
    bool ok = e->epoch != NULL && e->ring != NULL && b.down != NULL && b.out != NULL && build(&b);
    free(b.down);
    free(b.out);
    return ok;
}

void epochs_release(struct epochs *e)
{
    for (uint32_t i = 0; i < e->rings_n; i++) {
        ring_release(&e->ring[i]);
    }
    free(e->ring);
    free(e->epoch);
    *e = (struct epochs){0};
}
