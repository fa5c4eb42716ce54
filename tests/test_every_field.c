/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every field that a scenario file can set has an effect: tests/every_field/fields.json has an entry for each, with
 * values of it that must lead to different results. The fields are found by walking the tables that the loader reads
 * by, so a new one without an entry fails here, and so does an entry for none.
 *
 * An entry is named after its field: "traffic[].retry.cap", "events[].deploy.batch" (by kind),
 * "protections.coalescing.cluster.poll" (by scope), "distribution.erlang.k". Its members:
 *
 *   with    patch of the file's `base`, in which the field means something
 *   on      names of further such patches, of the file's `patches`, laid under that
 *   values  of the field; any two must differ in what comes out. A word with choices lists all of them
 *   at      where the value is put, if not where the name says (lists: their first element)
 *   shown   the field is there to be read by people: their words in the summary count as results
 *   refused a value that is refused counts as a result
 *   neighbours  only values next to each other must differ (where there are but two outcomes)
 *
 * Results are the metrics of all variants, by source too, and the outcomes of expectations. */
#include "every_field.h"

enum { NAME_BYTES = 200, FIELDS_MAX = 1000 };

struct found { /* a field of the tables */
    char name[NAME_BYTES], at[NAME_BYTES];
    const struct field *field; /* NULL: a child or a kind */
};

struct walk {
    struct found list[FIELDS_MAX];
    size_t n;
};

/* "a.b" of "a" and "b"; `end` is put behind. */
static void join(char *out, const char *prefix, const char *name, const char *end)
{
    int n = snprintf(out, NAME_BYTES, "%s%s%s%s", prefix, prefix[0] == '\0' ? "" : ".", name, end);
    cr_assert_lt(n, NAME_BYTES);
}

static void visit(struct walk *w, const struct field *field, const char *name, const char *at)
{
    cr_assert_lt(w->n, (size_t)FIELDS_MAX);
    struct found *f = &w->list[w->n++];
    f->field = field;
    join(f->name, "", name, "");
    join(f->at, "", at, "");
}

static void visit_member(struct walk *w, const struct field *field, const char *name, const char *at,
                         const char *member)
{
    char inner[NAME_BYTES], inner_at[NAME_BYTES];
    join(inner, name, member, "");
    join(inner_at, at, member, "");
    visit(w, field, inner, inner_at);
}

static void visit_fields(struct walk *w, const struct field *fields, const char *name, const char *at)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++) {
        visit_member(w, f, name, at, f->name);
    }
}

/* Every kind is one of the values of its chooser: that it is there at all must matter, and each of its fields. */
static void visit_kinds(struct walk *w, const struct schema_kinds *kinds, const char *name, const char *at)
{
    for (size_t i = 0; i < kinds->n; i++) {
        const struct field_kind *kind = kinds->kind[i];
        char of_kind[NAME_BYTES];
        if (kind->value == NULL) {
            join(of_kind, "", name, "");
        } else {
            join(of_kind, name, kind->value, "");
        }
        visit(w, NULL, of_kind, at);
        visit_fields(w, kind->fields, of_kind, at);
    }
}

static void visit_protections(struct walk *w, const char *child)
{
    for (size_t i = 0; i < registry_n; i++) {
        bool seen = false;
        for (size_t j = 0; j < i; j++) {
            seen = seen || strcmp(registry_protections[j]->name, registry_protections[i]->name) == 0;
        }
        struct schema_kinds kinds;
        if (!seen && schema_protection(registry_protections[i]->name, &kinds)) {
            char name[NAME_BYTES];
            join(name, child, registry_protections[i]->name, "");
            visit_kinds(w, &kinds, name, name);
        }
    }
}

static void visit_object(struct walk *w, const struct schema_object *shape, const char *name, const char *at);

static void visit_child(struct walk *w, const struct schema_child *c, const char *name, const char *at)
{
    char inner[NAME_BYTES], inner_at[NAME_BYTES];
    bool list = c->form == SCHEMA_LIST;
    join(inner, name, c->name, list ? "[]" : "");
    join(inner_at, at, c->name, list ? ".0" : "");
    if (c->form == SCHEMA_PROTECTIONS) {
        visit_protections(w, inner);
        return;
    }
    /* An object that must be there, or always is, and a list matter by what is in them. */
    bool optional = c->form == SCHEMA_OBJECT && (strcmp(c->type, "object or null") == 0 ||
                                                 (c->fallback != NULL && strcmp(c->fallback, "null") == 0));
    if (c->form == SCHEMA_MAP || c->form == SCHEMA_CHOICE || optional) {
        visit_member(w, NULL, name, at, c->name);
    }
    if (c->object != NULL && c->form != SCHEMA_MAP) {
        visit_object(w, c->object, inner, inner_at);
    }
}

static void visit_object(struct walk *w, const struct schema_object *shape, const char *name, const char *at)
{
    visit_fields(w, shape->fields, name, at);
    if (shape->kinds != NULL) {
        visit_kinds(w, shape->kinds, name, at);
    }
    for (const struct schema_child *c = shape->children; c != NULL && c->name != NULL; c++) {
        /* No run reads these: test_advise.c and tests/cli/sweep.sh try their fields. */
        if (strcmp(c->name, "advise") != 0 && strcmp(c->name, "study") != 0) {
            visit_child(w, c, name, at);
        }
    }
}

static void visit_distributions(struct walk *w)
{
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        char name[NAME_BYTES], at[NAME_BYTES];
        join(name, "distribution", d->name, "");
        join(at, "database.service", d->name, "");
        if (d->fields == NULL) {
            visit(w, NULL, name, at);
        } else {
            visit_fields(w, d->fields, name, at);
        }
    }
}

static void find_all(struct walk *w)
{
    w->n = 0;
    visit_object(w, &schema_tables_root, "", "");
    visit_distributions(w);
}

/* A word must be tried with everything that it can be. */
static void check_choices(const struct found *f, const cJSON *values)
{
    for (const char *const *c = f->field->choices; *c != NULL; c++) {
        bool tried = false;
        const cJSON *value = NULL;
        cJSON_ArrayForEach(value, values)
        {
            tried = tried || (cJSON_IsString(value) && strcmp(value->valuestring, *c) == 0);
        }
        cr_expect(tried, "%s: \"%s\" is not among the values tried", f->name, *c);
    }
}

Test(every_field, has_an_entry_and_no_entry_is_for_none)
{
    struct walk *w = malloc(sizeof *w);
    cJSON *file = every_field_file(), *fields = cJSON_GetObjectItemCaseSensitive(file, "fields");
    find_all(w);
    cr_assert_gt(w->n, 150);
    for (size_t i = 0; i < w->n; i++) {
        const cJSON *entry = cJSON_GetObjectItemCaseSensitive(fields, w->list[i].name);
        const cJSON *values = cJSON_GetObjectItemCaseSensitive(entry, "values");
        cr_expect_not_null(entry, "%s: no entry in " EVERY_FIELD_FILE, w->list[i].name);
        cr_expect(entry == NULL || cJSON_GetArraySize(values) >= 2, "%s: no two values", w->list[i].name);
        if (entry != NULL && w->list[i].field != NULL && w->list[i].field->type == FIELD_ENUM) {
            check_choices(&w->list[i], values);
        }
    }
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, fields)
    {
        bool known = false;
        for (size_t i = 0; i < w->n; i++) {
            known = known || strcmp(w->list[i].name, entry->string) == 0;
        }
        cr_expect(known, "%s: there is no such field", entry->string);
    }
    cJSON_Delete(file);
    free(w);
}

Test(every_field, changes_a_result)
{
    struct walk *w = malloc(sizeof *w);
    cJSON *file = every_field_file(), *fields = cJSON_GetObjectItemCaseSensitive(file, "fields");
    find_all(w);
    for (size_t i = 0; i < w->n; i++) {
        const cJSON *entry = cJSON_GetObjectItemCaseSensitive(fields, w->list[i].name);
        if (entry != NULL) {
            every_field_try(file, entry, w->list[i].at);
        }
    }
    cJSON_Delete(file);
    free(w);
}
