/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.h: a scenario file, loaded: every variant as a checked struct config, and what is expected.
 *
 * Loading reads the file and what it extends, applies the variants and --set as RFC 7396 merge patches,
 * checks everything, and reports every error at once, each as
 *   file:line:column: /json/pointer: expected ..., got ... (did you mean ...?)
 */
#ifndef HERDSIM_SCENARIO_H
#define HERDSIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/config.h"

struct cJSON;

enum expectation_op { EXPECT_LT, EXPECT_LE, EXPECT_GT, EXPECT_GE, EXPECT_EQ, EXPECT_NE };

struct expectation {
    const char *metric;  /* dotted name, known to metrics_exists, or "verdict" */
    const char *variant; /* one of the scenario's */
    enum expectation_op op;
    double value;     /* in the metric's unit */
    const char *text; /* what the value must be where the metric is "verdict"; otherwise NULL */
};

struct scenario_overridden { /* a --set without effect on a variant, which states the same field itself */
    const char *set, *variant;
    const char *instead; /* PATH=VALUE that would change the variant */
};

enum { SCENARIO_OPTIONS_MAX = 16 };

struct scenario_option { /* something that could be done */
    const char *name;
    double cost;
    uint32_t excludes; /* a bit for each option that cannot be had with it */
};

struct scenario_advice {
    struct scenario_option option[SCENARIO_OPTIONS_MAX];
    size_t options_n; /* 0: the file has no such block */
    const char *unit; /* of the costs; may be "" */
    double share, confidence;
};

enum { SCENARIO_VARY_MAX = 8 };

struct scenario_study { /* what a sweep of the scenario varies, unless the command line says otherwise */
    const char *vary[SCENARIO_VARY_MAX]; /* as --vary takes it: "PATH=VALUES" */
    size_t vary_n;
    uint64_t replications;
};

struct scenario {
    const char *path; /* of the file */
    const char *name, *title, *about;
    struct config *variants; /* one, named "base", where the file states none */
    size_t variants_n;
    struct expectation *expectations;
    size_t expectations_n;
    struct scenario_advice advice;
    struct scenario_study study;
    struct scenario_overridden *overridden; /* by variant */
    size_t overridden_n, overridden_capacity;
    struct cJSON *resolved;       /* the file with `extends` and --set applied and every default filled in */
    struct scenario_arena *arena; /* owns all of the above */
};

struct scenario_options {
    const char *const *set; /* "PATH=VALUE" texts: a dotted path (or /json/pointer), a JSON value or bare text */
    size_t set_n;
    bool seed_given; /* --seed wins over the file and --set */
    unsigned long long seed;
    bool alone;    /* the file without its variants (and what it expects of them): one variant, named "base" */
    uint32_t take; /* a bit for each option of "advise" that is to be taken: laid over every variant, in order */
};

/* Loads `path`. On errors returns NULL after writing them, one a line, to `errors`; *unreadable tells
 * whether the cause was I/O (exit status 1) rather than content (exit status 2). */
struct scenario *scenario_load(const char *path, const struct scenario_options *options, FILE *errors,
                               bool *unreadable);

/* The same from text, as the fuzzer and the tests do; `name` stands for the file in messages; "extends" is
 * resolved relative to the folder of `name`. */
struct scenario *scenario_load_text(const char *name, const char *text, size_t length,
                                    const struct scenario_options *options, FILE *errors, bool *unreadable);

void scenario_free(struct scenario *s);

/* Drops every variant not named in `names` (and what belongs to it). False, with a message that lists the
 * names there are (and the closest), if one does not exist. */
bool scenario_keep_variants(struct scenario *s, const char *const *names, size_t names_n, FILE *errors);

/* The JSON text of the resolved scenario, to be freed by the caller: 2 spaces, a trailing newline. */
char *scenario_resolved_text(const struct scenario *s);

/* Writes the JSON Schema (draft 2020-12) of scenario files. */
void scenario_write_schema(FILE *out);

/* Writes the field reference of scenarios/README.md (Markdown tables, one per object). */
void scenario_write_reference(FILE *out);

#endif
