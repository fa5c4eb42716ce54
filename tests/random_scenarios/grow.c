/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grow.c: a walk down the tables, and a random value at its end (see grow.h). */
#include "grow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/rng.h"
#include "model/engine/sim.h"
#include "protections/registry.h"
#include "scenario/schema_tables.h"
#include "theory/rate.h"

enum {
    STEPS_LEAST = 10,
    STEPS_MORE = 190,
    READS_MOST = 20000,
    KEYS_MOST = 20000,
    WINDOWS_MOST = 2000,
    POLLS_MOST = 500
};

struct growth {
    struct rng r;
    cJSON *root;
    unsigned sources_n;
};

static uint64_t pick(struct growth *g, uint64_t n)
{
    return rng_next(&g->r) % n;
}

static bool chance(struct growth *g, double p)
{
    return rng_uniform(&g->r) < p;
}

/* Between two positive bounds, every order of magnitude as likely as the others. */
static double log_uniform(struct growth *g, double low, double high)
{
    return low * exp(rng_uniform(&g->r) * log(high / low));
}

static cJSON *text_of_ns(double ns)
{
    char text[40];
    snprintf(text, sizeof text, "%.0fns", ns);
    return cJSON_CreateString(text);
}

/* Mostly of the order of the run, sometimes round, sometimes at the ends of what is allowed. */
static cJSON *some_duration(struct growth *g, const struct field *f)
{
    static const double round_ns[] = {0, 1, 1e3, 1e6, 1e7, 1e8, 5e8, 1e9, 2e9};
    double least = f != NULL ? f->min : 0, most = f != NULL ? f->max : 1e9, ns = log_uniform(g, 1e3, 5e9);
    if (chance(g, 0.3)) {
        ns = round_ns[pick(g, sizeof round_ns / sizeof round_ns[0])];
    } else if (chance(g, 0.05)) {
        ns = chance(g, 0.5) ? least : most;
    }
    return text_of_ns(fmin(fmax(floor(ns), least), most));
}

static cJSON *some_number(struct growth *g, double least, double most)
{
    double x = log_uniform(g, fmax(least, 1e-3), fmax(fmin(most, 1e4), 2e-3));
    if (chance(g, 0.15)) {
        x = chance(g, 0.5) ? least : fmin(most, 1e9);
    }
    return cJSON_CreateNumber(fmin(fmax(x, least), most));
}

static cJSON *some_count(struct growth *g, double least, double most)
{
    double n = floor(log_uniform(g, fmax(least, 1), fmax(fmin(most, 3e4), 2)));
    n = chance(g, 0.1) ? least : chance(g, 0.02) ? fmin(most, 1e15) : chance(g, 0.3) ? floor(n / 100) + 1 : n;
    return cJSON_CreateNumber(fmin(fmax(n, least), most));
}

static cJSON *some_distribution(struct growth *g)
{
    cJSON *out = cJSON_CreateObject(), *in = NULL;
    char text[80];
    double a = floor(log_uniform(g, 10, 2e8)), b = floor(a * (1 + 4 * rng_uniform(&g->r)));
    switch (pick(g, 8)) {
    case 0:
        cJSON_AddItemToObject(out, "exponential", text_of_ns(a));
        return out;
    case 1:
        in = cJSON_AddObjectToObject(out, "lognormal");
        cJSON_AddItemToObject(in, "p50", text_of_ns(a));
        cJSON_AddItemToObject(in, "p99", text_of_ns(b));
        return out;
    case 2:
        in = cJSON_AddObjectToObject(out, "lognormal");
        cJSON_AddItemToObject(in, "mean", text_of_ns(a));
        cJSON_AddNumberToObject(in, "cv", 3 * rng_uniform(&g->r));
        return out;
    case 3:
        in = cJSON_AddArrayToObject(out, "uniform");
        cJSON_AddItemToArray(in, text_of_ns(a));
        cJSON_AddItemToArray(in, text_of_ns(b));
        return out;
    case 4:
        in = cJSON_AddObjectToObject(out, "erlang");
        cJSON_AddItemToObject(in, "mean", text_of_ns(a));
        cJSON_AddNumberToObject(in, "k", 1 + (double)pick(g, 20));
        return out;
    case 5:
        in = cJSON_AddObjectToObject(out, "pareto");
        cJSON_AddItemToObject(in, "min", text_of_ns(a));
        cJSON_AddNumberToObject(in, "alpha", 1.1 + 4 * rng_uniform(&g->r));
        return out;
    case 6:
        snprintf(text, sizeof text, "[[0.5, \"%.0fns\"], [1, \"%.0fns\"]]", a, b);
        cJSON_AddItemToObject(out, "quantiles", cJSON_Parse(text));
        return out;
    default:
        cJSON_Delete(out);
        return chance(g, 0.3) ? cJSON_CreateString("0s") : some_duration(g, NULL);
    }
}

static cJSON *some_text(struct growth *g, const struct field *f)
{
    char text[24] = "x";
    if (strcmp(f->name, "key") == 0) {
        snprintf(text, sizeof text, "#%u", 1 + (unsigned)pick(g, chance(g, 0.5) ? 3 : 200));
    } else if (strcmp(f->name, "source") == 0) {
        snprintf(text, sizeof text, "s%u", (unsigned)pick(g, g->sources_n));
    } else if (strcmp(f->name, "name") == 0) {
        snprintf(text, sizeof text, "s%u", g->sources_n++);
    }
    return cJSON_CreateString(text);
}

static cJSON *some_value(struct growth *g, const struct field *f)
{
    if (f->fallback != NULL && strcmp(f->fallback, "null") == 0 && chance(g, 0.15)) {
        return cJSON_CreateNull();
    }
    size_t choices_n = 0;
    switch (f->type) {
    case FIELD_DURATION:
        return some_duration(g, f);
    case FIELD_RATE:
    case FIELD_NUMBER:
        return some_number(g, f->min, f->max);
    case FIELD_COUNT:
        if (strcmp(f->name, "node") == 0) {
            return cJSON_CreateNumber((double)pick(g, 4));
        }
        return some_count(g, f->min, f->max);
    case FIELD_RATIO:
        return cJSON_CreateNumber(chance(g, 0.1) ? f->min : f->min + (fmin(f->max, 1) - f->min) * rng_uniform(&g->r));
    case FIELD_BOOL:
        return cJSON_CreateBool(chance(g, 0.5));
    case FIELD_ENUM:
        while (f->choices[choices_n] != NULL) {
            choices_n++;
        }
        return cJSON_CreateString(f->choices[pick(g, choices_n)]);
    case FIELD_STRING:
        return some_text(g, f);
    case FIELD_DIST:
    case FIELD_END:
        break;
    }
    return some_distribution(g);
}

static void put(cJSON *object, const char *name, cJSON *value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    cJSON_AddItemToObject(object, name, value);
}

static size_t fields_of(const struct field *fields)
{
    size_t n = 0;
    while (fields != NULL && fields[n].type != FIELD_END) {
        n++;
    }
    return n;
}

/* What an object cannot do without, and one of the members of which there must be one. */
static void put_required(struct growth *g, cJSON *object, const struct field *fields, const char *const *one_of)
{
    for (size_t i = 0, n = fields_of(fields); i < n; i++) {
        if (fields[i].fallback == NULL && cJSON_GetObjectItemCaseSensitive(object, fields[i].name) == NULL) {
            put(object, fields[i].name, some_value(g, &fields[i]));
        }
    }
    size_t n = 0;
    while (one_of != NULL && one_of[n] != NULL) {
        n++;
    }
    const struct field *one = n == 0 ? NULL : schema_field(fields, one_of[pick(g, n)]);
    if (one != NULL) {
        put(object, one->name, some_value(g, one));
    }
}

/* One of the kinds that an object may be of, in place of what it was; or another value of a field of the kind it is of. */
static void change_kind(struct growth *g, cJSON *object, const struct schema_kinds *kinds)
{
    const struct field_kind *kind = schema_kind_of(kinds, object);
    if (kind == NULL || chance(g, 0.2)) {
        kind = kinds->kind[pick(g, kinds->n)];
        while (object->child != NULL && kinds->chooser != NULL) {
            cJSON_Delete(cJSON_DetachItemViaPointer(object, object->child));
        }
        if (kinds->chooser != NULL && kind->value != NULL) {
            put(object, kinds->chooser, cJSON_CreateString(kind->value));
        }
        put_required(g, object, kind->fields, kind->one_of);
    }
    size_t n = fields_of(kind->fields);
    bool all = chance(g, 0.4); /* some mean nothing without each other */
    for (size_t i = 0; all && i < n; i++) {
        if (cJSON_GetObjectItemCaseSensitive(object, kind->fields[i].name) == NULL && kind->one_of == NULL) {
            put(object, kind->fields[i].name, some_value(g, &kind->fields[i]));
        }
    }
    for (uint64_t more = pick(g, 4); !all && n > 0 && more > 0; more--) {
        const struct field *f = &kind->fields[pick(g, n)];
        put(object, f->name, some_value(g, f));
    }
}

static void change_protections(struct growth *g, cJSON *protections)
{
    const char *name = registry_protections[pick(g, registry_n)]->name;
    struct schema_kinds kinds;
    ensure(schema_protection(name, &kinds));
    cJSON *one = cJSON_GetObjectItemCaseSensitive(protections, name);
    if (chance(g, 0.05)) {
        put(protections, name, cJSON_CreateNull());
        return;
    }
    if (!cJSON_IsObject(one)) {
        cJSON_DeleteItemFromObjectCaseSensitive(protections, name);
        one = cJSON_AddObjectToObject(protections, name);
    }
    change_kind(g, one, &kinds);
}

static cJSON *some_choice(struct growth *g, const char *name)
{
    char text[80];
    double u = rng_uniform(&g->r);
    static const char *const popularities[] = {"\"uniform\"", "{\"zipf\": %.3f}",
                                               "{\"zipf\": {\"top_share\": [0.1, %.3f]}}",
                                               "{\"zipf\": {\"unique_per_second\": %.3f}}"};
    static const char *const starts[] = {"\"cold\"", "\"warm\"", "\"warm\"", "{\"prewarmed\": %.0f}"};
    bool start = strcmp(name, "start") == 0;
    const char *form = (start ? starts : popularities)[pick(g, 4)];
    double x = start ? 1 + floor(300 * u) : strstr(form, "top") != NULL ? 0.15 + 0.8 * u : 0.05 + u;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, form, x);
#pragma GCC diagnostic pop
    return cJSON_Parse(text);
}

static void change_object(struct growth *g, cJSON *object, const struct schema_object *shape);

static cJSON *object_at(cJSON *owner, const char *name)
{
    cJSON *there = cJSON_GetObjectItemCaseSensitive(owner, name);
    if (cJSON_IsObject(there)) {
        return there;
    }
    cJSON_DeleteItemFromObjectCaseSensitive(owner, name);
    return cJSON_AddObjectToObject(owner, name);
}

static void change_list(struct growth *g, cJSON *owner, const struct schema_child *child)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(owner, child->name);
    if (list == NULL) {
        list = cJSON_AddArrayToObject(owner, child->name);
    }
    int n = cJSON_GetArraySize(list);
    if (n > 0 && chance(g, 0.5)) {
        change_object(g, cJSON_GetArrayItem(list, (int)pick(g, (uint64_t)n)), child->object);
        return;
    }
    if (n > 1 && chance(g, 0.1)) {
        cJSON_DeleteItemFromArray(list, (int)pick(g, (uint64_t)n));
        return;
    }
    cJSON *one = cJSON_CreateObject();
    cJSON_AddItemToArray(list, one);
    if (child->object->kinds != NULL) {
        change_kind(g, one, child->object->kinds);
    }
    put_required(g, one, child->object->fields, child->object->kinds == NULL ? child->object->one_of : NULL);
    if (strcmp(child->name, "traffic") == 0) {
        put(one, "sessions_per_second", cJSON_CreateNumber(floor(log_uniform(g, 1, 1000))));
    }
}

static void change_child(struct growth *g, cJSON *owner, const struct schema_child *child)
{
    switch (child->form) {
    case SCHEMA_OBJECT:
        if (strcmp(child->type, "object or null") == 0 && chance(g, 0.05)) {
            put(owner, child->name, cJSON_CreateNull());
        } else if (cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(owner, child->name))) {
            change_object(g, object_at(owner, child->name), child->object);
        } else {
            put_required(g, object_at(owner, child->name), child->object->fields, child->object->one_of);
        }
        return;
    case SCHEMA_LIST:
        change_list(g, owner, child);
        return;
    case SCHEMA_MAP:
        cJSON_DeleteItemFromObjectCaseSensitive(object_at(owner, child->name), "k");
        cJSON_AddNumberToObject(object_at(owner, child->name), "k", 1 + (double)pick(g, 100));
        return;
    case SCHEMA_CHOICE:
        put(owner, child->name, some_choice(g, child->name));
        return;
    case SCHEMA_PROTECTIONS:
        change_protections(g, object_at(owner, child->name));
        return;
    }
}

/* Members that say nothing about a run, or that tell several runs apart. */
static bool is_left_alone(const struct schema_object *shape, const char *name)
{
    static const char *const names[] = {"version", "name", "title", "about", "extends", "variants", "expect"};
    for (size_t i = 0; shape == &schema_tables_root && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void change_object(struct growth *g, cJSON *object, const struct schema_object *shape)
{
    size_t fields_n = fields_of(shape->fields), children_n = 0, kinds_n = shape->kinds != NULL ? 3 : 0;
    while (shape->children != NULL && shape->children[children_n].name != NULL) {
        children_n++;
    }
    uint64_t at = pick(g, fields_n + children_n + kinds_n);
    if (at >= fields_n + children_n) {
        change_kind(g, object, shape->kinds);
        put_required(g, object, shape->fields, NULL);
        return;
    }
    const struct field *f = at < fields_n ? &shape->fields[at] : NULL;
    const struct schema_child *child = f == NULL ? &shape->children[at - fields_n] : NULL;
    const char *name = f != NULL ? f->name : child->name;
    bool judges = strcmp(name, "slo") == 0 || strcmp(name, "signals") == 0; /* changes nothing of what happens */
    if (is_left_alone(shape, name) || (judges && chance(g, 0.8))) {
        return;
    }
    if (f != NULL && strcmp(f->name, "name") != 0) {
        put(object, f->name, some_value(g, f));
    } else if (child != NULL) {
        change_child(g, object, child);
    }
}

struct scenario *grow_load(const char *text)
{
    char *said = NULL;
    size_t bytes = 0;
    bool unreadable = false;
    FILE *errors = open_memstream(&said, &bytes);
    ensure(errors != NULL);
    const struct scenario_options options = {.set_n = 0};
    struct scenario *s = scenario_load_text("random/scenario.json", text, strlen(text), &options, errors, &unreadable);
    fclose(errors);
    free(said);
    return s;
}

static double reads_of(const struct config *c, size_t i)
{
    const struct config_source *s = &c->sources[i];
    double sessions = (double)s->burst_sessions;
    struct rate rate;
    if (s->rate_kind != SOURCE_BURST) {
        ensure(rate_init(&rate, c, i));
        sessions = rate_cumulative(&rate, (double)c->run.duration_ns / (double)NS_PER_S);
        rate_release(&rate);
    }
    return sessions * (double)s->reads_per_session * (double)s->retry.attempts;
}

/* Waiting reads poll; so many of them for so long, and it takes long. */
static bool polls_much(const struct config *c)
{
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct config_protection *p = &c->protections[i];
        const struct field *poll = schema_field(p->kind->scenario.fields, "poll");
        int64_t poll_ns;
        if (poll != NULL) {
            memcpy(&poll_ns, (const char *)p->params + poll->offset, sizeof poll_ns);
            return c->run.duration_ns / poll_ns > POLLS_MOST;
        }
    }
    return false;
}

bool grow_is_small(const struct config *c)
{
    double reads = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        reads += reads_of(c, i);
    }
    bool partitions = c->database.kind == DATABASE_THROUGHPUT;
    return reads <= READS_MOST && c->keys.count <= KEYS_MOST && c->run.duration_ns / c->run.window_ns <= WINDOWS_MOST &&
           c->servers.count <= 1000 && (!c->cache.present || c->cache.nodes <= 100) &&
           (!partitions || (c->database.partitions <= 100000 && c->database.client_attempts <= 20)) && !polls_much(c) &&
           sim_memory_needed(c).total_bytes < (UINT64_C(1) << 27);
}

static bool is_good(const cJSON *root)
{
    char *text = cJSON_PrintUnformatted(root);
    struct scenario *s = grow_load(text);
    bool good = s != NULL;
    for (size_t i = 0; good && i < s->variants_n; i++) {
        good = grow_is_small(&s->variants[i]);
    }
    scenario_free(s);
    free(text);
    return good;
}

static cJSON *seedling(struct growth *g)
{
    cJSON *root = cJSON_Parse("{\"version\": 1, \"name\": \"random\", \"traffic\": [{\"name\": \"s0\"}]}");
    cJSON *run = cJSON_AddObjectToObject(root, "run"), *keys = cJSON_AddObjectToObject(root, "keys"),
          *cache = cJSON_AddObjectToObject(root, "cache"), *database = cJSON_AddObjectToObject(root, "database"),
          *source = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "traffic"), 0);
    put(run, "duration", text_of_ns(floor(log_uniform(g, 3e8, 5e9))));
    put(run, "window", text_of_ns(1e8));
    put(run, "seed", cJSON_CreateNumber((double)pick(g, 1000)));
    put(run, "max_sessions", cJSON_CreateNumber(5000));
    put(run, "max_reads", cJSON_CreateNumber(20000));
    put(keys, "count", cJSON_CreateNumber(floor(log_uniform(g, 1, 3000))));
    put(source, "sessions_per_second", cJSON_CreateNumber(floor(log_uniform(g, 20, 800))));
    put(source, "reads_per_session", cJSON_CreateNumber(1 + (double)pick(g, 4)));
    put(cache, "ttl", text_of_ns(floor(log_uniform(g, 1e7, 3e9))));
    put(cache, "nodes", cJSON_CreateNumber(1 + (double)pick(g, 4)));
    put(cache, "start", cJSON_CreateString(chance(g, 0.4) ? "warm" : "cold"));
    put(database, "service", text_of_ns(floor(log_uniform(g, 1e4, 3e7))));
    put(database, "connections", cJSON_CreateNumber(1 + (double)pick(g, 20)));
    g->sources_n = 1;
    return root;
}

cJSON *grow_scenario(uint64_t seed)
{
    struct growth g = {.r = rng_seed(seed, 1, 2)};
    g.root = seedling(&g);
    while (!is_good(g.root)) {
        cJSON_Delete(g.root);
        g.root = seedling(&g);
    }
    for (uint64_t step = STEPS_LEAST + pick(&g, STEPS_MORE); step > 0; step--) {
        struct growth before = {.root = cJSON_Duplicate(g.root, true), .sources_n = g.sources_n};
        change_object(&g, g.root, &schema_tables_root);
        if (is_good(g.root)) {
            cJSON_Delete(before.root);
        } else {
            cJSON_Delete(g.root);
            g.root = before.root;
            g.sources_n = before.sources_n;
        }
    }
    return g.root;
}
