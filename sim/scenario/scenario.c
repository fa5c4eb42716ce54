/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.c: text to tree, tree and patches to one tree a variant, each of these to a config (see scenario.h). */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "base/printable.h"
#include "scenario/advice.h"
#include "scenario/constraints.h"
#include "scenario/document.h"
#include "scenario/expectations.h"
#include "scenario/merge.h"
#include "scenario/overridden.h"
#include "scenario/raw.h"
#include "scenario/reader.h"
#include "scenario/resolve.h"
#include "scenario/schema_tables.h"

#define VARIANTS_MAX 60

/* A scenario on its way from text to configs. */
struct loading {
    struct scenario *scenario;
    struct tree_origins origins;
    struct errors errors;
    struct reader reader;
    cJSON *base, *variants, *expect, *advise, *study; /* the tree, taken apart; all but the base may be NULL */
    uint32_t take;                                    /* options of `advise` */
    bool complete;                                    /* nothing that the file extends is missing */
    struct overridden_set *sets;                      /* every --set */
    size_t sets_n;
    cJSON *patch[VARIANTS_MAX];
    const char *name[VARIANTS_MAX + 1]; /* by reading; [0] is the base */
    size_t variants_n;
};

static void check_patch(struct loading *l, const cJSON *patch, const char *what)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, patch)
    {
        for (const char *const *name = schema_tables_not_in_variants; *name != NULL; name++) {
            if (strcmp(member->string, *name) == 0) {
                errors_add(&l->errors, errors_at_key(member), "cannot stand in %s", what);
            }
        }
    }
}

static void find_variants(struct loading *l)
{
    const struct schema_child *schema = schema_child(&schema_tables_root, "variants");
    cJSON holder = {.type = cJSON_Object, .child = l->variants};
    size_t n = 0;
    const cJSON *node = reader_container(&l->reader, l->variants == NULL ? NULL : &holder, schema, &n);
    cJSON *patch = NULL;
    cJSON_ArrayForEach(patch, node)
    {
        if (cJSON_IsNull(patch)) {
            continue;
        }
        if (!cJSON_IsObject(patch)) {
            reader_expected(&l->reader, patch, "an object: a patch of the scenario");
            continue;
        }
        reader_check_variant_name(&l->reader, errors_at_key(patch), patch->string);
        check_patch(l, patch, "a variant");
        l->patch[l->variants_n++] = patch;
        l->name[l->variants_n] = arena_copy(l->origins.arena, patch->string);
    }
    for (size_t i = 1; i <= l->variants_n; i++) {
        l->errors.variants |= UINT64_C(1) << i;
    }
    l->name[0] = "base";
    l->errors.variant = l->name;
    l->errors.variants = l->variants_n == 0 ? 1 : l->errors.variants;
}

/* Where the patch patches a list, puts the list that came of it: so the resolved text shows what runs. */
static void show_lists(cJSON *patch, const cJSON *merged)
{
    for (const struct schema_child *c = schema_tables_root.children; c->name != NULL; c++) {
        const cJSON *list = tree_get(merged, c->name);
        if (c->form == SCHEMA_LIST && cJSON_IsObject(tree_get(patch, c->name)) && cJSON_IsArray(list)) {
            cJSON_ReplaceItemInObjectCaseSensitive(patch, c->name, arena_must(cJSON_Duplicate(list, true)));
        }
    }
}

/* Lays the changes of the options that are taken over the tree. */
static void take_options(struct loading *l, cJSON *tree)
{
    struct schema_at top = schema_tables_top();
    for (size_t i = 0; i < SCENARIO_OPTIONS_MAX; i++) {
        const cJSON *change = (l->take >> i & 1) != 0 ? advice_change(l->advise, i) : NULL;
        if (cJSON_IsObject(change)) {
            merge_patch(tree, change, &top, &l->errors);
        }
    }
}

/* The base with a patch (or NULL) laid over it, read and checked. `whole`: it is to be run, so that nothing
 * may be missing. `first`: the first variant; NULL for itself. */
static struct raw read_variant(struct loading *l, cJSON *patch, bool whole, const struct config *first)
{
    struct raw d = {0};
    cJSON *tree = arena_must(cJSON_Duplicate(l->base, true));
    if (patch != NULL) {
        struct schema_at top = schema_tables_top();
        merge_patch(tree, patch, &top, &l->errors);
        show_lists(patch, tree);
        overridden_find(l->scenario, &l->origins, l->sets, l->sets_n, l->name[l->errors.reading], l->base, tree);
    }
    take_options(l, tree);
    l->reader.partial = !whole || !l->complete;
    reader_object(&l->reader, tree, &schema_tables_root, &d);
    if (patch == NULL && d.name != NULL) {
        reader_check_name(&l->reader, errors_on_way(&l->errors, tree, "/name"), d.name);
    }
    if (whole && l->complete) {
        constraints_settle(&l->reader, tree, &d, first);
    }
    cJSON_Delete(tree);
    return d;
}

/* Finds what is wrong in an option, even where nobody takes it. */
static void check_options(struct loading *l)
{
    struct scenario *s = l->scenario;
    advice_read(&l->reader, l->advise, &s->advice);
    for (size_t i = 0; i < s->advice.options_n && l->take == 0; i++) {
        const cJSON *change = advice_change(l->advise, i);
        if (cJSON_IsObject(change)) {
            check_patch(l, change, "a change");
            l->take = 1U << i;
            read_variant(l, NULL, l->variants_n == 0, NULL);
            l->take = 0;
        }
    }
}

static void read_study(struct loading *l)
{
    if (l->study != NULL && !cJSON_IsNull(l->study) && !cJSON_IsObject(l->study)) {
        reader_expected(&l->reader, l->study, "an object");
    } else if (cJSON_IsObject(l->study)) {
        l->reader.partial = false;
        reader_object(&l->reader, l->study, schema_child(&schema_tables_root, "study")->object, &l->scenario->study);
    }
}

static void read_variants(struct loading *l)
{
    struct scenario *s = l->scenario;
    struct raw first = {0};
    s->variants_n = l->variants_n == 0 ? 1 : l->variants_n;
    s->variants = arena_take(l->origins.arena, s->variants_n * sizeof *s->variants);
    if (l->variants_n > 0) { /* finds what is wrong in the base even where every variant covers it */
        read_variant(l, NULL, false, NULL);
    }
    for (size_t i = 0; i < s->variants_n; i++) {
        l->errors.reading = l->variants_n == 0 ? 0 : (unsigned)i + 1;
        struct raw d = read_variant(l, l->variants_n == 0 ? NULL : l->patch[i], true, i == 0 ? NULL : s->variants);
        d.config.variant = l->name[l->errors.reading];
        s->variants[i] = d.config;
        first = i == 0 ? d : first;
    }
    l->errors.reading = 0;
    s->name = first.name;
    s->title = first.title != NULL && first.title[0] != '\0' ? first.title : first.name;
    s->about = first.about;
}

/* --seed wins over everything: it goes into the base, and out of every variant. */
static void put_seed(struct loading *l, unsigned long long seed)
{
    char text[40];
    /* A JSON number holds whole numbers up to 2^53 exactly. */
    snprintf(text, sizeof text, seed <= (1ULL << 53) ? "run.seed=%llu" : "run.seed=\"%llu\"", seed);
    merge_set(l->base, text, &l->errors);
    cJSON *patch = NULL;
    cJSON_ArrayForEach(patch, l->variants)
    {
        cJSON *run = cJSON_GetObjectItemCaseSensitive(patch, "run");
        cJSON_DeleteItemFromObjectCaseSensitive(run, "seed");
    }
}

/* Takes the tree apart and applies what the command line says. */
static void prepare(struct loading *l, const struct scenario_options *options)
{
    l->sets_n = options == NULL ? 0 : options->set_n;
    l->sets = arena_take(l->origins.arena, l->sets_n * sizeof *l->sets);
    for (size_t i = 0; i < l->sets_n; i++) {
        l->sets[i] = (struct overridden_set){options->set[i], merge_set(l->base, options->set[i], &l->errors)};
    }
    l->variants = cJSON_DetachItemFromObjectCaseSensitive(l->base, "variants");
    l->expect = cJSON_DetachItemFromObjectCaseSensitive(l->base, "expect");
    l->advise = cJSON_DetachItemFromObjectCaseSensitive(l->base, "advise");
    if (options != NULL && options->alone) {
        cJSON_Delete(l->variants);
        cJSON_Delete(l->expect);
        l->variants = l->expect = NULL;
    }
    l->study = cJSON_DetachItemFromObjectCaseSensitive(l->base, "study");
    l->take = options == NULL ? 0 : options->take;
    if (options != NULL && options->seed_given) {
        put_seed(l, options->seed);
    }
}

/* Reads everything; false if there are errors, which are then written. */
static bool load(struct loading *l, const char *text, size_t length, const struct scenario_options *options,
                 FILE *errors)
{
    struct scenario *s = l->scenario;
    l->base = document_tree(&l->errors, s->path, text, length, &l->complete);
    if (l->base != NULL) {
        prepare(l, options);
        find_variants(l);
        read_variants(l);
        expectations_read(&l->reader, l->expect, s);
        check_options(l);
        read_study(l);
    }
    if (errors_report(&l->errors, errors) > 0) {
        return false;
    }
    s->resolved = resolve_tree(l->base, l->variants, l->expect, l->advise, l->study);
    return true;
}

struct scenario *scenario_load_text(const char *name, const char *text, size_t length,
                                    const struct scenario_options *options, FILE *errors, bool *unreadable)
{
    struct scenario_arena *arena = arena_new();
    struct loading l = {.scenario = arena_take(arena, sizeof *l.scenario), .origins = tree_origins_new(arena)};
    l.errors = (struct errors){.origins = &l.origins};
    l.reader = (struct reader){.arena = arena, .errors = &l.errors};
    l.scenario->arena = arena;
    l.scenario->path = arena_copy(arena, name);
    *unreadable = false;
    bool good = load(&l, text, length, options, errors);
    cJSON_Delete(l.base);
    cJSON_Delete(l.variants);
    cJSON_Delete(l.expect);
    cJSON_Delete(l.advise);
    cJSON_Delete(l.study);
    if (!good) {
        scenario_free(l.scenario);
        return NULL;
    }
    return l.scenario;
}

struct scenario *scenario_load(const char *path, const struct scenario_options *options, FILE *errors, bool *unreadable)
{
    size_t length = 0;
    const char *why = NULL;
    char *text = document_read(path, false, &length, &why);
    if (text == NULL) {
        fprintf(errors, "%s: cannot be read: %s\n", printable_text(path).s, why);
        *unreadable = true;
        return NULL;
    }
    struct scenario *s = scenario_load_text(path, text, length, options, errors, unreadable);
    free(text);
    return s;
}

void scenario_free(struct scenario *s)
{
    if (s != NULL) {
        cJSON_Delete(s->resolved);
        arena_free(s->arena); /* the scenario itself lies in it */
    }
}

static bool is_named(const char *variant, const char *const *names, size_t names_n)
{
    for (size_t i = 0; i < names_n; i++) {
        if (strcmp(names[i], variant) == 0) {
            return true;
        }
    }
    return false;
}

/* Says which names there are if one of those asked for is not among them. */
static bool all_exist(const struct scenario *s, const char *const *names, size_t names_n, FILE *errors)
{
    const char **there = arena_take(s->arena, s->variants_n * sizeof *there);
    for (size_t i = 0; i < s->variants_n; i++) {
        there[i] = s->variants[i].variant;
    }
    for (size_t i = 0; i < names_n; i++) {
        if (is_named(names[i], there, s->variants_n)) {
            continue;
        }
        const char *close = closest_of(names[i], there, s->variants_n);
        fprintf(errors, "%s: no variant \"%s\"", printable_text(s->path).s, tree_printable(s->arena, names[i], 60));
        if (close != NULL) {
            fprintf(errors, " (did you mean \"%s\"?)", close);
        }
        fputs("; there are:", errors);
        for (size_t j = 0; j < s->variants_n; j++) {
            fprintf(errors, "%s %s", j == 0 ? "" : ",", there[j]);
        }
        fputc('\n', errors);
        return false;
    }
    return true;
}

static void keep_overridden(struct scenario *s, const char *const *names, size_t names_n)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->overridden_n; i++) {
        if (is_named(s->overridden[i].variant, names, names_n)) {
            s->overridden[kept++] = s->overridden[i];
        }
    }
    s->overridden_n = kept;
}

bool scenario_keep_variants(struct scenario *s, const char *const *names, size_t names_n, FILE *errors)
{
    if (!all_exist(s, names, names_n, errors)) {
        return false;
    }
    cJSON *patches = cJSON_GetObjectItemCaseSensitive(s->resolved, "variants");
    size_t kept = 0;
    for (size_t i = 0; i < s->variants_n; i++) {
        if (is_named(s->variants[i].variant, names, names_n)) {
            s->variants[kept++] = s->variants[i];
        } else {
            cJSON_DeleteItemFromObjectCaseSensitive(patches, s->variants[i].variant);
        }
    }
    s->variants_n = kept;
    keep_overridden(s, names, names_n);
    cJSON *expect = cJSON_GetObjectItemCaseSensitive(s->resolved, "expect");
    size_t kept_expectations = 0;
    for (size_t i = 0; i < s->expectations_n; i++) {
        if (is_named(s->expectations[i].variant, names, names_n)) {
            s->expectations[kept_expectations++] = s->expectations[i];
        } else {
            cJSON_DeleteItemFromArray(expect, (int)kept_expectations);
        }
    }
    s->expectations_n = kept_expectations;
    return true;
}

char *scenario_resolved_text(const struct scenario *s)
{
    return resolve_text(s->resolved);
}
