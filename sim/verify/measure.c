/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure.c: what cases read off results, each a function of one run (see measure.h). */
#include "verify/measure.h"

#include <math.h>

#include "base/dist.h"

double measure_read_s(const struct results *r, size_t from)
{
    double sum_s = 0, n = 0;
    for (size_t i = from; i < r->windows_n; i++) {
        const struct percentiles *p = &r->windows[i].read;
        sum_s += p->n > 0 ? p->mean * (double)p->n : 0;
        n += (double)p->n;
    }
    return sum_s / n;
}

double measure_wait_s(const struct results *r, size_t from)
{
    return measure_read_s(r, from) - dist_mean_ns(&r->config->database.service) / (double)NS_PER_S;
}

double measure_count(const struct results *r, enum counter which, size_t from, size_t to)
{
    double n = 0;
    for (size_t i = from; i < to && i < r->windows_n; i++) {
        n += (double)r->windows[i].counter[which];
    }
    return n;
}

double measure_rate_per_s(const struct results *r, enum counter which, size_t from, size_t to)
{
    double time_s = seconds(r->windows[to - 1].end_ns - r->windows[from].start_ns);
    return measure_count(r, which, from, to) / time_s;
}

double measure_share(const struct results *r, enum counter part, enum counter whole)
{
    return (double)r->total[part] / (double)r->total[whole];
}
