#include "scenario/relations.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/zipf.h"
#include "protections/registry.h"
#include "scenario/quantity.h"

#define WINDOWS_MAX 1000000
#define POINTER_BYTES 300

/* Where the pointer leads, or as far as the file goes on the way there. */
static struct errors_place at(struct reader *r, const cJSON *root, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static struct errors_place at(struct reader *r, const cJSON *root, const char *format, ...)
{
    char pointer[POINTER_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(pointer, sizeof pointer, format, list);
    va_end(list);
    return errors_on_way(r->errors, root, pointer);
}

static const char *duration_text(struct reader *r, int64_t ns)
{
    return arena_copy(r->arena, quantity_duration((double)ns).text);
}

static void check_run(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_run *run = &c->run;
    if (!reader_good_ns(run->duration_ns) || !reader_good_ns(run->window_ns)) {
        return;
    }
    if (run->window_ns > run->duration_ns) {
        errors_add(r->errors, at(r, root, "/run/window"), "expected at most run.duration (%s), got %s%s",
                   duration_text(r, run->duration_ns), duration_text(r, run->window_ns),
                   tree_get(tree_get(root, "run"), "window") == NULL ? ", the default" : "");
    } else if (run->duration_ns / run->window_ns > WINDOWS_MAX) {
        errors_add(r->errors, at(r, root, "/run/window"),
                   "expected at most %d windows in run.duration (%s), got a window of %s", WINDOWS_MAX,
                   duration_text(r, run->duration_ns), duration_text(r, run->window_ns));
    }
}

static void check_rank(struct reader *r, struct errors_place place, const struct config *c, uint64_t rank)
{
    if (reader_good_count(rank) && reader_good_count(c->keys.count) && rank > c->keys.count) {
        errors_add(r->errors, place, "expected a rank up to keys.count (%llu), got %llu",
                   (unsigned long long)c->keys.count, (unsigned long long)rank);
    }
}

static void check_names(struct reader *r, const cJSON *root, const struct config *c)
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

/* The rank of a key that is given by name or as "#123"; 0 after reporting. */
static uint64_t rank_of(struct reader *r, struct errors_place place, const struct config *c, const char *text)
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

static void check_burst(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_source *s = &c->sources[i];
    if (s->rate_kind != SOURCE_BURST || !reader_good_ns(s->burst_at_ns) || !reader_good_ns(s->burst_over_ns) ||
        !reader_good_ns(c->run.duration_ns)) {
        return;
    }
    if (s->burst_at_ns >= c->run.duration_ns) {
        errors_add(r->errors, at(r, root, "/traffic/%zu/burst/at", i),
                   "expected an instant before the end of the run (%s), got %s", duration_text(r, c->run.duration_ns),
                   duration_text(r, s->burst_at_ns));
    } else if (s->burst_at_ns + s->burst_over_ns > c->run.duration_ns) {
        errors_add(r->errors, at(r, root, "/traffic/%zu/burst/over", i),
                   "the burst would end at %s, after the end of the run (%s)",
                   duration_text(r, s->burst_at_ns + s->burst_over_ns), duration_text(r, c->run.duration_ns));
    }
}

static void settle_source(struct reader *r, const cJSON *root, struct config *c, size_t i)
{
    struct config_source *s = &c->sources[i];
    for (size_t j = 0; s->name != NULL && j < i; j++) {
        if (c->sources[j].name != NULL && strcmp(c->sources[j].name, s->name) == 0) {
            errors_add(r->errors, at(r, root, "/traffic/%zu/name", i), "two sources are named \"%s\"", s->name);
            break;
        }
    }
    if (s->key_name != NULL) {
        s->key_rank = rank_of(r, at(r, root, "/traffic/%zu/key", i), c, s->key_name);
    }
    if (reader_good_count(s->reads_per_session) && reader_good_count(c->run.max_reads) &&
        s->reads_per_session > c->run.max_reads) {
        errors_add(r->errors, at(r, root, "/traffic/%zu/reads_per_session", i),
                   "expected at most run.max_reads (%llu), got %llu", (unsigned long long)c->run.max_reads,
                   (unsigned long long)s->reads_per_session);
    }
    check_burst(r, root, c, i);
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
    struct errors_place place = at(r, root, "/keys/popularity/zipf/top_share");
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
    struct errors_place place = at(r, root, "/keys/popularity/zipf/unique_per_second");
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

/* Only once everything it depends on is right. */
static void settle_popularity(struct reader *r, const cJSON *root, struct config *c)
{
    const struct config_popularity *p = &c->keys.popularity;
    if (p->kind == POPULARITY_TOP_SHARE && reader_good_real(p->key_share) && reader_good_count(c->keys.count)) {
        settle_top_share(r, root, c);
    } else if (p->kind == POPULARITY_UNIQUE && errors_now(r->errors) == 0) {
        settle_unique(r, root, c);
    }
}

static void check_cache(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_cache *cache = &c->cache;
    if (!cache->present) {
        return;
    }
    if (reader_good_count(cache->capacity) && reader_good_count(cache->nodes) && cache->nodes > cache->capacity) {
        errors_add(r->errors, at(r, root, "/cache/nodes"), "expected at most cache.capacity (%llu), got %llu",
                   (unsigned long long)cache->capacity, (unsigned long long)cache->nodes);
    }
    if (cache->start != CACHE_START_PREWARMED || !reader_good_count(cache->prewarmed)) {
        return;
    }
    if (reader_good_count(c->keys.count) && cache->prewarmed > c->keys.count) {
        errors_add(r->errors, at(r, root, "/cache/start/prewarmed"), "expected at most keys.count (%llu), got %llu",
                   (unsigned long long)c->keys.count, (unsigned long long)cache->prewarmed);
    }
    if (reader_good_count(cache->capacity) && cache->prewarmed > cache->capacity) {
        errors_add(r->errors, at(r, root, "/cache/start/prewarmed"), "expected at most cache.capacity (%llu), got %llu",
                   (unsigned long long)cache->capacity, (unsigned long long)cache->prewarmed);
    }
}

static const struct config_source *source_named(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].name != NULL && strcmp(c->sources[i].name, name) == 0) {
            return &c->sources[i];
        }
    }
    return NULL;
}

static void check_traffic_event(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_event *e = &c->events[i];
    if (e->source != NULL) {
        const struct config_source *s = source_named(c, e->source);
        const char **names = arena_take(r->arena, c->sources_n * sizeof *names);
        size_t n = 0;
        for (size_t j = 0; j < c->sources_n; j++) {
            names[n] = c->sources[j].name;
            n += names[n] != NULL;
        }
        if (s == NULL) {
            errors_add(r->errors, at(r, root, "/events/%zu/source", i),
                       "expected the name of a source of traffic, got \"%s\"%s",
                       tree_printable(r->arena, e->source, 40), reader_hint(r, e->source, names, n));
        } else if (s->rate_kind == SOURCE_BURST) {
            errors_add(r->errors, at(r, root, "/events/%zu/source", i), "\"%s\" is a burst: it has no rate to change",
                       e->source);
        }
        return;
    }
    for (size_t j = 0; j < c->sources_n; j++) {
        if (c->sources[j].rate_kind != SOURCE_BURST) {
            return;
        }
    }
    errors_add(r->errors, at(r, root, "/events/%zu", i), "no source has a rate to change: all are bursts");
}

static void settle_event(struct reader *r, const cJSON *root, struct config *c, size_t i)
{
    struct config_event *e = &c->events[i];
    if (reader_good_ns(e->at_ns) && reader_good_ns(c->run.duration_ns) && e->at_ns >= c->run.duration_ns) {
        errors_add(r->errors, at(r, root, "/events/%zu/at", i),
                   "expected an instant before the end of the run (%s), got %s", duration_text(r, c->run.duration_ns),
                   duration_text(r, e->at_ns));
    }
    switch (e->kind) {
    case EVENT_TRAFFIC:
        check_traffic_event(r, root, c, i);
        return;
    case EVENT_EXPIRE_KEY:
    case EVENT_LOCK_HOLDER_CRASH:
    case EVENT_NODE_LOSS:
    case EVENT_NODE_RETURN:
        if (e->key_name != NULL) {
            e->key_rank = rank_of(r, at(r, root, "/events/%zu/key", i), c, e->key_name);
        }
        break;
    case EVENT_CACHE_RESTART:
    case EVENT_EXPIRE_ALL:
    case EVENT_CUTOVER:
    case EVENT_INVALIDATE:
        break;
    case EVENT_DEPLOY:
    case EVENT_DB_SLOW:
    case EVENT_DB_DOWN:
        return;
    default: /* the kind was wrong and is reported */
        return;
    }
    if (!c->cache.present) {
        errors_add(r->errors, at(r, root, "/events/%zu/do", i), "means nothing without a cache (\"cache\" is null)");
    }
}

/* By time; those of the same instant in the order of the file. */
static void sort_events(struct config *c)
{
    for (size_t i = 1; i < c->events_n; i++) {
        struct config_event e = c->events[i];
        size_t j = i;
        for (; j > 0 && c->events[j - 1].at_ns > e.at_ns; j--) {
            c->events[j] = c->events[j - 1];
        }
        c->events[j] = e;
    }
}

static bool has_cutover(const struct config *c)
{
    for (size_t i = 0; i < c->events_n; i++) {
        if (c->events[i].kind == EVENT_CUTOVER) {
            return true;
        }
    }
    return false;
}

static void check_protection(struct reader *r, const cJSON *root, const struct config *c,
                             const struct config_protection *p)
{
    const struct protection *kind = p->kind;
    struct errors_place place = at(r, root, "/protections/%s", kind->name);
    if ((kind->needs_tier && !c->cache.present) ||
        (kind->needs_cache && !c->cache.present && !c->servers.local.present)) {
        errors_add(r->errors, place, "means nothing without a cache (\"cache\" is null)");
        return;
    }
    if (kind->needs_ttl && c->cache.ttl_ns == TIME_NEVER) {
        errors_add(r->errors, place, "means nothing without cache.ttl: entries never expire");
        return;
    }
    if (kind->rebuild != NULL && !has_cutover(c)) {
        errors_add(r->errors, place, "means nothing without an event \"cutover\"");
        return;
    }
    const char *field = NULL;
    const char *why = kind->check != NULL && errors_now(r->errors) == 0 ? kind->check(p->params, c, &field) : NULL;
    if (why != NULL) {
        errors_add(r->errors, field == NULL ? place : at(r, root, "/protections/%s/%s", kind->name, field), "%s", why);
    }
}

void relations_settle(struct reader *r, const cJSON *root, struct draft *d)
{
    struct config *c = &d->config;
    check_run(r, root, c);
    check_names(r, root, c);
    for (size_t i = 0; i < c->sources_n; i++) {
        settle_source(r, root, c, i);
    }
    check_cache(r, root, c);
    for (size_t i = 0; i < c->events_n; i++) {
        settle_event(r, root, c, i);
    }
    for (size_t i = 0; i < c->protections_n; i++) {
        check_protection(r, root, c, &c->protections[i]);
    }
    settle_popularity(r, root, c);
    sort_events(c);
    c->slo.p99_s = d->slo.p99_ns == TIME_NEVER ? INFINITY : (double)d->slo.p99_ns / (double)NS_PER_S;
    c->slo.success = d->slo.success;
}
