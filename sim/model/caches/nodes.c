/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nodes.c: losses and returns (see nodes.h). */
#include "model/caches/nodes.h"

#include <math.h>
#include <stdlib.h>

#include "base/ensure.h"
#include "model/caches/tier.h"
#include "model/event.h"
#include "model/state/incident_log.h"

bool nodes_matter(const struct config *c)
{
    return !isinf(c->cache.node_rate_per_s) || c->cache.capacity != COUNT_UNLIMITED || epochs_changes(c) > 0;
}

uint64_t nodes_bytes(const struct config *c)
{
    return nodes_matter(c) ? epochs_bytes(c) + c->cache.nodes * (sizeof(uint32_t) + sizeof(int64_t)) : 0;
}

bool nodes_init(struct nodes *n, const struct config *c)
{
    *n = (struct nodes){.matter = nodes_matter(c)};
    if (!n->matter) {
        return true;
    }
    n->lost_by = calloc(c->cache.nodes, sizeof *n->lost_by);
    if (n->lost_by == NULL || !epochs_init(&n->epochs, c)) {
        return false;
    }
    n->ring = *n->epochs.epoch[0].ring;
    if (!isinf(c->cache.node_rate_per_s)) {
        n->service_ns = (int64_t)llround((double)NS_PER_S / c->cache.node_rate_per_s);
        n->free_ns = calloc(c->cache.nodes, sizeof *n->free_ns);
    }
    return isinf(c->cache.node_rate_per_s) || n->free_ns != NULL;
}

void nodes_release(struct nodes *n)
{
    epochs_release(&n->epochs);
    free(n->lost_by);
    free(n->free_ns);
    *n = (struct nodes){0};
}

bool nodes_takes(const struct sim *sim, uint32_t key)
{
    return sim->nodes.lost_by[ring_node(&sim->nodes.ring, key)] == 0;
}

bool sim_node_up(const struct sim *sim, uint32_t key)
{
    return sim->nodes.dead_n == 0 || nodes_takes(sim, key);
}

int64_t nodes_miss_ns(const struct sim *sim, uint16_t node, int64_t round_trip_ns, int64_t answer_ns)
{
    ensure(node < sim->config->cache.nodes && round_trip_ns >= 0 && answer_ns >= 0);
    uint32_t lost_by = sim->nodes.lost_by[node];
    if (lost_by == 0) {
        return answer_ns;
    }
    int64_t timeout_ns = sim->config->events[lost_by - 1].lookup_timeout_ns;
    return timeout_ns > 0 ? timeout_ns : round_trip_ns;
}

/* What the node holds under a ring is gone. */
static void forget_keys(struct sim *sim, const struct ring *ring, uint16_t node)
{
    for (uint64_t key = 0; key < sim->config->keys.count; key++) {
        if (ring_node(ring, (uint32_t)key) == node) {
            tier_delete(sim, (uint32_t)key);
        }
    }
}

static void lose(struct sim *sim, const struct epoch *e, bool moves)
{
    ensure(sim->nodes.lost_by[e->node] == 0);
    struct nodes *n = &sim->nodes;
    forget_keys(sim, &n->ring, e->node);
    n->lost_by[e->node] = e->event + 1;
    n->dead_n += !moves;
    incident_log_trigger(sim, e->event);
}

static void bring_back(struct sim *sim, const struct epoch *e, bool moves)
{
    ensure(sim->nodes.lost_by[e->node] != 0 && (moves || sim->nodes.dead_n > 0));
    struct nodes *n = &sim->nodes;
    if (moves) {
        forget_keys(sim, e->ring, e->node);
    }
    n->dead_n -= !moves;
    if (n->free_ns != NULL) {
        n->free_ns[e->node] = 0;
    }
    incident_log_over(sim, n->lost_by[e->node] - 1);
    n->lost_by[e->node] = 0;
    incident_log_trigger(sim, e->event);
}

void nodes_change(struct sim *sim, uint32_t event)
{
    struct nodes *n = &sim->nodes;
    const struct ring *before = n->epochs.epoch[n->epoch].ring;
    if (n->epoch + 1 == n->epochs.n || n->epochs.epoch[n->epoch + 1].event != event) {
        return; /* where this seed places the keys, it changes nothing */
    }
    const struct epoch *e = &n->epochs.epoch[++n->epoch];
    ensure(e->from_ns == sim->now_ns);
    (sim->config->events[event].type->node == EVENT_NODE_LOST ? lose : bring_back)(sim, e, e->ring != before);
    n->ring = *e->ring;
}
