/* map.c: a chained hash map that grows inside memory reserved at the start (see map.h). */
#include "base/map.h"

enum { HEADS_AT_FIRST = 1024 };

static uint64_t heads_for(uint64_t capacity)
{
    uint64_t heads = HEADS_AT_FIRST;
    while (heads < capacity) {
        heads *= 2;
    }
    return heads;
}

uint64_t map_bytes(uint64_t capacity)
{
    return heads_for(capacity) * sizeof(uint32_t) + capacity * (sizeof(struct map_node) + sizeof(uint32_t));
}

void map_place(struct map *m, void *memory, uint64_t capacity)
{
    *m = (struct map){.node = memory, .heads_n = HEADS_AT_FIRST, .heads_max = heads_for(capacity)};
    m->head = (uint32_t *)(void *)(m->node + capacity);
    slots_place(&m->slots, m->head + m->heads_max, capacity);
}

/* Doubles the heads: each chain h splits into h and h + heads_n by one more bit of the hash. */
static void split_chains(struct map *m)
{
    for (uint64_t h = 0; h < m->heads_n; h++) {
        uint32_t at = m->head[h];
        uint32_t *tail_low = &m->head[h];
        uint32_t *tail_high = &m->head[h + m->heads_n];
        while (at != 0) {
            struct map_node *node = &m->node[at - 1];
            uint32_t **tail = (rng_mix(node->key) & m->heads_n) != 0 ? &tail_high : &tail_low;
            **tail = at;
            *tail = &node->next;
            at = node->next;
        }
        *tail_low = 0;
        *tail_high = 0;
    }
    m->heads_n *= 2;
}

bool map_add(struct map *m, uint64_t key, uint32_t value)
{
    uint32_t slot = slots_take(&m->slots);
    if (slot == SLOT_NONE) {
        return false;
    }
    if (map_size(m) > m->heads_n && m->heads_n < m->heads_max) {
        split_chains(m);
    }
    uint32_t *head = &m->head[rng_mix(key) & (m->heads_n - 1)];
    m->node[slot] = (struct map_node){.key = key, .value = value, .next = *head};
    *head = slot + 1;
    return true;
}

bool map_remove(struct map *m, uint64_t key)
{
    uint32_t *link = &m->head[rng_mix(key) & (m->heads_n - 1)];
    while (*link != 0) {
        uint32_t slot = *link - 1;
        struct map_node *node = &m->node[slot];
        if (node->key == key) {
            *link = node->next;
            slots_give(&m->slots, slot);
            return true;
        }
        link = &node->next;
    }
    return false;
}

void map_clear(struct map *m)
{
    for (uint64_t h = 0; h < m->heads_n; h++) {
        m->head[h] = 0;
    }
    slots_clear(&m->slots);
}
