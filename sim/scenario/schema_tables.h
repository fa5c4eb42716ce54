/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_tables.h: the tables: every field that a scenario file may contain, its range, default and meaning. */
#ifndef HERDSIM_SCHEMA_TABLES_H
#define HERDSIM_SCHEMA_TABLES_H

#include <stdint.h>

#include "scenario/schema.h"

extern const struct schema_object schema_tables_root;

/* The top of a scenario file. */
struct schema_at schema_tables_top(void);

/* The forms of a distribution. */
struct schema_dist {
    const char *name;
    const struct field *fields; /* NULL: not an object, see `type` */
    const char *type;           /* in words */
    const char *schema;         /* where `fields` is NULL */
    const char *help;
};
extern const struct schema_dist schema_tables_dist[]; /* ended by a NULL name; lognormal stands there twice */

/* What the forms with fields are read into. */
struct schema_dist_params {
    int64_t first_ns, second_ns;
    double number;
    uint64_t count;
};

/* What may stand in a variant's patch: all of the top but these. */
extern const char *const schema_tables_not_in_variants[]; /* ended by NULL */

#endif
