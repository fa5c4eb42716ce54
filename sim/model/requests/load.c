/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c: two rates, integrated over time (see load.h). */
#include "model/requests/load.h"

#include <math.h>

#include "theory/capacity.h"

void load_init(struct load *l, const struct config_database *c)
{
    double usual_per_s = capacity_per_s(c);
    *l = (struct load){.config = c, .usual_per_s = usual_per_s, .capacity_per_s = usual_per_s};
}

/* Queries/s that n in service finish, where they share the database. */
static double throughput_per_s(const struct config_database *c, double n)
{
    double alone_per_s = (double)NS_PER_S / dist_mean_ns(&c->service);
    return alone_per_s * fmin(n, capacity_cores(c)) / capacity_interference(c->contention, c->coherency, n);
}

static void integrate(struct load *l, int64_t now_ns)
{
    double span_ns = (double)(now_ns - l->since_ns);
    l->capacity_area += isinf(l->capacity_per_s) ? 0 : l->capacity_per_s * span_ns;
    l->share_area += l->share * span_ns;
    l->since_ns = now_ns;
}

void load_note(struct load *l, int64_t now_ns, const struct load_now *now)
{
    const struct config_database *c = l->config;
    integrate(l, now_ns);
    double n = (double)now->busy, most_per_s = l->usual_per_s, does_per_s = 0;
    if (c->kind == DATABASE_CONNECTIONS && now->busy > 0 && isfinite(l->usual_per_s)) {
        does_per_s = throughput_per_s(c, n);
        bool falls = now->busy > 1 && does_per_s < throughput_per_s(c, n - 1);
        most_per_s = falls ? does_per_s : l->usual_per_s;
    }
    bool full = now->busy >= c->connections;
    l->share = now->refuses || now->busy == 0 ? 0 : now->hangs || full ? 1 : fmin(1, does_per_s / most_per_s);
    double slowed = c->kind == DATABASE_CONNECTIONS ? now->factor : 1;
    l->capacity_per_s = now->refuses || now->hangs ? 0 : most_per_s / slowed;
}

struct load_mean load_close(struct load *l, int64_t start_ns, int64_t end_ns)
{
    integrate(l, end_ns);
    double span_ns = (double)(end_ns - start_ns);
    bool unlimited = isinf(l->usual_per_s);
    struct load_mean mean = {.capacity_per_s = unlimited     ? INFINITY
                                               : span_ns > 0 ? l->capacity_area / span_ns
                                                             : l->capacity_per_s,
                             .share = span_ns > 0 ? l->share_area / span_ns : l->share};
    l->capacity_area = l->share_area = 0;
    return mean;
}
