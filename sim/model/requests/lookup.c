/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup.c: the inner loop (see lookup.h).
 *
 * Two ways through, one result:
 *   blocks  the reads of a session, at most 256 at a time: a pass without branches classifies them all,
 *           while the state of keys further on is prefetched, and lists those that need attention (misses,
 *           and entries that a protection wants to see); a second pass attends to these few, in order.
 *           Nothing that the second pass does can change what the first one saw: entries change by events.
 *   one     where a hit changes a cache (a recency list, a copy in the server) or asks more (outdated
 *           values), and in the reference: read by read.
 */
#include "model/requests/lookup.h"

#include "model/caches/local_read.h"
#include "model/caches/tier.h"
#include "model/requests/fetch.h"
#include "model/requests/reach.h"
#include "model/requests/read.h"
#include "model/state/hooks.h"

enum { BLOCK = 256 };

/* The entry is due: does a protection want it refreshed? */
static void touch(struct sim *sim, uint32_t key, uint32_t server)
{
    int64_t deadline_ns = cache_deadline_ns(&sim->cache, key);
    HOOKS_EACH(sim, g, touch)
    {
        if (g->kind->touch(g, sim, key, deadline_ns) == ANSWER_FETCH) {
            fetch_refresh(sim, g, key, server, (uint64_t)deadline_ns);
        }
    }
}

/* A read answered at once; for nobody, if its user has gone before it was issued, or goes before the answer is there. */
static void account_answer(struct sim *sim, const struct session *s, int64_t answer_ns)
{
    struct meter_source *source = &sim->meter.source[s->source];
    int64_t at_ns = sim->now_ns + answer_ns;
    if (s->gone || at_ns > reach_until_ns(sim, s)) {
        source->reads_gone_hits++;
        reach_nobody(sim, s, at_ns);
    } else {
        state_count(sim, COUNTER_READS_OK);
        histogram_record(&source->hit, (uint64_t)(at_ns - s->open_ns));
    }
}

static void account_hit(struct sim *sim, const struct session *s, uint32_t key, uint32_t tick, int64_t answer_ns)
{
    state_count(sim, COUNTER_READS_HITS);
    tier_served(sim, key, tick);
    account_answer(sim, s, answer_ns);
}

static void account_local_hit(struct sim *sim, const struct session *s)
{
    state_count(sim, COUNTER_READS_LOCAL_HITS);
    sim->meter.source[s->source].reads_local_hits++;
    account_answer(sim, s, 0);
}

static void miss(struct sim *sim, uint32_t session, const struct arrival *a, uint32_t i, int64_t answer_ns)
{
    state_count(sim, COUNTER_READS_MISSES);
    if (__builtin_expect(sim->nodes.dead_n > 0, 0)) {
        answer_ns = nodes_miss_ns(sim, a->node[i], a->lookup_ns[i], answer_ns);
    }
    read_missed(sim, session, a->first_read + i, a->key[i], answer_ns);
}

int64_t lookup_one(struct sim *sim, uint32_t session, const struct arrival *arrival, uint32_t i)
{
    struct session *s = &sim->session[session];
    uint32_t key = arrival->key[i];
    state_count(sim, COUNTER_READS_ISSUED);
    sim->meter.source[s->source].reads_issued++;
    if (sim->local.present && local_read_served(sim, s->server, key)) {
        account_local_hit(sim, s);
        return 0;
    }
    if (!sim->config->cache.present) {
        miss(sim, session, arrival, i, 0);
        return -1;
    }
    state_count(sim, COUNTER_CACHE_LOOKUPS);
    int64_t answer_ns = arrival->lookup_ns[i];
    if (sim->nodes.free_ns != NULL) {
        answer_ns += tier_node_delay(sim, arrival->node[i]);
    }
    uint32_t tick = cache_tick(&sim->cache, sim->now_ns);
    enum cache_state state = cache_look(&sim->cache, key, tick);
    if (state == CACHE_STALE) {
        miss(sim, session, arrival, i, answer_ns);
        return -1;
    }
    account_hit(sim, s, key, tick, answer_ns);
    if (sim->local.present) {
        local_read_copy(sim, s->server, key, arrival->first_read + i, sim->now_ns + answer_ns);
    }
    if (sim->cache.evict != NULL) {
        evict_touch(sim->cache.evict, key);
    }
    if (state == CACHE_DUE) {
        touch(sim, key, s->server);
    }
    return answer_ns;
}

/* The reads of a block that the first pass could not settle. */
struct attention {
    uint32_t n;
    uint32_t late_n;    /* settled hits whose answer reaches nobody */
    uint16_t at[BLOCK]; /* position in the block */
    int64_t answer_ns[BLOCK];
    int64_t all_ns[BLOCK]; /* where nodes queue: of all reads of the block, in order */
};

struct taken { /* hits of a block: how long they took, from their session's beginning */
    uint64_t n, sum_ns, max_ns;
};

/* Rare: some answers of the block come when their user has left or the run is over. These are no hits of anybody. */
static __attribute__((noinline)) void take_back(struct sim *sim, const struct session *s, const struct arrival *a,
                                                uint32_t first, uint32_t n, struct attention *out, struct taken *t)
{
    struct meter_source *source = &sim->meter.source[s->source];
    bool nodes = sim->nodes.free_ns != NULL;
    uint64_t most_ns = (uint64_t)(reach_until_ns(sim, s) - s->open_ns);
    t->max_ns = 0;
    for (uint32_t i = 0, next = 0; i < n; i++) {
        if (next < out->n && out->at[next] == i) {
            next++;
            continue;
        }
        int64_t at_ns = sim->now_ns + (nodes ? out->all_ns[i] : a->lookup_ns[first + i]);
        uint64_t taken_ns = (uint64_t)(at_ns - s->open_ns);
        if (taken_ns <= most_ns) {
            t->max_ns = taken_ns > t->max_ns ? taken_ns : t->max_ns;
            continue;
        }
        source->hit.count[histogram_bucket(taken_ns)]--;
        source->reads_gone_hits++;
        reach_nobody(sim, s, at_ns);
        t->n--;
        t->sum_ns -= taken_ns;
        out->late_n++;
    }
}

/* First pass: hits are accounted, the others listed. Returns the longest time until an answer of a hit. */
static inline __attribute__((always_inline)) int64_t classify(struct sim *sim, const struct session *s,
                                                              const struct arrival *a, uint32_t first, uint32_t n,
                                                              uint64_t reach_ns, bool per_entry_ttl, bool nodes,
                                                              struct attention *out)
{
    const struct cache *c = &sim->cache;
    const uint32_t *key = a->key + first;
    const uint32_t *written = c->written;
    const struct cache_entry *entry = c->entry;
    uint32_t tick = cache_tick(c, sim->now_ns), plain_age = cache_plain_age(c, tick), lead = c->lead_ticks;
    uint64_t waited_ns = (uint64_t)(sim->now_ns - s->open_ns);
    struct histogram *latency = &sim->meter.source[s->source].hit, *ages = &sim->meter.results->age;
    uint64_t latency_sum = 0, latency_max = 0, age_sum = 0, age_max = 0;
    uint32_t shift = c->clock.shift, ahead = a->followed ? TRAFFIC_LOOK_AHEAD : 0, attention_n = 0;
    for (uint32_t i = 0; i < n; i++) {
        __builtin_prefetch(per_entry_ttl ? (const void *)&entry[key[i + ahead]]
                                         : (const void *)&written[key[i + ahead]]);
        uint32_t age = tick - (per_entry_ttl ? entry[key[i]].written : written[key[i]]);
        bool plain = per_entry_ttl ? tick + lead < entry[key[i]].deadline : age < plain_age;
        uint64_t answer_ns = (uint64_t)a->lookup_ns[first + i];
        if (nodes) {
            answer_ns += (uint64_t)tier_node_delay(sim, a->node[first + i]);
            out->all_ns[i] = (int64_t)answer_ns;
        }
        uint64_t mask = 0 - (uint64_t)plain;
        uint64_t taken_ns = (waited_ns + answer_ns) & mask, age_ns = ((uint64_t)age << shift) & mask;
        latency->count[histogram_bucket(taken_ns)] += plain;
        ages->count[histogram_bucket(age_ns)] += plain;
        latency_sum += taken_ns;
        age_sum += age_ns;
        latency_max = taken_ns > latency_max ? taken_ns : latency_max;
        age_max = age_ns > age_max ? age_ns : age_max;
        out->at[attention_n] = (uint16_t)i;
        out->answer_ns[attention_n] = (int64_t)answer_ns;
        attention_n += !plain;
    }
    out->n = attention_n;
    out->late_n = 0;
    struct taken taken = {n - attention_n, latency_sum, latency_max};
    if (__builtin_expect(latency_max > reach_ns, 0)) {
        take_back(sim, s, a, first, n, out, &taken);
    }
    latency->n += taken.n;
    latency->sum_ns += taken.sum_ns;
    latency->max_ns = taken.max_ns > latency->max_ns ? taken.max_ns : latency->max_ns;
    ages->n += n - attention_n;
    ages->sum_ns += age_sum;
    ages->max_ns = age_max > ages->max_ns ? age_max : ages->max_ns;
    return latency_max > waited_ns ? (int64_t)(latency_max - waited_ns) : 0;
}

/* Second pass: misses, and entries that are due. */
static void attend(struct sim *sim, uint32_t session, const struct arrival *a, uint32_t first,
                   const struct attention *list)
{
    struct session *s = &sim->session[session];
    uint32_t tick = cache_tick(&sim->cache, sim->now_ns);
    for (uint32_t i = 0; i < list->n; i++) {
        uint32_t at = first + list->at[i], key = a->key[at];
        int64_t answer_ns = list->answer_ns[i];
        if (cache_look(&sim->cache, key, tick) == CACHE_STALE) {
            s->pending++;
            miss(sim, session, a, at, answer_ns);
            continue;
        }
        account_hit(sim, s, key, tick, answer_ns);
        int64_t done_ns = sim->now_ns + answer_ns;
        s->done_ns = done_ns > s->done_ns ? done_ns : s->done_ns;
        touch(sim, key, s->server);
    }
}

static void look_in_blocks(struct sim *sim, uint32_t session, const struct arrival *a, uint32_t reads_n)
{
    struct session *s = &sim->session[session];
    bool per_entry_ttl = sim->cache.per_entry_ttl, nodes = sim->nodes.free_ns != NULL;
    uint64_t reach_ns = (uint64_t)(reach_until_ns(sim, s) - s->open_ns);
    for (uint32_t first = 0; first < reads_n; first += BLOCK) {
        uint32_t n = reads_n - first < BLOCK ? reads_n - first : BLOCK;
        struct attention list;
        int64_t longest_ns = per_entry_ttl ? nodes ? classify(sim, s, a, first, n, reach_ns, true, true, &list)
                                                   : classify(sim, s, a, first, n, reach_ns, true, false, &list)
                             : nodes ? classify(sim, s, a, first, n, reach_ns, false, true, &list)
                                           : classify(sim, s, a, first, n, reach_ns, false, false, &list);
        uint32_t hits = n - list.n;
        state_count_n(sim, COUNTER_READS_HITS, hits);
        state_count_n(sim, COUNTER_READS_OK, hits - list.late_n);
        int64_t done_ns = sim->now_ns + longest_ns;
        s->done_ns = done_ns > s->done_ns ? done_ns : s->done_ns;
        if (list.n > 0) {
            attend(sim, session, a, first, &list);
        }
    }
    state_count_n(sim, COUNTER_READS_ISSUED, reads_n);
    state_count_n(sim, COUNTER_CACHE_LOOKUPS, reads_n);
    sim->meter.source[s->source].reads_issued += reads_n;
}

void lookup_session(struct sim *sim, uint32_t session, const struct arrival *arrival)
{
    struct session *s = &sim->session[session];
    uint32_t reads_n = (uint32_t)sim->config->sources[s->source].reads_per_session;
    bool alike = sim->cache.evict == NULL && sim->cache.outdated == NULL; /* a hit changes nothing and asks no more */
    if (sim->config->cache.present && alike && !sim->local.present && !s->gone) {
        look_in_blocks(sim, session, arrival, reads_n);
        return;
    }
    for (uint32_t i = 0; sim->local.present && i < reads_n; i++) {
        hashindex_prefetch(&sim->local.index, local_hash(s->server, arrival->key[i]));
    }
    for (uint32_t i = 0; i < reads_n; i++) {
        s->pending++;
        int64_t answer_ns = lookup_one(sim, session, arrival, i);
        if (answer_ns >= 0) {
            s->pending--;
            int64_t done_ns = sim->now_ns + answer_ns;
            s->done_ns = done_ns > s->done_ns ? done_ns : s->done_ns;
        }
    }
}
