/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tables.c: measured beside simulated, with the difference, for README and terminal. */
#include "tables.h"

#include <math.h>

enum form { PLAIN, WHOLE, SHARE, TIME };

static const struct {
    const char *name;
    enum form form;
} measure_info[MEASURES_N] = {[MEASURE_HERD] = {"queries per missing value", PLAIN},
                              [MEASURE_QUERIES] = {"database queries", WHOLE},
                              [MEASURE_PEAK] = {"peak queries/s", WHOLE},
                              [MEASURE_SERVICE] = {"query takes, mean", TIME},
                              [MEASURE_HITS] = {"hit ratio", SHARE},
                              [MEASURE_P50] = {"read p50", TIME},
                              [MEASURE_P99] = {"read p99", TIME}};

struct cell {
    char s[48];
};

static struct cell cell_of(enum measure m, double value)
{
    struct cell c = {"-"};
    if (isnan(value)) {
        return c;
    }
    switch (measure_info[m].form) {
    case PLAIN:
        snprintf(c.s, sizeof c.s, "%.2f", value);
        break;
    case WHOLE:
        snprintf(c.s, sizeof c.s, "%.0f", value);
        break;
    case SHARE:
        snprintf(c.s, sizeof c.s, "%.2f%%", 100 * value);
        break;
    case TIME:
        snprintf(c.s, sizeof c.s, value < 0.01 ? "%.2f ms" : "%.1f ms", 1e3 * value);
        break;
    }
    return c;
}

static struct cell difference_cell(const struct trial_difference *d)
{
    struct cell c = {"-"};
    if (!isnan(d->relative)) {
        static const char *const form[] = {
            [TRIAL_WITHIN] = "%+.1f%%", [TRIAL_CHANCE] = "%+.1f%% (chance)", [TRIAL_BEYOND] = "**%+.1f%%**"};
        snprintf(c.s, sizeof c.s, form[d->verdict], 100 * d->relative);
    }
    return c;
}

void tables_full(FILE *out, const struct scenario *s, const struct unloaded *u, const struct trial *trials, size_t n)
{
    fprintf(out, "### %s: %s\n\n%s\n\n", s->name, s->title, s->about);
    fprintf(out,
            "Measured on an idle system, and added to the durations that the scenario states: for a look in the cache "
            "p50 %.2f ms, p99 %.2f ms; for a query p50 %.2f ms, p99 %.2f ms.\n\n",
            histogram_quantile_ns(&u->lookup, 0.5) / 1e6, histogram_quantile_ns(&u->lookup, 0.99) / 1e6,
            histogram_quantile_ns(&u->query, 0.5) / 1e6, histogram_quantile_ns(&u->query, 0.99) / 1e6);
    fprintf(out, "| variant | measure | real | simulated, same users | simulated, %d seeds | difference |\n",
            TRIAL_REPLICATIONS);
    fprintf(out, "|---|---|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < n; i++) {
        for (enum measure m = 0; m < MEASURES_N; m++) {
            struct trial_difference d = trial_compare(&trials[i], m);
            fprintf(out, "| %s | %s | %s | %s | %s ± %s | %s |\n", m == 0 ? trials[i].config->variant : "",
                    measure_info[m].name, cell_of(m, trials[i].real.value[m]).s, cell_of(m, trials[i].same.value[m]).s,
                    cell_of(m, d.mean).s, cell_of(m, d.half).s, difference_cell(&d).s);
        }
        fprintf(out, "| | load program late, p99 | %.2f ms%s | | | |\n", 1e3 * trials[i].late_p99_s,
                trial_disturbed(&trials[i]) ? " **disturbed**" : "");
    }
    fprintf(out, "\n");
}

void tables_short_heading(FILE *out)
{
    fprintf(out, "| case, variant | queries per missing value | database queries | read p50 | read p99 |\n");
    fprintf(out, "|---|---:|---:|---:|---:|\n");
}

void tables_short(FILE *out, const struct scenario *s, const struct trial *trials, size_t n)
{
    static const enum measure shown[] = {MEASURE_HERD, MEASURE_QUERIES, MEASURE_P50, MEASURE_P99};
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "| %s, %s%s |", s->name, trials[i].config->variant,
                trial_disturbed(&trials[i]) ? " (disturbed)" : "");
        for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
            struct trial_difference d = trial_compare(&trials[i], shown[k]);
            fprintf(out, " %s / %s |", cell_of(shown[k], trials[i].real.value[shown[k]]).s,
                    cell_of(shown[k], d.mean).s);
        }
        fprintf(out, "\n");
    }
}
