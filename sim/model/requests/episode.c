/* SPDX-License-Identifier: GPL-3.0-or-later */
/* episode.c: marks in the words of absent entries (see episode.h). */
#include "model/requests/episode.h"

/* NULL: there is no cache. */
static uint32_t *mark_of(struct sim *sim, uint32_t key)
{
    if (sim->config->cache.present) {
        return cache_mark(&sim->cache, key);
    }
    return sim->local.present ? &sim->local.mark[key] : NULL;
}

void episode_begin(struct sim *sim, uint32_t key)
{
    uint32_t *mark = mark_of(sim, key);
    if (mark == NULL) {
        state_count(sim, COUNTER_EPISODES);
    } else if (*mark != CACHE_EPISODE && *mark != CACHE_EPISODE_QUERIED) {
        cache_keep(&sim->cache, key, *mark); /* does nothing where there is no tier */
        *mark = CACHE_EPISODE;
        state_count(sim, COUNTER_EPISODES);
    }
}

bool episode_first_query(struct sim *sim, uint32_t key)
{
    uint32_t *mark = mark_of(sim, key);
    if (mark == NULL) {
        return true;
    }
    bool first = *mark == CACHE_EPISODE;
    *mark = first ? CACHE_EPISODE_QUERIED : *mark;
    return first;
}

bool episode_is_open(const struct sim *sim, uint32_t key)
{
    if (sim->config->cache.present) {
        return cache_look(&sim->cache, key, cache_tick(&sim->cache, sim->now_ns)) == CACHE_STALE;
    }
    return !sim->local.present || sim->local.mark[key] == CACHE_EPISODE ||
           sim->local.mark[key] == CACHE_EPISODE_QUERIED;
}
