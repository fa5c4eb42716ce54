/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_nodes.c: which cache nodes are lost and come back. A node that is given by a key is looked up on the ring,
 * as the seed of the file places it; in a run with another one it may be another node. */
#include "scenario/constraints_parts.h"

#include "model/caches/ring.h"
#include "model/event.h"

struct nodes {
    bool *lost, *off_ring; /* per node; off_ring: the others have its keys */
    uint64_t on_ring;
};

static bool is_about_node(const struct config_event *e)
{
    return e->type->node != EVENT_NO_NODE;
}

/* Fills in the nodes of those events that state a key. */
static void find_nodes(struct config *c)
{
    struct ring ring;
    bool there = false;
    for (size_t i = 0; i < c->events_n; i++) {
        struct config_event *e = &c->events[i];
        if (!is_about_node(e) || e->node != COUNT_UNLIMITED || e->key_rank == 0 || e->key_rank > c->keys.count) {
            continue;
        }
        if (!there) {
            there = ring_init(&ring, (uint32_t)c->cache.nodes, config_placement(c));
            arena_must(there ? &ring : NULL);
        }
        e->node = ring_node(&ring, (uint32_t)(e->key_rank - 1));
    }
    if (there) {
        ring_release(&ring);
    }
}

static void lose(struct reader *r, const cJSON *root, const struct config_event *e, size_t i, struct nodes *nodes)
{
    if (nodes->lost[e->node]) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu", i), "cache node %llu is already lost then",
                   (unsigned long long)e->node);
        return;
    }
    nodes->lost[e->node] = true;
    if (e->node_mode == NODE_LOSS_FAIL) {
        return;
    }
    if (e->lookup_timeout_ns > 0) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu/lookup_timeout", i),
                   "means nothing without \"mode\": \"fail\"");
    }
    if (nodes->on_ring == 1) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu", i),
                   "there is no other cache node to take the keys over (\"mode\": \"fail\" needs none)");
        return;
    }
    nodes->off_ring[e->node] = true;
    nodes->on_ring--;
}

static void come_back(struct reader *r, const cJSON *root, const struct config_event *e, size_t i, struct nodes *nodes)
{
    if (!nodes->lost[e->node]) {
        errors_add(r->errors, constraints_at(r, root, "/events/%zu", i), "cache node %llu is not lost then",
                   (unsigned long long)e->node);
        return;
    }
    nodes->lost[e->node] = false;
    nodes->on_ring += nodes->off_ring[e->node];
    nodes->off_ring[e->node] = false;
}

void constraints_nodes(struct reader *r, const cJSON *root, struct config *c, const size_t *order)
{
    uint64_t n = c->cache.nodes;
    if (!c->cache.present || !reader_good_count(n)) {
        return;
    }
    find_nodes(c);
    struct nodes nodes = {.lost = arena_take(r->arena, n), .off_ring = arena_take(r->arena, n), .on_ring = n};
    for (size_t i = 0; i < c->events_n; i++) {
        const struct config_event *e = &c->events[order[i]];
        if (!is_about_node(e) || !reader_good_count(e->node) || e->node == COUNT_UNLIMITED) {
            continue;
        }
        if (e->node >= n) {
            errors_add(r->errors, constraints_at(r, root, "/events/%zu/node", order[i]),
                       "expected a number below cache.nodes (%llu), got %llu", (unsigned long long)n,
                       (unsigned long long)e->node);
        } else if (e->type->node == EVENT_NODE_LOST) {
            lose(r, root, e, order[i], &nodes);
        } else {
            come_back(r, root, e, order[i], &nodes);
        }
    }
}
