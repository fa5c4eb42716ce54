/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measures.c: the same measures of records of a real run and of a simulated one. */
#include "measures.h"

#include <math.h>
#include <stdlib.h>

#include "fail.h"
#include "outcome/windows.h"

static void begin(struct measures *m, size_t windows_n)
{
    *m = (struct measures){.windows_n = windows_n, .queries_per_s = calloc(windows_n, sizeof(double))};
    if (m->queries_per_s == NULL) {
        fail("out of memory");
    }
}

static void finish(struct measures *m, double demand, double fetched, double hits, double reads)
{
    for (size_t i = 0; i < m->windows_n; i++) {
        m->value[MEASURE_PEAK] = fmax(m->value[MEASURE_PEAK], m->queries_per_s[i]);
    }
    m->value[MEASURE_HERD] = fetched > 0 ? demand / fetched : NAN;
    m->value[MEASURE_HITS] = hits / reads;
    m->value[MEASURE_P50] = histogram_quantile_ns(&m->latency, 0.5) / (double)NS_PER_S;
    m->value[MEASURE_P99] = histogram_quantile_ns(&m->latency, 0.99) / (double)NS_PER_S;
}

/* Whether a query was sent within the run; if so, it is counted. */
static bool count_query(struct measures *m, const struct config *c, int64_t sent_ns)
{
    if (sent_ns < 0 || sent_ns >= c->run.duration_ns) {
        return false;
    }
    m->value[MEASURE_QUERIES]++;
    m->queries_per_s[sent_ns / c->run.window_ns] += (double)NS_PER_S / (double)c->run.window_ns;
    return true;
}

void measures_of_records(struct measures *m, const struct config *c, const struct record *record, size_t n)
{
    begin(m, windows_planned_n(c));
    double demand = 0, fetched = 0, hits = 0, service_s = 0;
    for (size_t i = 0; i < n; i++) {
        const struct record *r = &record[i];
        bool asked = count_query(m, c, r->queried_ns);
        demand += asked;
        fetched += asked && r->filled;
        service_s += asked ? (double)r->query_ns / (double)NS_PER_S : 0;
        count_query(m, c, r->refreshed_ns);
        hits += r->outcome == RECORD_HIT;
        if (r->answered_ns < c->run.duration_ns) {
            histogram_record(&m->latency, record_latency_ns(r));
        }
    }
    m->value[MEASURE_SERVICE] = service_s / demand;
    finish(m, demand, fetched, hits, (double)n);
}

void measures_of_results(struct measures *m, const struct results *r)
{
    begin(m, r->windows_n);
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        double window_s = (double)(w->end_ns - w->start_ns) / (double)NS_PER_S;
        m->queries_per_s[i] = (double)w->counter[COUNTER_DB_QUERIES] / window_s;
    }
    const uint64_t *total = r->total;
    m->latency = r->read.ok;
    m->value[MEASURE_QUERIES] = (double)total[COUNTER_DB_QUERIES];
    m->value[MEASURE_SERVICE] = histogram_mean_ns(&r->db_service) / (double)NS_PER_S;
    finish(m, (double)(total[COUNTER_DB_QUERIES] - total[COUNTER_DB_REFRESH]), (double)total[COUNTER_EPISODES],
           (double)total[COUNTER_READS_HITS], (double)total[COUNTER_READS_ISSUED]);
}

void measures_free(struct measures *m)
{
    free(m->queries_per_s);
}
