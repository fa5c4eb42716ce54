/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stale.c: values past their freshness, served rather than none (stale-while-revalidate, stale-if-error; RFC 5861).
 *
 * cache.ttl is then the soft time to live, after which a value should be fetched again; the hard one, after which it may
 * not be served, is longer by the larger of two windows.
 *   while_revalidate  a read that misses, and whose value expired no longer ago than this, gets it at once, and has the key
 *                     fetched again in the background. At most one such refresh per key is in flight in the whole cluster
 *                     (in reality a flag beside the entry). When one fails, the next read starts another, as in nginx
 *                     (proxy_cache_background_update) and Varnish (grace): there is no pause, the breaker is for that.
 *   if_error          a read about to fail for want of a value gets the one that expired no longer ago than this.
 *
 * What is served is the value that is in the cache when the miss is known or the fetch has failed. Somebody may have
 * written it anew since the read looked: then it is as good as any, and nothing is fetched.
 *
 * State: a bit per key, its refresh is in flight. A refresh of the protection `refresh` counts as one.
 */
#include "base/ensure.h"
#include "protections/registry.h"

struct params {
    int64_t while_revalidate_ns, if_error_ns; /* TIME_NEVER: not used */
};

/* Whether some protection turns fetches away before they are tried: such a read fails, and its entry stays. */
static bool turns_away(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        if (c->protections[i].kind->query != NULL) {
            return true;
        }
    }
    return false;
}

static const char *check(const void *params, const struct config *c, const char **field)
{
    const struct params *p = params;
    if (p->if_error_ns != TIME_NEVER && c->cache.on_db_error == CACHE_ERROR_DELETE && !turns_away(c)) {
        *field = "if_error";
        return "means nothing with cache.on_db_error \"delete\": the error deletes the value that would be served";
    }
    if (p->while_revalidate_ns == TIME_NEVER && p->if_error_ns == TIME_NEVER) {
        *field = NULL;
        return "while_revalidate or if_error, to tell when an expired value is served";
    }
    return NULL;
}

static size_t state_bytes(const void *params, const struct config *c)
{
    (void)params;
    return (c->keys.count + 63) / 64 * sizeof(uint64_t);
}

static int64_t keeps(const void *params, const struct config *c)
{
    const struct params *p = params;
    int64_t revalidate_ns = p->while_revalidate_ns == TIME_NEVER ? 0 : p->while_revalidate_ns;
    int64_t error_ns = p->if_error_ns == TIME_NEVER ? 0 : p->if_error_ns;
    (void)c;
    return revalidate_ns > error_ns ? revalidate_ns : error_ns;
}

static bool in_flight(const struct protection_instance *g, uint32_t key)
{
    const uint64_t *bits = g->state;
    return (bits[key / 64] >> key % 64 & 1) != 0;
}

static void set_in_flight(struct protection_instance *g, uint32_t key, bool is)
{
    uint64_t *bits = g->state, bit = UINT64_C(1) << key % 64;
    bits[key / 64] = is ? bits[key / 64] | bit : bits[key / 64] & ~bit;
}

/* Whether the key has a value that may be served within this window; *fresh: it has not expired at all. */
static bool may_serve(const struct sim *sim, uint32_t key, int64_t window_ns, bool *fresh)
{
    int64_t expired_ns = 0;
    bool may = window_ns != TIME_NEVER && sim_expired(sim, key, &expired_ns) && expired_ns <= window_ns;
    ensure(expired_ns >= -1);
    *fresh = expired_ns < 0;
    return may;
}

static enum answer miss(struct protection_instance *g, struct sim *sim, read_slot read)
{
    const struct params *p = g->params;
    uint32_t key = sim_read_key(sim, read);
    bool fresh = false;
    if (!may_serve(sim, key, p->while_revalidate_ns, &fresh)) {
        return ANSWER_PASS;
    }
    if (!fresh && !in_flight(g, key)) {
        set_in_flight(g, key, true); /* its reply may come before sim_refresh returns */
        sim_refresh(sim, g, key, sim_read_server(sim, read), sim_read_number(sim, read));
    }
    return ANSWER_STALE;
}

static enum answer rescue(struct protection_instance *g, struct sim *sim, read_slot read)
{
    const struct params *p = g->params;
    bool fresh = false;
    if (!may_serve(sim, sim_read_key(sim, read), p->if_error_ns, &fresh)) {
        return ANSWER_PASS;
    }
    return ANSWER_STALE;
}

static void sent(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    (void)sim;
    if (fetch->kind == FETCH_REFRESH) {
        set_in_flight(g, fetch->key, true);
    }
}

static void reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    (void)sim;
    if (fetch->kind == FETCH_REFRESH) {
        set_in_flight(g, fetch->key, false);
    }
}

static const struct field fields[] = {
    {"while_revalidate", FIELD_DURATION, offsetof(struct params, while_revalidate_ns), 1, 1e18, "null", NULL,
     "for so long after it expired a value is served, while it is fetched again in the background; null: not at all"},
    {"if_error", FIELD_DURATION, offsetof(struct params, if_error_ns), 1, 1e18, "null", NULL,
     "for so long after it expired a value is served to a read that would fail; null: not at all"},
    {.type = FIELD_END}};

const struct protection stale_protection = {
    PROTECTION_TYPE("stale", "expired values are served while they are fetched again, or where fetching them fails",
                    "staleness; memory for a second deadline per key",
                    "nginx proxy_cache_use_stale, Varnish grace, RFC 5861", fields, sizeof(struct params)),
    .needs_tier = true,
    .needs_ttl = true,
    .check = check,
    .state_bytes = state_bytes,
    .keeps = keeps,
    .miss = miss,
    .rescue = rescue,
    .sent = sent,
    .reply = reply,
};
