/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_figure.c: rows gathered by variant and point; gnuplot is told by variables what there is (see sweep_figure.h). */
#include "study/sweep_figure.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interval.h"
#include "base/printable.h"
#include "outcome/metrics.h"
#include "report/figures/figure_string.h"
#include "report/figures/figure_variables.h"
#include "report/files/csv.h"
#include "report/files/file.h"
#include "report/palette.h"
#include "scenario/quantity.h"
#include "study/axis.h"
#include "study/study_figure.h"

#define CONFIDENCE 0.95
#define DEFAULT_METRIC "latency.session.p99"

struct figure {
    struct csv csv;
    cJSON *json;
    const cJSON *axis[2]; /* the first two that are varied */
    size_t axes_n, n[2];
    size_t column[2], variant_column, verdict_column, metric_column;
    const cJSON *variants;
    size_t variants_n;
    const char *metric; /* NULL: verdicts */
    double *values;     /* room for one point's */
};

static const char *value_text(const struct figure *f, size_t a, size_t i)
{
    return cJSON_GetArrayItem(cJSON_GetObjectItem(f->axis[a], "values"), (int)i)->valuestring;
}

static const char *variant_name(const struct figure *f, size_t v)
{
    return cJSON_GetArrayItem(f->variants, (int)v)->valuestring;
}

/* Where a value stands on its axis: its number in SI units, or its place if one of them is a word. */
static double position(const struct figure *f, size_t a, size_t i, bool *words)
{
    struct quantity q = {0};
    *words = false;
    for (size_t j = 0; j < f->n[a]; j++) {
        *words = *words || !quantity_parse(value_text(f, a, j), &q);
    }
    return !*words && quantity_parse(value_text(f, a, i), &q) ? axis_si(&q) : (double)i;
}

static int badness(const char *verdict)
{
    static const char *const order[] = {"calm", "undecided", "degraded", "overloaded", "collapsed"};
    for (int i = 0; i < 5; i++) {
        if (strcmp(verdict, order[i]) == 0) {
            return i;
        }
    }
    return -1; /* not simulated */
}

struct point {
    struct interval interval;
    int worst; /* verdict by badness(); -1: not simulated */
};

/* What the runs of a variant say where the first two axes have these values. */
static struct point point_of(struct figure *f, size_t v, size_t i, size_t j)
{
    struct point p = {.worst = -1};
    size_t n = 0;
    for (size_t row = 1; row < f->csv.rows_n; row++) {
        if (strcmp(csv_text(&f->csv, row, f->variant_column), variant_name(f, v)) != 0 ||
            strcmp(csv_text(&f->csv, row, f->column[0]), value_text(f, 0, i)) != 0 ||
            (f->axes_n > 1 && strcmp(csv_text(&f->csv, row, f->column[1]), value_text(f, 1, j)) != 0)) {
            continue;
        }
        int bad = badness(csv_text(&f->csv, row, f->verdict_column));
        p.worst = bad > p.worst ? bad : p.worst;
        f->values[n++] = csv_number(&f->csv, row, f->metric_column);
    }
    p.interval = interval_of_finite(f->values, NULL, n, CONFIDENCE);
    return p;
}

/* x y mean low high verdict, a block of lines for each x where there are two axes. */
static bool print_data(FILE *out, const void *context)
{
    struct figure *f = (struct figure *)(uintptr_t)context;
    bool words;
    for (size_t v = 0; v < f->variants_n; v++) {
        for (size_t i = 0; i < f->n[0]; i++) {
            for (size_t j = 0; j < f->n[1]; j++) {
                struct point p = point_of(f, v, i, j);
                study_figure_number(out, position(f, 0, i, &words));
                study_figure_number(out, f->axes_n > 1 ? position(f, 1, j, &words) : 0);
                study_figure_number(out, p.interval.mean);
                study_figure_number(out, p.interval.low);
                study_figure_number(out, p.interval.high);
                fprintf(out, " %d %zu %zu\n", p.worst, i, j);
            }
        }
        fputs("\n\n", out);
    }
    return true;
}

static const char *axis_unit(const struct figure *f, size_t a)
{
    struct quantity q;
    if (!quantity_parse(value_text(f, a, 0), &q)) {
        return "";
    }
    return q.kind == QUANTITY_DURATION ? " (s)" : q.kind == QUANTITY_RATE ? " (per second)" : "";
}

static void print_axis(const struct figure *f, size_t a, FILE *out)
{
    char label[300];
    bool words, is_log = cJSON_IsTrue(cJSON_GetObjectItem(f->axis[a], "log"));
    (void)position(f, a, 0, &words);
    snprintf(label, sizeof label, "%s%s%s", cJSON_GetObjectItem(f->axis[a], "path")->valuestring,
             words ? "" : axis_unit(f, a), is_log ? ", logarithmic" : "");
    fprintf(out, "label%zu = ", a);
    figure_string_print(out, label);
    fprintf(out, "\nwords%zu = %d\nlog%zu = %d\narray value%zu[%zu] = [", a, words, a, is_log, a, f->n[a] + 1);
    for (size_t i = 0; i < f->n[a]; i++) {
        figure_string_print(out, value_text(f, a, i));
        fputs(", ", out);
    }
    fputs("'']\n", out);
}

static bool print_variables(FILE *out, const void *context)
{
    const struct figure *f = context;
    char title[300];
    snprintf(title, sizeof title, "%s: %s", cJSON_GetObjectItem(f->json, "scenario")->valuestring,
             f->metric == NULL ? "worst verdict" : f->metric);
    fputs("title_text = ", out);
    figure_string_print(out, title);
    snprintf(title, sizeof title, "%s (%s)", f->metric == NULL ? "" : f->metric,
             f->metric == NULL ? "" : metrics_unit(f->metric));
    fputs("\nmetric_text = ", out);
    figure_string_print(out, title);
    fprintf(out, "\naxes = %zu\nverdicts = %d\nvariants = %zu\nreplications = %d\n", f->axes_n, f->metric == NULL,
            f->variants_n, cJSON_GetObjectItem(cJSON_GetObjectItem(f->json, "plan"), "replications")->valueint);
    for (size_t a = 0; a < f->axes_n; a++) {
        print_axis(f, a, out);
    }
    fprintf(out, "array variant_name[%zu] = [", f->variants_n + 1);
    for (size_t v = 0; v < f->variants_n; v++) {
        figure_string_print(out, variant_name(f, v));
        fputs(", ", out);
    }
    fprintf(out, "'']\narray variant_colour[%zu] = [", f->variants_n + 1);
    for (size_t v = 0; v < f->variants_n; v++) {
        fprintf(out, "'%s', ", palette_hex(v));
    }
    fputs("'']\n", out);
    return true;
}

static bool open_figure(struct figure *f, const char *dir, const char *metric, FILE *errors)
{
    struct file_path json = file_join(dir, "sweep.json"), csv = file_join(dir, "sweep.csv");
    char *text = file_read(json.text, NULL, errors);
    f->json = text == NULL ? NULL : cJSON_Parse(text);
    free(text);
    text = f->json == NULL ? NULL : file_read(csv.text, NULL, errors);
    if (text == NULL || !csv_parse(&f->csv, text)) {
        return false;
    }
    const cJSON *plan = cJSON_GetObjectItem(f->json, "plan"), *vary = cJSON_GetObjectItem(plan, "vary");
    f->variants = cJSON_GetObjectItem(plan, "variants");
    f->variants_n = (size_t)cJSON_GetArraySize(f->variants);
    f->axes_n = cJSON_GetArraySize(vary) > 1 ? 2 : 1;
    f->n[1] = 1;
    for (size_t a = 0; a < f->axes_n; a++) {
        f->axis[a] = cJSON_GetArrayItem(vary, (int)a);
        f->n[a] = (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(f->axis[a], "values"));
        f->column[a] = csv_column(&f->csv, cJSON_GetObjectItem(f->axis[a], "path")->valuestring);
    }
    f->variant_column = csv_column(&f->csv, "variant");
    f->verdict_column = csv_column(&f->csv, "verdict");
    f->metric = metric != NULL ? metric : f->axes_n == 1 ? DEFAULT_METRIC : NULL;
    f->metric_column = csv_column(&f->csv, f->metric != NULL ? f->metric : DEFAULT_METRIC);
    f->values = calloc(f->csv.rows_n + 1, sizeof *f->values);
    if (f->metric_column == f->csv.columns_n) {
        fprintf(errors, "herdsim: --plot: %s has no column '%s'\n", printable_text(csv.text).s,
                printable_text(f->metric).s);
        return false;
    }
    return f->values != NULL;
}

enum study_figure sweep_figure_draw(const char *dir, const char *scripts, const char *metric, FILE *errors)
{
    struct figure f = {0};
    enum study_figure status = STUDY_FIGURE_FAILED;
    if (open_figure(&f, dir, metric, errors)) {
        status = study_figure_draw(dir, scripts, "sweep", print_variables, print_data, &f, errors);
    }
    csv_free(&f.csv);
    cJSON_Delete(f.json);
    free(f.values);
    return status;
}
