/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measures.h: what is compared, read off a real run and off a simulation by the same definitions. */
#ifndef HERDSIM_REALITY_MEASURES_H
#define HERDSIM_REALITY_MEASURES_H

#include <stddef.h>

#include "base/histogram.h"
#include "model/config.h"
#include "model/results.h"
#include "record.h"

enum measure {
    MEASURE_HERD,    /* queries on demand per value that had to be fetched; NAN: none had */
    MEASURE_QUERIES, /* of the database, refreshes included */
    MEASURE_PEAK,    /* of these, in the fullest window, per second */
    MEASURE_SERVICE, /* how long the database takes for a query, mean, s */
    MEASURE_HITS,    /* share of the reads that their first look answered */
    MEASURE_P50,     /* latency of reads, s */
    MEASURE_P99,
    MEASURES_N
};

struct measures {
    double value[MEASURES_N];
    struct histogram latency;
    size_t windows_n;
    double *queries_per_s; /* [windows_n] */
};

/* Ends the process without memory. Only what happened within run.duration counts. */
void measures_of_records(struct measures *m, const struct config *c, const struct record *record, size_t n);
void measures_of_results(struct measures *m, const struct results *r);
void measures_free(struct measures *m);

#endif
