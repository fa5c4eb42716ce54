/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.h: the metrics of a run by name: one table from which summary.json, `expect` and the
 * documentation follow. A name is a dotted path, as "db.wait.p99"; those of one traffic source are
 * "traffic.<source>.<path>". Units are SI (seconds, per second); a ratio is 0 to 1.
 */
#ifndef HERDSIM_METRICS_H
#define HERDSIM_METRICS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/results.h"

struct metric {
    const char *name; /* dotted path; for a metric of a source without the "traffic.<source>." */
    const char *unit;
    const char *help;
    bool whole; /* a count: printed without a fraction */
    /* The value; NAN prints as null. `source` is the source's index, or 0 where it does not matter. */
    double (*value)(const struct results *r, size_t source);
};

/* Metrics of the run as a whole. (`verdict` is none of them: it is no number.) */
extern const struct metric metrics_table[];
extern const size_t metrics_n;

/* Metrics that exist for every traffic source. */
extern const struct metric metrics_source_table[];
extern const size_t metrics_source_n;

/* The one name whose value is a word, and what it means. */
#define METRICS_VERDICT "verdict"
extern const char *const metrics_verdict_help;

/* "calm", "degraded", "collapsed", "overloaded" or "undecided". */
const char *metrics_verdict_name(enum verdict_kind v);

/* Why a run is undecided, as half a sentence; NULL: it is not. */
const char *metrics_undecided_text(enum undecided_why why);

/* Whether a config has a metric of that dotted name ("db.queries.peak_per_second" is an alias of
 * "db.peak_per_second"; "verdict" exists, its value is a string). */
bool metrics_exists(const struct config *c, const char *name);

/* The unit of a metric by its dotted name, whatever the names of the sources; "": there is none of that name, or it has no
 * unit. */
const char *metrics_unit(const char *name);

/* All metrics that a config has, numbered: how many, the number by dotted name (false if there is no such metric), the
 * value by number. */
size_t metrics_count(const struct config *c);
bool metrics_index(const struct config *c, const char *name, size_t *index);
double metrics_at(const struct results *r, size_t index);

/* The value by dotted name; false if there is no such metric (or it is "verdict"). */
bool metrics_value(const struct results *r, const char *name, double *value);

#endif
