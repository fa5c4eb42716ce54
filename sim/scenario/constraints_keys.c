/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_keys.c: named keys and their ranks, and the exponent of the popularity law. */
#include "scenario/constraints_parts.h"

#include <math.h>
#include <string.h>

#include "base/zipf.h"
#include "scenario/quantity.h"
#include "theory/popularity.h"
#include "theory/stationary.h"

static void check_rank(struct reader *r, struct errors_place place, const struct config *c, uint64_t rank)
{
    if (reader_good_count(rank) && reader_good_count(c->keys.count) && rank > c->keys.count) {
        errors_add(r->errors, place, "expected a rank up to keys.count (%llu), got %llu",
                   (unsigned long long)c->keys.count, (unsigned long long)rank);
    }
}

void constraints_keys(struct reader *r, const cJSON *root, const struct config *c)
{
    const cJSON *names = tree_get(tree_get(root, "keys"), "names");
    for (size_t i = 0; i < c->keys.names_n; i++) {
        const struct config_key_name *name = &c->keys.names[i];
        check_rank(r, errors_at(tree_get(names, name->name)), c, name->rank);
    }
}

static const char *key_hint(struct reader *r, const struct config *c, const char *text)
{
    const char **names = arena_take(r->arena, c->keys.names_n * sizeof *names);
    for (size_t i = 0; i < c->keys.names_n; i++) {
        names[i] = c->keys.names[i].name;
    }
    return reader_hint(r, text, names, c->keys.names_n);
}

uint64_t constraints_rank_of(struct reader *r, struct errors_place place, const struct config *c, const char *text)
{
    if (text[0] == '#') {
        struct quantity q;
        if (quantity_parse(text + 1, &q) && q.kind == QUANTITY_PLAIN && q.value >= 1 && q.value == floor(q.value) &&
            q.value <= 4e9) {
            check_rank(r, place, c, (uint64_t)q.value);
            return (uint64_t)q.value;
        }
        errors_add(r->errors, place, "expected '#' and a rank from 1, got \"%s\"", tree_printable(r->arena, text, 40));
        return 0;
    }
    for (size_t i = 0; i < c->keys.names_n; i++) {
        if (strcmp(c->keys.names[i].name, text) == 0) {
            return c->keys.names[i].rank;
        }
    }
    errors_add(r->errors, place, "expected a name in keys.names or \"#\" and a rank, got \"%s\"%s",
               tree_printable(r->arena, text, 40), key_hint(r, c, text));
    return 0;
}

static const char *percent(struct reader *r, double share)
{
    char text[40];
    snprintf(text, sizeof text, "%.10g%%", 100 * share);
    return arena_copy(r->arena, text);
}

static void settle_top_share(struct reader *r, const cJSON *root, struct config *c)
{
    struct config_popularity *p = &c->keys.popularity;
    struct errors_place place = constraints_at(r, root, "/keys/popularity/zipf/top_share");
    if (p->key_share * (double)c->keys.count < 1) {
        errors_add(r->errors, place, "%s of %llu keys is less than one key", percent(r, p->key_share),
                   (unsigned long long)c->keys.count);
    } else if (!zipf_solve_top_share(c->keys.count, p->key_share, p->read_share, &p->exponent)) {
        errors_add(r->errors, place, "no exponent from 0 to 10 gives %s of %llu keys %s of the reads",
                   percent(r, p->key_share), (unsigned long long)c->keys.count, percent(r, p->read_share));
    }
}

static void settle_unique(struct reader *r, const cJSON *root, struct config *c)
{
    struct config_popularity *p = &c->keys.popularity;
    struct errors_place place = constraints_at(r, root, "/keys/popularity/zipf/unique_per_second");
    double reads_per_s = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        reads_per_s += s->key_name == NULL ? s->sessions_per_s * (double)s->reads_per_session : 0;
    }
    if (!(reads_per_s >= 1)) {
        errors_add(r->errors, place,
                   "needs sources that read by popularity (without \"key\", not a burst), at least 1 read per second");
    } else if (!zipf_solve_distinct(c->keys.count, reads_per_s, p->unique_per_second, &p->exponent)) {
        errors_add(r->errors, place,
                   "no exponent from 0 to 10 makes %s of %s reads ask for different ones of %llu keys",
                   percent(r, p->unique_per_second), tree_number(reads_per_s).text, (unsigned long long)c->keys.count);
    }
}

static bool something_leaves(const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    return (c->cache.present && (c->cache.ttl_ns != TIME_NEVER || c->cache.capacity < c->keys.count)) ||
           (!c->cache.present && l->present && (l->ttl_ns != TIME_NEVER || l->capacity < c->keys.count));
}

static void solve_hit_ratio(struct reader *r, const cJSON *root, struct config *c)
{
    struct config_popularity *p = &c->keys.popularity;
    struct errors_place place = constraints_at(r, root, "/keys/popularity/zipf/hit_ratio");
    if (!something_leaves(c)) {
        errors_add(r->errors, place, "needs a cache whose entries expire or are pushed out (\"ttl\", \"capacity\")");
    } else if (!(stationary_popular_reads_per_s(c) > 0)) {
        errors_add(r->errors, place, "needs sources that read by popularity (without \"key\", not a burst)");
    } else if (!popularity_exponent_of(c, p->hit_ratio, &p->exponent)) {
        errors_add(
            r->errors, place,
            "no exponent from 0 to %d gives a hit ratio of %s: with these caches it lies between %.3g%% and %.3g%%",
            POPULARITY_EXPONENT_MAX, percent(r, p->hit_ratio), 100 * popularity_hit_ratio(c, 0),
            100 * popularity_hit_ratio(c, POPULARITY_EXPONENT_MAX));
    }
}

/* Variants differ in their caches, not in what people read: the exponent is that of the first one, the system as it was
 * measured. */
static void settle_hit_ratio(struct reader *r, const cJSON *root, struct config *c, const struct config *first)
{
    struct config_popularity *p = &c->keys.popularity;
    const struct config_popularity *of_first = first == NULL ? NULL : &first->keys.popularity;
    if (of_first != NULL && of_first->kind == p->kind && !(of_first->hit_ratio < p->hit_ratio) &&
        !(of_first->hit_ratio > p->hit_ratio)) {
        p->exponent = of_first->exponent;
    } else {
        solve_hit_ratio(r, root, c);
    }
}

/* Only once everything it depends on is right. */
void constraints_popularity(struct reader *r, const cJSON *root, struct config *c, const struct config *first)
{
    const struct config_popularity *p = &c->keys.popularity;
    if (p->kind == POPULARITY_TOP_SHARE && reader_good_real(p->key_share) && reader_good_count(c->keys.count)) {
        settle_top_share(r, root, c);
    } else if (p->kind == POPULARITY_UNIQUE && errors_now(r->errors) == 0) {
        settle_unique(r, root, c);
    } else if (p->kind == POPULARITY_HIT_RATIO && errors_now(r->errors) == 0) {
        settle_hit_ratio(r, root, c, first);
    }
}
