/* SPDX-License-Identifier: GPL-3.0-or-later */
/* updates.h: when the database replaces the value of a key.
 *
 * Each key's updates are a Poisson process of rate u laid down once for all variants, by addressed draws:
 * the cell [j/u, (j+1)/u) holds Poisson(1) updates at uniform places. So "was this value outdated when it
 * was served" has one answer that no protection can change.
 */
#ifndef HERDSIM_UPDATES_H
#define HERDSIM_UPDATES_H

#include <stdint.h>

#include "model/caches/cache.h"
#include "model/config.h"

/* The cache tick at and after which a value of the key that left the database at from_ns is outdated
 * (from_ns may lie before the run, by no more than the cache's base); UINT32_MAX if past the clock's end. */
uint32_t updates_next_tick(const struct config *c, const struct cache_clock *clock, uint32_t key, int64_t from_ns);

#endif
