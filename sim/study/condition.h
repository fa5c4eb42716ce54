/* SPDX-License-Identifier: GPL-3.0-or-later */
/* condition.h: what is asked of a run: "METRIC OP VALUE", with the metrics, operators and units that `expect` takes, as
 * "verdict == calm" or "latency.user.p99 < 500ms". A metric without a value meets no condition.
 */
#ifndef HERDSIM_CONDITION_H
#define HERDSIM_CONDITION_H

#include <stdbool.h>
#include <stdio.h>

#include "model/config.h"
#include "model/results.h"
#include "report/report.h"

#define CONDITION_DEFAULT "verdict == calm"

struct condition {
    char text[300]; /* as people write it */
    char metric[200];
    enum report_op op;
    double value;     /* in the metric's unit */
    const char *word; /* the verdict, where the metric is that; otherwise NULL */
};

/* Reads the text; false after one line on `errors` that begins with `where` (an option, or a place in a file). */
bool condition_parse(const char *text, const char *where, struct condition *out, FILE *errors);

/* Whether a config has that metric; false after one line on `errors`. */
bool condition_fits(const struct condition *c, const char *where, const struct config *config, FILE *errors);

bool condition_holds(const struct condition *c, const struct results *r);

#endif
