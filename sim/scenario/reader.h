/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.h: from a tree to plain structs, by the tables of schema.h.
 *
 * A value that is wrong is reported and replaced by one that no right value equals (READER_BAD_...), so that
 * reading goes on and every error of a file is found at once; checks between fields skip such values.
 */
#ifndef HERDSIM_READER_H
#define HERDSIM_READER_H

#include <math.h>
#include <stdint.h>

#include "base/dist.h"
#include "scenario/errors.h"
#include "scenario/schema.h"

#define READER_BAD_NS INT64_MIN
#define READER_BAD_COUNT (UINT64_MAX - 1)
#define READER_BAD_REAL (-1.0)

struct reader {
    struct scenario_arena *arena;
    struct errors *errors;
    bool partial; /* what is missing may come from a variant: no complaint */
    bool blank;   /* what is missing and has no default stays as it is in *out, rather than becoming wrong */
};

static inline bool reader_good_ns(int64_t ns)
{
    return ns != READER_BAD_NS;
}

static inline bool reader_good_count(uint64_t n)
{
    return n != READER_BAD_COUNT;
}

static inline bool reader_good_real(double x)
{
    return !(x == READER_BAD_REAL);
}

/* Reads an object of that schema (NULL: left out, so all defaults) into *out. */
void reader_object(struct reader *r, const cJSON *node, const struct schema_object *schema, void *out);

/* For the table of what is no part of a run and is read by itself ("advise", "study"): reads nothing. */
void reader_later(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Reads the fields of a table only; says nothing about names that it does not know. */
void reader_fields(struct reader *r, const cJSON *node, const struct field *fields, void *out);

/* The same where `read` reads a value into its field's place in *out, or reports it and returns false. */
typedef bool reader_one(struct reader *r, const cJSON *node, const struct field *f, void *out);
void reader_fields_by(reader_one *read, struct reader *r, const cJSON *node, const struct field *fields, void *out);

/* Stores that no limit applies, as base/field.h says what that is for each type. */
void reader_no_limit(const struct field *f, void *slot);

/* Reports every member whose name neither `schema` (fields, children, kinds) nor, where it is NULL, `kinds` knows. */
void reader_unknown(struct reader *r, const cJSON *node, const struct schema_object *schema,
                    const struct schema_kinds *kinds);

/* The kind that the object's chooser names; NULL after reporting that there is none. */
const struct field_kind *reader_kind(struct reader *r, const cJSON *node, const struct schema_kinds *kinds);

/* Reports, unless the reading is partial, that `owner` lacks a member: "missing: ...". */
void reader_missing(struct reader *r, const cJSON *owner, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reports "expected ..., got ...". */
void reader_expected(struct reader *r, const cJSON *node, const char *expected);

/* The member as an object, list or map; NULL if it is left out or (reported) something else. *n: how many it
 * holds, at most self->most. */
const cJSON *reader_container(struct reader *r, const cJSON *owner, const struct schema_child *self, size_t *n);

/* Of an object that is a choice: its one member that is not null. NULL after reporting that there is another
 * one, or not exactly one; `words` say what was expected. */
const cJSON *reader_only_member(struct reader *r, const cJSON *node, const char *const *names, size_t n,
                                const char *words);

/* Reads one scalar (no distribution) by its field's type, range and choices. False after reporting. */
bool reader_value(struct reader *r, const cJSON *node, const struct field *f, void *out);

/* What a field takes, in words: "a duration from 1ns to 365d (as "300s", or a number of seconds)". */
const char *reader_words(struct scenario_arena *arena, const struct field *f);

/* Reads a distribution. False after reporting. */
bool reader_dist(struct reader *r, const cJSON *node, struct dist_spec *out);

/* " (did you mean "x"?)", or "" if nothing is close. */
const char *reader_hint(struct reader *r, const char *word, const char *const *words, size_t n);

/* Whether a text can be the name of a folder: [a-z0-9][a-z0-9._-]*, of a length that file systems take; reports it if not. */
bool reader_check_name(struct reader *r, struct errors_place place, const char *name);

/* The same, and that the results have nothing else of that name; reports it if not. */
bool reader_check_variant_name(struct reader *r, struct errors_place place, const char *name);

#endif
