/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_curves.c: theory.csv, read back and drawn (see theory_curves.h). */
#include "report/figures/theory_curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/files/json.h"

bool theory_curves_take(struct theory_curves *t, const struct csv *csv)
{
    size_t n = csv->rows_n - 1, hits = csv_column(csv, "cache.hit_ratio");
    *t = (struct theory_curves){.herd = csv_number(csv, 1, csv_column(csv, "herd.queries")),
                                .herd_per_s = csv_number(csv, 1, csv_column(csv, "herd.db.queries"))};
    t->value = calloc(n + 1, 2 * sizeof *t->value);
    if (t->value == NULL) {
        return false;
    }
    for (size_t row = 1; row <= n; row++) {
        double ratio = csv_number(csv, row, hits);
        if (!isnan(ratio)) {
            t->value[2 * t->rows_n] = csv_number(csv, row, csv_column(csv, "time"));
            t->value[2 * t->rows_n + 1] = ratio;
            t->rows_n++;
        }
    }
    return true;
}

void theory_curves_free(struct theory_curves *t)
{
    free(t->value);
    t->value = NULL;
}

bool theory_curves_same(const struct theory_curves *a, const struct theory_curves *b)
{
    return a->rows_n == b->rows_n && memcmp(a->value, b->value, 2 * a->rows_n * sizeof *a->value) == 0;
}

bool theory_curves_draw(FILE *out, const void *theory)
{
    const struct theory_curves *t = theory;
    fputs("time hit_ratio\n", out);
    for (size_t row = 0; row < t->rows_n; row++) {
        fprintf(out, "%s %s\n", json_number(t->value[2 * row]).s, json_number(t->value[2 * row + 1]).s);
    }
    return true;
}
