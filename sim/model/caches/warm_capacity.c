/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warm_capacity.c: a place or none for every key, in the order by which the policy lets go (see warm_capacity.h).
 *
 * Whether a key has a place, since when, and when its entry was written are drawn at the key's address by the laws of
 * theory/occupancy.h. A few more get a place than there is room for (three standard deviations), in the order in which they
 * would go, and the first to go are pushed out: so every node is full, as it would be. Keys of neighbouring ranks, whose
 * rates differ by less than 0.4%, count as equally popular.
 */
#include "model/caches/warm_capacity.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "model/caches/tier.h"
#include "model/caches/warm_fill.h"
#include "model/caches/warm_order.h"
#include "model/caches/warm_place.h"
#include "model/purposes.h"
#include "theory/filter.h"
#include "theory/keyrates.h"
#include "theory/occupancy.h"
#include "theory/stationary.h"

enum { NEIGHBOUR_BITS = 8 };

struct filling {
    struct sim *sim;
    const struct config *config;
    struct zipf_law law;
    double popular_per_s;
    struct filter filter;
    struct occupancy occupancy;
    double *fill_s, *wide_s; /* per node: for as many as fit; for a few more */
    double rate_per_s;       /* at the tier, of the ranks up to `last` */
    uint64_t last;
    struct warm_order *order;
};

static uint64_t room_for(const struct config *c)
{
    uint64_t most = c->cache.capacity < c->keys.count ? c->cache.capacity : c->keys.count;
    return most + most / 4 + 100 * c->cache.nodes;
}

static bool keeps_order(const struct config *c)
{
    return c->cache.eviction == EVICTION_LRU || c->cache.eviction == EVICTION_FIFO;
}

uint64_t warm_capacity_bytes(const struct config *c)
{
    bool warm = c->cache.present && c->cache.start == CACHE_START_WARM && c->cache.capacity != COUNT_UNLIMITED;
    return warm && keeps_order(c) ? warm_order_bytes(room_for(c)) + 3 * c->cache.nodes * sizeof(double) : 0;
}

/* The rate of the key at the tier. */
static double rate_of(struct filling *f, uint64_t rank)
{
    if (stationary_asked_for(f->config, rank)) {
        return filter_through(&f->filter, stationary_key_rate_per_s(f->config, rank));
    }
    uint64_t shift = 0;
    while ((rank >> shift) >= (UINT64_C(2) << NEIGHBOUR_BITS)) {
        shift++;
    }
    uint64_t first = rank >> shift << shift, middle = first + ((UINT64_C(1) << shift) >> 1);
    if (f->last != first + (UINT64_C(1) << shift) - 1) {
        f->last = first + (UINT64_C(1) << shift) - 1;
        middle = middle < f->config->keys.count ? middle : f->config->keys.count;
        f->rate_per_s = filter_through(&f->filter, f->popular_per_s * zipf_mass(&f->law, middle));
    }
    return f->rate_per_s;
}

/* Draws whether the key has a place, and what is in it. */
static bool draw_entry(struct filling *f, uint32_t key, int64_t *life_ns, struct occupancy_entry *out)
{
    uint16_t node = ring_node(f->sim->cache.ring, key);
    double rate_per_s = rate_of(f, key + UINT64_C(1)), wide_s = f->wide_s[node];
    struct rng draw = rng_at(f->config->run.seed, PURPOSE_WARM_KEY, key, 0);
    bool lfu = f->config->cache.eviction == EVICTION_LFU;
    f->occupancy.fill_s = f->fill_s[node];
    if (lfu ? !evict_has_room(f->sim->cache.evict, node)
            : rng_uniform(&draw) >= occupancy_place_at(f->occupancy.policy, rate_per_s, wide_s)) {
        return false;
    }
    *life_ns = warm_lifetime_ns(f->sim, key);
    double life_s = *life_ns == TIME_NEVER ? (double)INFINITY : (double)*life_ns / (double)NS_PER_S;
    *out = occupancy_draw(&f->occupancy, wide_s, rate_per_s, life_s, &draw);
    return true;
}

/* The key takes a place, with its entry if that is fresh, or still of use to a protection. */
static void take_place(struct filling *f, uint32_t key, int64_t life_ns, double written_s)
{
    double written_ns = written_s * (double)NS_PER_S, keeps_ns = (double)cache_keeps_ns(f->config);
    if (life_ns == TIME_NEVER || written_ns < (double)life_ns + keeps_ns) {
        warm_place(f->sim, key, (int64_t)written_ns, life_ns);
        return;
    }
    warm_place(f->sim, key, 0, life_ns);
    cache_forget(&f->sim->cache, key);
}

static void take_in_turn(void *context, uint32_t key)
{
    struct filling *f = context;
    struct occupancy_entry entry;
    int64_t life_ns;
    if (draw_entry(f, key, &life_ns, &entry)) {
        take_place(f, key, life_ns, entry.written_s);
    }
}

static void fill(struct filling *f)
{
    uint64_t n = f->config->keys.count;
    for (uint64_t key = 0; key < n; key++) {
        struct occupancy_entry entry;
        int64_t life_ns;
        if (f->order == NULL) {
            take_in_turn(f, (uint32_t)key);
        } else if (draw_entry(f, (uint32_t)key, &life_ns, &entry)) {
            double fill_s = f->fill_s[ring_node(f->sim->cache.ring, (uint32_t)key)];
            warm_order_add(f->order, (uint32_t)key, entry.rank_s, isinf(fill_s) ? 1 : fill_s);
        }
    }
    if (f->order != NULL) {
        warm_order_each(f->order, take_in_turn, f);
    }
    for (uint64_t key = n; f->config->cache.eviction == EVICTION_LFU && key > 0; key--) {
        if (evict_holds(f->sim->cache.evict, (uint32_t)(key - 1))) {
            evict_touch(f->sim->cache.evict, (uint32_t)(key - 1)); /* among equals, the most popular was read last */
        }
    }
}

/* Characteristic times for the places that each node has, and for three standard deviations more. */
static bool find_times(struct filling *f, double *places_n)
{
    const struct config *c = f->config;
    const struct replacement *r = &f->sim->cache.evict->replacement;
    for (uint64_t i = 0; i < c->cache.nodes; i++) {
        places_n[i] = r->node[i].slots_n;
    }
    if (!warm_fill_times(c, f->sim->cache.ring, &f->filter, places_n, f->fill_s)) {
        return false;
    }
    for (uint64_t i = 0; i < c->cache.nodes; i++) {
        places_n[i] += 3 * sqrt(places_n[i]);
    }
    return warm_fill_times(c, f->sim->cache.ring, &f->filter, places_n, f->wide_s);
}

bool warm_capacity_start(struct sim *sim)
{
    const struct config *c = sim->config;
    struct filling f = {.sim = sim,
                        .config = c,
                        .law = keyrates_law(c),
                        .popular_per_s = stationary_popular_reads_per_s(c),
                        .filter = filter_of(c),
                        .occupancy = {.policy = c->cache.eviction, .ttl_s = INFINITY, .least_kept = NAN}};
    double *room = calloc(3 * c->cache.nodes, sizeof *room);
    f.fill_s = room;
    f.wide_s = room + c->cache.nodes;
    f.order = keeps_order(c) ? warm_order_new(room_for(c)) : NULL;
    bool ok = room != NULL && (f.order != NULL || !keeps_order(c)) &&
              (c->cache.eviction == EVICTION_LFU || find_times(&f, room + 2 * c->cache.nodes));
    if (ok) {
        fill(&f);
    }
    warm_order_free(f.order);
    free(room);
    return ok;
}
