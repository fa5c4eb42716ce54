/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shelf.c: a handful of places, searched one by one, the oldest given up (see shelf.h). */
#include "base/shelf.h"

#include <string.h>

/* Equal to the bit, so that a sampler never stands in for one that merely resembles it. */
static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_spec(const struct dist_spec *a, const struct dist_spec *b)
{
    if (a->kind != b->kind || !same_number(a->a, b->a) || !same_number(a->b, b->b)) {
        return false;
    }
    if (a->kind != DIST_QUANTILES) {
        return true;
    }
    return a->quantiles_n == b->quantiles_n &&
           memcmp(a->quantile, b->quantile, a->quantiles_n * sizeof a->quantile[0]) == 0;
}

const struct dist *shelf_dist(struct shelf *s, const struct dist_spec *spec)
{
    struct shelf_dist *oldest = &s->dist[0];
    s->clock++;
    for (size_t i = 0; i < SHELF_DISTS; i++) {
        struct shelf_dist *d = &s->dist[i];
        if (d->sampler != NULL && same_spec(&d->spec, spec)) {
            d->used = s->clock;
            return d->sampler;
        }
        oldest = d->used < oldest->used ? d : oldest;
    }
    dist_free(oldest->sampler);
    *oldest = (struct shelf_dist){.spec = *spec, .sampler = dist_new(spec), .used = s->clock};
    return oldest->sampler;
}

const struct zipf *shelf_zipf(struct shelf *s, const struct zipf_law *law)
{
    struct shelf_zipf *oldest = &s->zipf[0];
    s->clock++;
    for (size_t i = 0; i < SHELF_ZIPFS; i++) {
        struct shelf_zipf *z = &s->zipf[i];
        if (z->sampler != NULL && z->law.n == law->n && same_number(z->law.exponent, law->exponent) &&
            same_number(z->law.total, law->total)) {
            z->used = s->clock;
            return z->sampler;
        }
        oldest = z->used < oldest->used ? z : oldest;
    }
    zipf_free(oldest->sampler);
    *oldest = (struct shelf_zipf){.law = *law, .sampler = zipf_new(law), .used = s->clock};
    return oldest->sampler;
}

void shelf_clear(struct shelf *s)
{
    for (size_t i = 0; i < SHELF_DISTS; i++) {
        dist_free(s->dist[i].sampler);
    }
    for (size_t i = 0; i < SHELF_ZIPFS; i++) {
        zipf_free(s->zipf[i].sampler);
    }
    *s = (struct shelf){0};
}
