/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_csv.c: what theory says of a run (see theory_csv.h). */
#include "report/files/theory_csv.h"

#include "model/results.h"
#include "report/files/csv.h"
#include "theory/expected.h"

enum { ROWS_MAX = 400 }; /* about: the curves are smooth */

bool theory_csv_print(FILE *out, const void *results)
{
    const struct results *r = results;
    const struct config *c = r->config;
    double herd = expected_herd(c), per_s = expected_herd_per_s(c);
    size_t step = r->windows_n / ROWS_MAX + 1;
    fputs("time,cache.hit_ratio,herd.queries,herd.db.queries\n", out);
    for (size_t i = 0; i < r->windows_n; i += step) {
        const struct window *w = &r->windows[i];
        csv_print_number(out, seconds(w->start_ns));
        fputc(',', out);
        csv_print_number(out, expected_hit_ratio(c, seconds(w->start_ns + (w->end_ns - w->start_ns) / 2)));
        fputc(',', out);
        csv_print_number(out, herd);
        fputc(',', out);
        csv_print_number(out, per_s);
        fputc('\n', out);
    }
    return true;
}
