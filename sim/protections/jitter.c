/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jitter.c: TTL jitter: an entry lives TTL x (1 + U), U uniform on [-spread, +spread].
 *
 * Entries that were filled together no longer expire together: K of them expire at K / (2 spread TTL) per
 * second at most in the first cycle. It does nothing for a single key.
 */
#include "base/ensure.h"
#include "protections/registry.h"

struct params {
    double spread;
};

static int64_t ttl(struct protection_instance *g, struct sim *sim, uint32_t key, uint64_t number, int64_t ttl_ns)
{
    ensure(ttl_ns > 0 && ttl_ns != TIME_NEVER);
    const struct params *p = g->params;
    struct rng draw = sim_rng_at(sim, g, number, key);
    double factor = 1 + p->spread * (2 * rng_uniform(&draw) - 1);
    ensure(factor >= 0 && factor <= 2); /* the tier's clock has room for twice the TTL */
    int64_t drawn_ns = (int64_t)((double)ttl_ns * factor);
    return drawn_ns > 1 ? drawn_ns : 1;
}

static const struct field fields[] = {{"spread", FIELD_RATIO, offsetof(struct params, spread), 0, 0.99, "\"10%\"", NULL,
                                       "a TTL is drawn uniformly from TTL x (1 - spread) to TTL x (1 + spread)"},
                                      {.type = FIELD_END}};

const struct protection jitter_protection = {
    PROTECTION_TYPE("jitter", "random TTLs, so that entries written together do not expire together",
                    "entries live shorter or longer than stated; more queries, by the spread",
                    "AWS and Redis guides; folk practice since memcached", fields, sizeof(struct params)),
    .herd = HERD_UNCHANGED,
    .needs_tier = true,
    .needs_ttl = true,
    .ttl = ttl,
};
