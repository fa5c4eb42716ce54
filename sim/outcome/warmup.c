/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warmup.c: sums are set to zero where measuring begins; levels keep their values, and their peaks begin with them
 * (see warmup.h).
 */
#include "outcome/warmup.h"

#include <string.h>

static void forget_latencies(struct latencies *l)
{
    histogram_clear(&l->ok);
    histogram_clear(&l->hit);
    histogram_clear(&l->miss);
    histogram_clear(&l->joined);
    histogram_clear(&l->stale);
    histogram_clear(&l->failed);
}

void warmup_forget(struct meter *m)
{
    struct results *r = m->results;
    for (size_t i = 0; i < COUNTERS_N; i++) {
        m->before[i] += r->total[i];
        r->total[i] = 0;
    }
    for (size_t i = 0; i < LEVELS_N; i++) {
        m->level[i].run_area = 0;
        m->level[i].run_peak = m->level[i].value;
    }
    memset(r->source, 0, r->config->sources_n * sizeof *r->source);
    forget_latencies(&r->read);
    forget_latencies(&r->session);
    histogram_clear(&r->db_wait);
    histogram_clear(&r->db_service);
    histogram_clear(&r->pool_wait);
    histogram_clear(&r->age);
    m->db_share_area = 0;
    r->db_utilisation_peak = 0;
    r->pool_in_use_peak = r->pool_waiting_peak = 0;
}

double warmup_over_s(const struct results *r)
{
    int64_t over_ns = r->config->run.warmup_ns;
    return over_ns <= r->end_ns ? seconds(over_ns) : 0;
}

size_t warmup_windows_n(const struct results *r)
{
    int64_t over_ns = r->config->run.warmup_ns;
    return over_ns <= r->end_ns ? (size_t)(over_ns / r->config->run.window_ns) : 0;
}
