/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_fixture.h: made-up results for the tests of reports: a cache restarts and the database is asked
 * for more than it can serve. A fluid model with round numbers, not a simulation.
 */
#ifndef HERDSIM_REPORT_FIXTURE_H
#define HERDSIM_REPORT_FIXTURE_H

#include "report/report.h"

struct report_fixture_variant {
    const char *name;
    double duplicates;     /* further queries per first query while the database is overloaded */
    double capacity_per_s; /* of the database, at 5 ms a query; INFINITY: unlimited */
    double warming_s;      /* in which the share of misses falls to 1/e after the restart; INFINITY: never */
};

enum { REPORT_FIXTURE_SOURCES_MAX = 4 };

struct report_fixture; /* owns what the run points to */

/* A run of `seconds` windows of 1 s with `at_s` the second of the restart (0: a cold start). NULL without memory. */
struct report_fixture *report_fixture_new(const char *name, const char *title,
                                          const struct report_fixture_variant *variants, size_t variants_n,
                                          size_t seconds, size_t at_s);

/* Gives every variant one more traffic source, whose users fare like those of the first. */
void report_fixture_add_source(struct report_fixture *f, const char *name);

void report_fixture_free(struct report_fixture *f);

struct report_run *report_fixture_run(struct report_fixture *f);

/* Results of a variant, to be changed by a test. */
struct results *report_fixture_results(struct report_fixture *f, size_t variant);
struct config *report_fixture_config(struct report_fixture *f, size_t variant);

#endif
