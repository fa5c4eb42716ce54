/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tier.h: the cache tier as seen by one lookup: its node's queue, and what is served (private to the model). */
#ifndef HERDSIM_TIER_H
#define HERDSIM_TIER_H

#include "model/state/state.h"

/* Time that the node takes for a lookup issued now: its queue and its service. */
static inline int64_t tier_node_delay(struct sim *sim, uint16_t node)
{
    int64_t *free_ns = &sim->nodes.free_ns[node];
    int64_t start_ns = *free_ns > sim->now_ns ? *free_ns : sim->now_ns;
    *free_ns = start_ns + sim->nodes.service_ns;
    return *free_ns - sim->now_ns;
}

/* A value is served from the cache: accounts its age, and whether the database has replaced it since. */
void tier_served(struct sim *sim, uint32_t key, uint32_t tick);

/* The same for a value past its freshness, which must be there. */
void tier_served_expired(struct sim *sim, uint32_t key);

/* The key's entry is gone for good, from the cache that is being built as well. */
void tier_delete(struct sim *sim, uint32_t key);

/* A repeated lookup of a read that missed, in its server's local cache and then in the tier, as far as there are any:
 * true if it hit. *answer_ns is the time until the answer. */
bool tier_look_again(struct sim *sim, uint32_t request, int64_t *answer_ns);

#endif
