/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held_keys.c: keys of sessions that cannot begin yet, in places of equal size; what can be drawn again is not kept
 * (see held_keys.h).
 */
#include "model/sessions/held_keys.h"

#include <string.h>

#include "base/ensure.h"

static size_t first_read(const struct sim *sim, const struct session *s)
{
    return (size_t)s->held * sim->held_keys.reads_n;
}

static size_t reads_of(const struct sim *sim, const struct session *s)
{
    return sim->config->sources[s->source].reads_per_session;
}

bool held_keys_take(struct sim *sim, struct session *s, const struct arrival *arrival)
{
    ensure(reads_of(sim, s) <= sim->held_keys.reads_n);
    struct held_keys *p = &sim->held_keys;
    s->held = slots_take(&p->slots);
    if (s->held == SLOT_NONE) {
        return false;
    }
    size_t n = reads_of(sim, s), first = first_read(sim, s);
    memcpy(p->key + first, arrival->key, n * sizeof *p->key);
    memcpy(p->lookup_ns + first, arrival->lookup_ns, n * sizeof *p->lookup_ns);
    return true;
}

void held_keys_give(struct sim *sim, struct session *s)
{
    if (s->held != SLOT_NONE) {
        slots_give(&sim->held_keys.slots, s->held);
        s->held = SLOT_NONE;
    }
}

struct arrival held_keys_arrival(struct sim *sim, const struct session *s)
{
    ensure(s->held != SLOT_NONE);
    struct held_keys *p = &sim->held_keys;
    size_t first = first_read(sim, s), n = reads_of(sim, s);
    for (size_t i = 0; sim->config->cache.present && i < n; i++) {
        __builtin_prefetch(cache_place(&sim->cache, p->key[first + i]));
    }
    for (size_t i = 0; sim->nodes.matter && i < n; i++) {
        p->node[i] = ring_node(&sim->nodes.ring, p->key[first + i]);
    }
    return (struct arrival){.at_ns = s->start_ns,
                            .source = s->source,
                            .server = s->server,
                            .first_read = s->first_read,
                            .key = p->key + first,
                            .lookup_ns = p->lookup_ns + first,
                            .node = p->node};
}

void held_keys_draw_lookups(struct sim *sim, const struct session *s, struct rng *draw)
{
    ensure(s->held != SLOT_NONE);
    if (sim->config->cache.present) {
        dist_fill(sim->tier.round_trip, draw, sim->held_keys.lookup_ns + first_read(sim, s), reads_of(sim, s));
    }
}
