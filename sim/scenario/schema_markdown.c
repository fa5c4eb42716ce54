/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_reference.c: the tables as Markdown, for scenarios/README.md. */
#include <stdlib.h>
#include <string.h>

#include "protections/registry.h"
#include "scenario/quantity.h"
#include "scenario/scenario.h"
#include "scenario/schema.h"
#include "scenario/schema_tables.h"

/* Text inside a cell: '|' would end it. */
static void write_cell(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        fputs(*text == '|' ? "\\|" : "", out);
        if (*text != '|') {
            fputc(*text, out);
        }
    }
}

static const char *type_name(const struct field *f)
{
    static const char *const names[] = {
        [FIELD_DURATION] = "duration", [FIELD_RATE] = "rate",    [FIELD_COUNT] = "count", [FIELD_RATIO] = "ratio",
        [FIELD_NUMBER] = "number",     [FIELD_BOOL] = "boolean", [FIELD_ENUM] = "word",   [FIELD_STRING] = "text",
        [FIELD_DIST] = "distribution", [FIELD_END] = "",
    };
    return names[f->type];
}

static void write_choices(FILE *out, const struct field *f)
{
    for (const char *const *c = f->choices; *c != NULL; c++) {
        fprintf(out, "%s`\"%s\"`", c == f->choices ? "" : c[1] == NULL ? " or " : ", ", *c);
    }
}

static void write_range(FILE *out, const struct field *f)
{
    switch (f->type) {
    case FIELD_DURATION:
        fprintf(out, "%s to %s", quantity_duration(f->min).text, quantity_duration(f->max).text);
        break;
    case FIELD_RATE:
        fprintf(out, "%s/s to %s/s", quantity_number(f->min).text, quantity_number(f->max).text);
        break;
    case FIELD_COUNT:
    case FIELD_RATIO:
    case FIELD_NUMBER:
        fprintf(out, "%s to %s", quantity_number(f->min).text, quantity_number(f->max).text);
        break;
    case FIELD_ENUM:
        write_choices(out, f);
        break;
    case FIELD_STRING:
        fprintf(out, "%s to %s characters", quantity_number(f->min).text, quantity_number(f->max).text);
        break;
    case FIELD_BOOL:
    case FIELD_DIST:
    case FIELD_END:
        break;
    }
}

static void write_default(FILE *out, const char *fallback, const char *none)
{
    if (fallback == NULL) {
        fputs("**required**", out);
    } else if (strcmp(fallback, "null") == 0 || strcmp(fallback, "[]") == 0) {
        fputs(none, out);
    } else {
        fputc('`', out);
        write_cell(out, fallback);
        fputc('`', out);
    }
}

/* `schema` is the object that has the field, or NULL. */
static void write_field(FILE *out, const struct schema_object *schema, const struct field *f)
{
    bool alternative = schema != NULL && schema_is_alternative(schema, f->name);
    bool text = f->type == FIELD_STRING || f->type == FIELD_ENUM;
    fprintf(out, "| `%s` | %s | ", f->name, type_name(f));
    write_range(out, f);
    fputs(" | ", out);
    write_default(out, f->fallback, alternative ? "" : text ? "none" : "no limit");
    fputs(" | ", out);
    write_cell(out, f->help);
    fputs(" |\n", out);
}

static void write_head(FILE *out)
{
    fputs("| field | type | range | default | meaning |\n|---|---|---|---|---|\n", out);
}

static void write_child(FILE *out, const struct schema_child *c)
{
    fprintf(out, "| `%s` | ", c->name);
    write_cell(out, c->type);
    fputs(" | | ", out);
    write_default(out, c->fallback, "none");
    fputs(" | ", out);
    write_cell(out, c->help);
    fputs(" |\n", out);
}

static void write_kinds(FILE *out, const struct schema_kinds *kinds)
{
    fprintf(out, "| `%s` | word | ", kinds->chooser);
    for (size_t i = 0; i < kinds->n; i++) {
        fprintf(out, "%s`\"%s\"`", i == 0 ? "" : i + 1 < kinds->n ? ", " : " or ", kinds->kind[i]->value);
    }
    fprintf(out, " | **required** | %s |\n", kinds->help);
}

static void write_kind_tables(FILE *out, const struct schema_kinds *kinds)
{
    for (size_t i = 0; i < kinds->n; i++) {
        const struct field_kind *kind = kinds->kind[i];
        fprintf(out, "\nWith `\"%s\": \"%s\"`: %s.\n", kinds->chooser, kind->value, kind->help);
        if (kind->fields->type != FIELD_END) {
            fputc('\n', out);
            write_head(out);
        }
        struct schema_object of_kind = schema_of_kind(kind);
        for (const struct field *f = kind->fields; f->type != FIELD_END; f++) {
            write_field(out, &of_kind, f);
        }
    }
}

/* The protections of one name: their fields, by kind where there are several. */
static void write_protection(FILE *out, const char *name)
{
    struct schema_kinds kinds;
    if (!schema_protection(name, &kinds)) {
        return;
    }
    fprintf(out, "\n### `protections.%s`\n", name);
    if (kinds.chooser != NULL) {
        fputc('\n', out);
        write_head(out);
        write_kinds(out, &kinds);
        write_kind_tables(out, &kinds);
        return;
    }
    fprintf(out, "\n%s.\n", kinds.kind[0]->help);
    if (kinds.kind[0]->fields->type != FIELD_END) {
        fputc('\n', out);
        write_head(out);
    }
    for (const struct field *f = kinds.kind[0]->fields; f->type != FIELD_END; f++) {
        write_field(out, NULL, f);
    }
}

static void write_protections(FILE *out)
{
    for (size_t i = 0; i < registry_n; i++) {
        bool seen = false;
        for (size_t j = 0; j < i; j++) {
            seen = seen || strcmp(registry_protections[j]->name, registry_protections[i]->name) == 0;
        }
        if (!seen) {
            write_protection(out, registry_protections[i]->name);
        }
    }
}

static void write_object(FILE *out, const struct schema_object *schema)
{
    fprintf(out, "\n### `%s`\n\n%s\n\n", schema->heading, schema->help);
    write_head(out);
    for (const struct field *f = schema->fields; f->type != FIELD_END; f++) {
        write_field(out, schema, f);
    }
    if (schema->kinds != NULL) {
        write_kinds(out, schema->kinds);
    }
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        write_child(out, c);
    }
    if (schema->kinds != NULL) {
        write_kind_tables(out, schema->kinds);
    }
    for (const struct schema_child *c = schema->children; c != NULL && c->name != NULL; c++) {
        if (c->form == SCHEMA_PROTECTIONS) {
            write_protections(out);
        } else if (c->object != NULL && c->object != &schema_tables_root) {
            write_object(out, c->object);
        }
    }
}

static void write_distributions(FILE *out)
{
    fputs("\n### Distributions\n\nA duration (a constant), or an object with one of:\n\n"
          "| form | takes | meaning |\n|---|---|---|\n",
          out);
    for (const struct schema_dist *d = schema_tables_dist; d->name != NULL; d++) {
        fprintf(out, "| `%s` | ", d->name);
        if (d->fields == NULL) {
            write_cell(out, d->type);
        }
        for (const struct field *f = d->fields; f != NULL && f->type != FIELD_END; f++) {
            fprintf(out, "%s`%s` (%s, ", f == d->fields ? "" : ", ", f->name, f->help);
            write_range(out, f);
            fputc(')', out);
        }
        fprintf(out, " | %s |\n", d->help);
    }
}

void scenario_write_reference(FILE *out)
{
    fputs("Values with a unit stand in quotes. A bare number is in seconds, or per second.\n\n"
          "| type | written as |\n|---|---|\n"
          "| duration | `\"300s\"`, `\"5ms\"`, `\"2us\"`, `\"10ns\"`, `\"1min\"`, `\"1.5h\"`, `\"1d\"` |\n"
          "| rate | `\"5500/s\"`, `\"100k/s\"`, `\"60/min\"`, `\"10/h\"`, `\"1M/d\"` |\n"
          "| count | `200`, `\"10k\"`, `\"1.5M\"`, `\"2G\"` |\n"
          "| ratio | `0.2`, `\"20%\"` |\n\n"
          "`null` means the same as leaving a field out; only `\"cache\": null` means more: no cache at all, and in "
          "`signals`:\n"
          "not watched.\n\n"
          "`variants`, `extends` and `--set` merge as RFC 7396 says: objects are merged, everything else is replaced; "
          "but\n"
          "an object in place of a list patches it: `traffic` by the names of its sources (`null` takes one out), "
          "other lists by\n"
          "`{\"add\": [...]}`. Picking another form of a distribution, of popularity, of a source's rate (`--set` "
          "only) or of a\n"
          "protection's scope replaces the form before. A variant that names a field without effect is refused.\n",
          out);
    write_object(out, &schema_tables_root);
    write_distributions(out);
}
