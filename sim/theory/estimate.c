/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.c: the arithmetic of the envelope (see estimate.h). */
#include "theory/estimate.h"

#include <math.h>

#include "base/dist.h"
#include "base/ensure.h"
#include "base/units.h"
#include "base/zipf.h"
#include "model/protection.h"
#include "theory/empty_cache.h"
#include "theory/formulas.h"
#include "theory/stationary.h"

double estimate_loss_factor(double hit_ratio)
{
    return 1 / (1 - hit_ratio);
}

double estimate_node_loss_factor(double hit_ratio, double nodes_n)
{
    ensure(nodes_n >= 1);
    return 1 + hit_ratio / (nodes_n * (1 - hit_ratio));
}

double estimate_rule_per_s(double reads_per_s)
{
    ensure(!(reads_per_s < 0));
    return EMPTY_CACHE_RULE_SHARE * reads_per_s;
}

/* When warming up has brought the load below the capacity, s; NAN if not within a year. */
static double warm_enough_s(const struct config *c, double reads_per_s, double capacity)
{
    double low = 1e-3, high = 365 * 86400.0;
    if (reads_per_s * (1 - stationary_warmup_hit_ratio(c, high)) > capacity) {
        return (double)NAN;
    }
    while (high / low > 1.001) {
        double middle = sqrt(low * high);
        if (reads_per_s * (1 - stationary_warmup_hit_ratio(c, middle)) > capacity) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

double estimate_below_capacity_s(const struct config *c, double reads_per_s, double capacity_per_s)
{
    return fmax(warm_enough_s(c, reads_per_s, capacity_per_s), stationary_fetch_s(c));
}

struct estimate_herd estimate_herd_of(const struct config *c, double rate_per_s, double reads_n)
{
    double others = fmin(rate_per_s * stationary_fetch_s(c), reads_n - 1);
    return (struct estimate_herd){.alone = formulas_herd_constant(others),
                                  .per_server = formulas_herd_per_server(others, (double)c->servers.count),
                                  .cluster = 1};
}

static struct estimate_preload preload_of(const struct config *c, const struct protection_preload *p)
{
    double capacity = stationary_capacity_per_s(c);
    double in_flight = (double)p->parallel / in_seconds(dist_mean_ns(&c->database.service));
    struct estimate_preload e = {.parallel = (double)p->parallel};
    e.load_per_s = fmin(fmin(p->rate_per_s, in_flight), capacity);
    e.limit = e.load_per_s >= capacity        ? PRELOAD_BY_CAPACITY
              : e.load_per_s >= p->rate_per_s ? PRELOAD_BY_RATE
                                              : PRELOAD_BY_PARALLEL;
    uint64_t keys_n = p->keys_n < c->keys.count ? p->keys_n : c->keys.count;
    struct zipf_law law = zipf_law_of(c->keys.count, c->keys.popularity.exponent);
    e.keys = (double)keys_n;
    ensure(e.load_per_s > 0 && p->parallel > 0);
    e.takes_s = e.keys / e.load_per_s;
    e.hit_ratio = zipf_top_share(&law, keys_n);
    return e;
}

bool estimate_preload(const struct config *c, struct estimate_preload *out)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct protection *kind = c->protections[i].kind;
        if (kind->preload != NULL) {
            struct protection_preload p = kind->preload(c->protections[i].params);
            *out = preload_of(c, &p);
            return true;
        }
    }
    return false;
}

double estimate_attempts(const struct config_source *s)
{
    double n = (double)s->retry.attempts;
    if (n <= 1) {
        return 1;
    }
    if (isnan(s->retry.budget)) {
        return formulas_attempts(1, n);
    }
    return fmin(n, 1 + s->retry.budget + s->retry.budget_floor_per_s / fmax(s->sessions_per_s, 1e-9));
}

double estimate_mean_attempts(const struct config *c)
{
    double reads = 0, attempts = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        double rate = s->sessions_per_s * (double)s->reads_per_session;
        reads += rate;
        attempts += rate * estimate_attempts(s);
    }
    return reads > 0 ? attempts / reads : 1;
}

double estimate_client_attempts(const struct config *c)
{
    return c->database.kind == DATABASE_THROUGHPUT ? (double)c->database.client_attempts : 1;
}
