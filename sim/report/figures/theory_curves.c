/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figures/theory_curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/protection.h"
#include "report/cold_start.h"
#include "report/files/json.h"
#include "theory/stationary.h"

enum { ROWS_MAX = 400 }; /* of theory.csv, about: the curves are smooth */

#define BUSY_AT_MOST 0.8 /* share of the database's capacity at which a query nearly always finds a connection free */

static double seconds(int64_t ns)
{
    return (double)ns / (double)NS_PER_S;
}

/* Protections that only decide who fetches leave the hit ratio alone. */
static bool only_coalesces(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        if (strcmp(c->protections[i].kind->name, "coalescing") != 0) {
            return false;
        }
    }
    return true;
}

static bool traffic_is_steady(const struct config *c)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].rate_kind == SOURCE_BURST || c->sources[i].shape_n > 0) {
            return false;
        }
    }
    return true;
}

/* Nothing happens, or the cache is emptied once, at cold_start_begins_s(). */
static bool empties_once_at_most(const struct config *c)
{
    bool cold = c->cache.start == CACHE_START_COLD;
    return c->events_n == 0 || (c->events_n == 1 && !cold && !isnan(cold_start_begins_s(c)));
}

static bool hit_ratio_applies(const struct config *c)
{
    return c->cache.present && !c->servers.local.present && c->cache.capacity >= c->keys.count &&
           c->cache.start != CACHE_START_PREWARMED && only_coalesces(c) && traffic_is_steady(c) &&
           empties_once_at_most(c);
}

double theory_curves_hit_ratio(const struct config *c, double at_s)
{
    if (!hit_ratio_applies(c)) {
        return (double)NAN;
    }
    double since_s = at_s - cold_start_begins_s(c);
    bool nothing_expires = c->cache.ttl_ns == TIME_NEVER || since_s <= seconds(c->cache.ttl_ns);
    return since_s >= 0 && nothing_expires ? stationary_warmup_hit_ratio(c, since_s) : stationary_hit_ratio(c);
}

/* The hottest of the sources that ask for one key, steadily; NULL if there is none. */
static const struct config_source *hottest(const struct config *c)
{
    const struct config_source *most = NULL;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        bool steady = s->rate_kind != SOURCE_BURST && s->shape_n == 0 && s->key_rank != 0 && s->reads_per_session == 1;
        if (steady && (most == NULL || s->sessions_per_s > most->sessions_per_s)) {
            most = s;
        }
    }
    return most;
}

/* 1: nothing coalesces; the number of servers: each does; NAN: something else has a say. */
static double coalescers(const struct config *c)
{
    double n = 1;
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct protection *kind = c->protections[i].kind;
        if (strcmp(kind->name, "coalescing") == 0 && kind->chosen != NULL && strcmp(kind->chosen, "server") == 0) {
            n = (double)c->servers.count;
        } else if (strcmp(kind->name, "jitter") != 0) {
            return (double)NAN;
        }
    }
    return n;
}

/* Queries/s of the long run, herds left out. */
static double usual_per_s(const struct config *c)
{
    return stationary_reads_per_s(c, 0) * cold_start_missed(stationary_hit_ratio(c));
}

/* Keys expire, one by one, and a query is served at once and takes a constant time. */
static bool herd_applies(const struct config *c)
{
    const struct config_database *d = &c->database;
    return c->cache.present && !c->servers.local.present && c->cache.capacity >= c->keys.count &&
           c->cache.ttl_ns != TIME_NEVER && d->kind == DATABASE_CONNECTIONS && d->service.kind == DIST_CONSTANT &&
           d->cores == COUNT_UNLIMITED && d->contention <= 0 && d->coherency <= 0 &&
           usual_per_s(c) < BUSY_AT_MOST * stationary_capacity_per_s(c);
}

double theory_curves_herd(const struct config *c)
{
    const struct config_source *s = hottest(c);
    if (s == NULL || !herd_applies(c)) {
        return (double)NAN;
    }
    double n = coalescers(c), reads = stationary_key_rate_per_s(c, s->key_rank) * stationary_fetch_s(c);
    return n > 1 ? 1 - (n - 1) * expm1(-reads / n) : n + reads; /* of NAN, NAN */
}

double theory_curves_herd_per_s(const struct config *c)
{
    return usual_per_s(c) + theory_curves_herd(c) / seconds(c->run.window_ns);
}

bool theory_curves_print(FILE *out, const void *results)
{
    const struct results *r = results;
    const struct config *c = r->config;
    double herd = theory_curves_herd(c), per_s = theory_curves_herd_per_s(c);
    size_t step = r->windows_n / ROWS_MAX + 1;
    fputs("time,cache.hit_ratio,herd.queries,herd.db.queries\n", out);
    for (size_t i = 0; i < r->windows_n; i += step) {
        const struct window *w = &r->windows[i];
        csv_print_number(out, seconds(w->start_ns));
        fputc(',', out);
        csv_print_number(out, theory_curves_hit_ratio(c, seconds(w->start_ns + (w->end_ns - w->start_ns) / 2)));
        fputc(',', out);
        csv_print_number(out, herd);
        fputc(',', out);
        csv_print_number(out, per_s);
        fputc('\n', out);
    }
    return true;
}

bool theory_curves_take(struct theory_curves *t, const struct csv *csv)
{
    size_t n = csv->rows_n - 1, hits = csv_column(csv, "cache.hit_ratio");
    *t = (struct theory_curves){.herd = csv_number(csv, 1, csv_column(csv, "herd.queries")),
                                .herd_per_s = csv_number(csv, 1, csv_column(csv, "herd.db.queries"))};
    t->value = calloc(n + 1, 2 * sizeof *t->value);
    if (t->value == NULL) {
        return false;
    }
    for (size_t row = 1; row <= n; row++) {
        double ratio = csv_number(csv, row, hits);
        if (!isnan(ratio)) {
            t->value[2 * t->rows_n] = csv_number(csv, row, csv_column(csv, "time"));
            t->value[2 * t->rows_n + 1] = ratio;
            t->rows_n++;
        }
    }
    return true;
}

void theory_curves_free(struct theory_curves *t)
{
    free(t->value);
    t->value = NULL;
}

bool theory_curves_same(const struct theory_curves *a, const struct theory_curves *b)
{
    return a->rows_n == b->rows_n && memcmp(a->value, b->value, 2 * a->rows_n * sizeof *a->value) == 0;
}

bool theory_curves_draw(FILE *out, const void *truth)
{
    const struct theory_curves *t = truth;
    fputs("# time_s hit_ratio, by theory\n", out);
    for (size_t row = 0; row < t->rows_n; row++) {
        fprintf(out, "%s %s\n", json_number(t->value[2 * row]).s, json_number(t->value[2 * row + 1]).s);
    }
    return true;
}
