/* episode.c: marks in the words of absent entries (see episode.h). */
#include "model/episode.h"

void episode_begin(struct sim *sim, uint32_t key)
{
    if (!sim->config->cache.present) {
        state_count(sim, COUNTER_EPISODES);
        return;
    }
    uint32_t *mark = cache_mark(&sim->cache, key);
    if (*mark != CACHE_EPISODE && *mark != CACHE_EPISODE_QUERIED) {
        cache_keep(&sim->cache, key, *mark);
        *mark = CACHE_EPISODE;
        state_count(sim, COUNTER_EPISODES);
    }
}

bool episode_first_query(struct sim *sim, uint32_t key)
{
    if (!sim->config->cache.present) {
        return true;
    }
    uint32_t *mark = cache_mark(&sim->cache, key);
    bool first = *mark == CACHE_EPISODE;
    *mark = first ? CACHE_EPISODE_QUERIED : *mark;
    return first;
}
