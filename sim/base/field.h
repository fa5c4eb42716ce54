/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field.h: how a module declares the fields that a scenario file may set for it.
 *
 * A field is data: its JSON name, type, range, default and one line of help, and where in a plain C
 * struct the parsed value goes. The modules that own the structs declare tables of these (a protection
 * declares its own, next to its code); the scenario loader alone interprets them, so the parser, the
 * checks, the JSON Schema and the reference in scenarios/README.md follow from one declaration.
 *
 * The C type stored at `offset`, by field type:
 *
 *   FIELD_DURATION  int64_t ns          JSON number of seconds, or "300s", "5ms", "1h"
 *   FIELD_RATE      double per second   JSON number, or "5500/s", "100k/s", "60/min"
 *   FIELD_COUNT     uint64_t            JSON whole number, or "100M", "10k"
 *   FIELD_RATIO     double              JSON number, or "20%" (= 0.2)
 *   FIELD_NUMBER    double              JSON number
 *   FIELD_BOOL      bool                true or false
 *   FIELD_ENUM      int                 one of `choices`, stored as its index
 *   FIELD_STRING    char *              owned by the scenario's arena
 *   FIELD_DIST      struct dist_spec    a duration or a one-key object, see dist.h
 *
 * A field whose `fallback` is "null" may be null or left out: then no limit applies, stored as
 * TIME_NEVER, COUNT_UNLIMITED, INFINITY (rate), NAN (number, ratio) or NULL (string).
 */
#ifndef HERDSIM_FIELD_H
#define HERDSIM_FIELD_H

#include <stddef.h>

enum field_type {
    FIELD_DURATION,
    FIELD_RATE,
    FIELD_COUNT,
    FIELD_RATIO,
    FIELD_NUMBER,
    FIELD_BOOL,
    FIELD_ENUM,
    FIELD_STRING,
    FIELD_DIST,
    FIELD_END /* closes a table */
};

struct field {
    const char *name; /* JSON name */
    enum field_type type;
    size_t offset;              /* of the value in the owner's struct */
    double min, max;            /* inclusive range, in the stored unit (ns, 1/s, 1) */
    const char *fallback;       /* JSON text of the default; NULL: must be given; "null": no limit */
    const char *const *choices; /* FIELD_ENUM: names, ended by NULL */
    const char *help;           /* one line */
};

struct field_need { /* `field` means nothing without `needs` */
    const char *field, *needs;
};

/* One of several kinds of an object, told apart by the value of one member: what it takes besides what all take. */
struct field_kind {
    const char *value; /* of that member; NULL where there is nothing to choose */
    const char *help;  /* one line */
    const struct field *fields;
    const struct field_need *needs; /* ended by a NULL field; NULL: none */
    const char *const *one_of;      /* members of which exactly one must be given; NULL: none */
};

/* Bounds that many fields share: the longest time that a scenario may speak of, far below what int64_t nanoseconds hold, so
 * that sums cannot overflow; and the most keys. */
#define FIELD_YEAR_NS (365.0 * 86400e9)
#define FIELD_KEYS_MOST 4e9

#endif
