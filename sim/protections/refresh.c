/* SPDX-License-Identifier: GPL-3.0-or-later */
/* refresh.c: background refresh of hot keys, ahead of their expiry.
 *
 * The last part of an entry's life is cut in two. In the first, `observe` x TTL long, its reads are counted;
 * in the second, `ahead` x TTL long, the first read that finds the key hot (so many reads a second since
 * the observation began, or so many in all) has it fetched again in the background, while the old value is
 * served. Keys that are not hot are left to expire: refreshing every key would load the database for
 * nothing. At most one refresh per key is in flight; one that fails is not tried again in this life of the
 * entry.
 *
 * Nothing is counted, and no hit is slower, before the observation begins. State: a word per key, the
 * count or a mark. Cf. Caffeine's refreshAfterWrite.
 */
#include <math.h>

#include "base/ensure.h"
#include "protections/registry.h"

struct params {
    double ahead, observe; /* shares of the TTL */
    double hot_rate_per_s; /* INFINITY: not used */
    uint64_t hot_reads;    /* COUNT_UNLIMITED: not used */
};

#define IN_FLIGHT UINT32_MAX
#define FAILED (UINT32_MAX - 1) /* not again in this life of the entry */

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    (void)c;
    if (p->ahead + p->observe > 1) {
        *field = "observe";
        return "ahead and observe together at most 100% of the TTL";
    }
    if (isinf(p->hot_rate_per_s) && p->hot_reads == COUNT_UNLIMITED) {
        *field = "hot_rate";
        return "hot_rate or hot_reads, to tell which keys are hot";
    }
    return NULL;
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return c->keys.count * sizeof(uint32_t);
}

static int64_t lead(const void *params, const struct config *c)
{
    const struct params *p = params;
    return (int64_t)((double)c->cache.ttl_ns * (p->ahead + p->observe));
}

static enum answer touch(struct protection_instance *g, struct sim *sim, uint32_t key, int64_t deadline_ns)
{
    const struct params *p = g->params;
    uint32_t *reads = (uint32_t *)g->state + key;
    if (*reads >= FAILED) {
        return ANSWER_PASS;
    }
    *reads += *reads < FAILED - 1;
    double ttl_ns = (double)sim_config(sim)->cache.ttl_ns;
    int64_t refresh_ns = deadline_ns - (int64_t)(p->ahead * ttl_ns);
    if (sim_now_ns(sim) < refresh_ns) {
        return ANSWER_PASS;
    }
    int64_t since_ns = refresh_ns - (int64_t)(p->observe * ttl_ns);
    since_ns = since_ns > 0 ? since_ns : 0; /* nothing was counted before the run */
    double observed_s = (double)(sim_now_ns(sim) - since_ns) / (double)NS_PER_S;
    ensure(observed_s >= 0);
    if (*reads < p->hot_reads && (double)*reads < p->hot_rate_per_s * observed_s) {
        return ANSWER_PASS;
    }
    *reads = IN_FLIGHT;
    return ANSWER_FETCH;
}

static void fill(struct protection_instance *g, struct sim *sim, uint32_t key)
{
    uint32_t *reads = (uint32_t *)g->state + key;
    (void)sim;
    if (*reads != IN_FLIGHT) { /* a demand fill may overtake the refresh */
        *reads = 0;
    }
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    (void)sim;
    if (fetch->kind == FETCH_REFRESH) {
        ensure(fetch->key < sim_config(sim)->keys.count);
        ((uint32_t *)g->state)[fetch->key] = fetch->ok ? 0 : FAILED;
    }
}

/* Entries of another cache begin new lives. */
static void restart(struct protection_instance *g, struct sim *sim, enum restart what)
{
    if (what != RESTART_CACHE) {
        return;
    }
    uint32_t *reads = g->state;
    for (uint64_t key = 0; key < sim_config(sim)->keys.count; key++) {
        reads[key] = reads[key] == IN_FLIGHT ? IN_FLIGHT : 0;
    }
}

static const struct field fields[] = {
    {"ahead", FIELD_RATIO, offsetof(struct params, ahead), 0.001, 1, "\"20%\"", NULL,
     "share of the TTL before expiry at which a hot key is fetched again"},
    {"observe", FIELD_RATIO, offsetof(struct params, observe), 0.001, 1, "\"20%\"", NULL,
     "share of the TTL just before that, over which reads are counted"},
    {"hot_rate", FIELD_RATE, offsetof(struct params, hot_rate_per_s), 0, 1e12, "\"10/s\"", NULL,
     "a key read at least so often is hot"},
    {"hot_reads", FIELD_COUNT, offsetof(struct params, hot_reads), 1, 4e9, "null", NULL,
     "a key read so many times since the observation began is hot, whatever its rate"},
    {.type = FIELD_END}};

const struct protection refresh_protection = {
    PROTECTION_TYPE(
        "refresh", "hot keys are fetched again in the background before they expire; the old value is served meanwhile",
        "queries for keys that nobody may read again; the old value until the new one is in",
        "Caffeine refreshAfterWrite, Ehcache refresh-ahead", fields, sizeof(struct params)),
    .needs_tier = true,
    .needs_ttl = true,
    .check = check,
    .state_bytes = state_bytes,
    .lead = lead,
    .touch = touch,
    .fill = fill,
    .reply = reply,
    .restart = restart,
};
