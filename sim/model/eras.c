/* eras.c: the rings of a run, one after the other (see eras.h). */
#include "model/eras.h"

#include <stdlib.h>

#include "base/ensure.h"

struct builder {
    const struct config *config;
    struct eras *eras;
    bool *down, *out; /* per node: lost and not back; not in the ring either */
    uint32_t out_n;
};

static bool is_change(const struct config_event *e)
{
    return e->kind == EVENT_NODE_LOSS || e->kind == EVENT_NODE_RETURN;
}

uint32_t eras_changes(const struct config *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->events_n; i++) {
        n += is_change(&c->events[i]);
    }
    return n;
}

uint64_t eras_bytes(const struct config *c)
{
    uint64_t n = eras_changes(c) + UINT64_C(1);
    return n * (sizeof(struct era) + sizeof(struct ring) + ring_bytes(c->cache.nodes));
}

/* Whether the event changes the ring. */
static bool take_note(struct builder *b, const struct config_event *e, uint16_t node)
{
    bool loss = e->kind == EVENT_NODE_LOSS;
    ensure(b->down[node] != loss);
    b->down[node] = loss;
    bool changes = loss ? e->node_mode == NODE_LOSS_REHASH : b->out[node];
    if (changes) {
        b->out[node] = loss;
        b->out_n += loss ? 1 : UINT32_MAX;
    }
    return changes;
}

static const struct ring *ring_now(struct builder *b)
{
    struct eras *e = b->eras;
    if (b->out_n == 0) {
        return &e->ring[0];
    }
    return ring_init_without(&e->ring[e->rings_n++], &e->ring[0], b->out) ? &e->ring[e->rings_n - 1] : NULL;
}

static bool build(struct builder *b)
{
    struct eras *e = b->eras;
    const struct config *c = b->config;
    e->rings_n = 1;
    if (!ring_init(&e->ring[0], (uint32_t)c->cache.nodes)) {
        return false;
    }
    e->era[e->n++] = (struct era){.ring = &e->ring[0]};
    for (size_t i = 0; i < c->events_n; i++) {
        if (!is_change(&c->events[i])) {
            continue;
        }
        uint16_t node = (uint16_t)c->events[i].node;
        bool changes = take_note(b, &c->events[i], node);
        const struct ring *ring = changes ? ring_now(b) : e->era[e->n - 1].ring;
        if (ring == NULL) {
            return false;
        }
        e->era[e->n++] = (struct era){.from_ns = c->events[i].at_ns, .event = (uint32_t)i, .node = node, .ring = ring};
    }
    return true;
}

bool eras_init(struct eras *e, const struct config *c)
{
    size_t most = eras_changes(c) + (size_t)1;
    *e = (struct eras){.era = calloc(most, sizeof *e->era), .ring = calloc(most, sizeof *e->ring)};
    struct builder b = {.config = c, .eras = e};
    b.down = calloc(c->cache.nodes, sizeof *b.down);
    b.out = calloc(c->cache.nodes, sizeof *b.out);
    bool ok = e->era != NULL && e->ring != NULL && b.down != NULL && b.out != NULL && build(&b);
    free(b.down);
    free(b.out);
    return ok;
}

void eras_release(struct eras *e)
{
    for (uint32_t i = 0; i < e->rings_n; i++) {
        ring_release(&e->ring[i]);
    }
    free(e->ring);
    free(e->era);
    *e = (struct eras){0};
}
