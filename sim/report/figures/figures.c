/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.c: a results folder is read in the order of its variants, written as data for gnuplot, and forgotten (see
 * figures.h).
 */
#include "report/figures/figures.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/closest.h"
#include "base/printable.h"
#include "report/figures/choice.h"
#include "report/figures/curves.h"
#include "report/figures/figure_variables.h"
#include "report/figures/marks.h"
#include "report/files/csv.h"
#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/text.h"

#define LEVEL_SEEN 0.1  /* what is faster is not worth the decades that it takes */
#define UNSERVED_S 1e30 /* where those stand who are not served: above all axes */
#define PIECES_N 800    /* a figure is 1600 pixels wide; each piece gives two points */

struct folder { /* what a results folder holds, as far as figures need it */
    const char *dir;
    cJSON *summary;
    struct figure_variables variables;
    const char **name;
    const char *source[CURVES_SOURCES_MAX];
    struct curves *curves;
    bool *chosen;
    double *unserved; /* users, by variant */
    struct marks marks;
};

static bool no_memory(FILE *errors)
{
    fputs("herdsim: no memory for the plots\n", errors);
    return false;
}

static bool read_csv(const char *folder, const char *name, struct csv *csv, FILE *errors)
{
    struct file_path path = file_join(folder, name);
    char *text = file_read(path.text, NULL, errors);
    if (text == NULL) {
        return false;
    }
    if (!csv_parse(csv, text)) {
        fprintf(errors, "herdsim: %s is no table of comma-separated values\n", printable_text(path.text).s);
        return false;
    }
    return true;
}

/* The traffic sources of the variant that has most of them. */
static void read_sources(struct folder *f, const cJSON *variants)
{
    const cJSON *variant, *source, *most = NULL;
    cJSON_ArrayForEach(variant, variants)
    {
        const cJSON *traffic = cJSON_GetObjectItemCaseSensitive(variant, "traffic");
        most = cJSON_GetArraySize(traffic) > cJSON_GetArraySize(most) ? traffic : most;
    }
    size_t n = 0;
    cJSON_ArrayForEach(source, most)
    {
        if (n < CURVES_SOURCES_MAX) {
            f->source[n++] = source->string;
        }
    }
    f->variables.source = f->source;
    f->variables.sources_n = n > 1 ? n : 0;
}

static bool read_summary(struct folder *f, FILE *errors)
{
    struct file_path path = file_join(f->dir, "summary.json");
    char *text = file_read(path.text, NULL, errors);
    if (text == NULL) {
        return false;
    }
    f->summary = cJSON_Parse(text);
    free(text);
    const cJSON *variants = cJSON_GetObjectItemCaseSensitive(f->summary, "variants");
    const char *title = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(f->summary, "title"));
    int n = cJSON_GetArraySize(variants);
    if (!cJSON_IsObject(variants) || n == 0) {
        fprintf(errors, "herdsim: %s names no variant that could be plotted\n", printable_text(path.text).s);
        return false;
    }
    f->name = calloc((size_t)n, sizeof *f->name);
    f->curves = calloc((size_t)n, sizeof *f->curves);
    f->chosen = calloc((size_t)n, sizeof *f->chosen);
    f->unserved = calloc((size_t)n, sizeof *f->unserved);
    if (f->name == NULL || f->curves == NULL || f->chosen == NULL || f->unserved == NULL) {
        return no_memory(errors);
    }
    const cJSON *variant;
    cJSON_ArrayForEach(variant, variants)
    {
        f->name[f->variables.variants_n++] = variant->string;
    }
    read_sources(f, variants);
    const char *scenario = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(f->summary, "scenario"));
    const cJSON *replications = cJSON_GetObjectItemCaseSensitive(f->summary, "replications");
    f->variables.replications_n = cJSON_IsNumber(replications) ? (size_t)replications->valueint : 1;
    f->variables.title = title != NULL && title[0] != '\0' ? title : scenario != NULL ? scenario : "";
    return true;
}

static bool read_bands(struct folder *f, size_t i, const char *folder, FILE *errors)
{
    struct csv csv;
    if (!read_csv(folder, "bands.csv", &csv, errors)) {
        return false;
    }
    bool taken = bands_take(&f->curves[i].bands, &csv, PIECES_N, f->source, f->variables.sources_n);
    csv_free(&csv);
    return taken || no_memory(errors);
}

static bool read_theory(struct folder *f, size_t i, const char *folder, FILE *errors)
{
    struct csv csv;
    if (!read_csv(folder, "theory.csv", &csv, errors)) {
        return false;
    }
    bool taken = theory_curves_take(&f->curves[i].theory, &csv);
    csv_free(&csv);
    return taken || no_memory(errors);
}

/* Users who were not served, from the windows of a timeline. */
static double unserved_of(const struct csv *t)
{
    enum { TIME, LOST, HURT, WAITING, COLUMNS_N };
    static const char *const names[COLUMNS_N] = {"time", "users.lost", "users.hurt", "users.waiting"};
    double sum = 0, window_s = 1;
    for (size_t row = 1; row < t->rows_n; row++) {
        double v[COLUMNS_N];
        for (int i = 0; i < COLUMNS_N; i++) {
            v[i] = csv_number(t, row, csv_column(t, names[i]));
        }
        window_s = row + 1 < t->rows_n ? csv_number(t, row + 1, csv_column(t, names[TIME])) - v[TIME] : window_s;
        sum += window_s * (v[LOST] + fmin(v[WAITING], fmax(v[HURT] - v[LOST], 0)));
    }
    return isfinite(sum) ? floor(sum + 0.5) : 0;
}

static bool read_variant(struct folder *f, size_t i, FILE *errors)
{
    struct file_path folder = file_join(f->dir, file_folder_name(f->name[i]).text);
    struct csv timeline, events;
    if (!read_csv(folder.text, "timeline.csv", &timeline, errors)) {
        return false;
    }
    bool taken = curves_take(&f->curves[i], &timeline, PIECES_N, f->source, f->variables.sources_n);
    f->unserved[i] = unserved_of(&timeline);
    csv_free(&timeline);
    if (!taken) {
        return no_memory(errors);
    }
    if (f->variables.replications_n > 1 && !read_bands(f, i, folder.text, errors)) {
        return false;
    }
    if (!read_theory(f, i, folder.text, errors) || !read_csv(folder.text, "events.csv", &events, errors)) {
        return false;
    }
    for (size_t row = 1; row < events.rows_n; row++) {
        double at_s = csv_number(&events, row, 0);
        if (at_s >= 0 && at_s <= f->curves[i].end_s) {
            marks_add(&f->marks, at_s, csv_text(&events, row, 1), i);
        }
    }
    csv_free(&events);
    return true;
}

/* Turns a percentile file into the columns 1/(1-p) and seconds. Its last line, the maximum, has no finite
 * abscissa: the line goes on flat to 1 in n. The file is of those who were served: where there are others, who stand at the
 * top, its percentiles are those of fewer, and the line goes up where they begin. */
struct distribution {
    const char *hgrm;
    double unserved;                    /* users */
    struct figure_variables *variables; /* collects the ranges */
};

static double served_of(const char *hgrm)
{
    static const char label[] = "Total count    =";
    const char *at = hgrm != NULL ? strstr(hgrm, label) : NULL;
    return at != NULL ? strtod(at + sizeof label - 1, NULL) : 0;
}

static bool print_distribution(FILE *out, const void *context)
{
    const struct distribution *d = context;
    struct figure_variables *p = d->variables;
    double served = served_of(d->hgrm), last = 1;
    fputs("one_in latency\n", out);
    for (const char *line = d->hgrm; line != NULL && *line != '\0';) {
        double value_ms, level;
        unsigned long long counted;
        if (sscanf(line, "%lf %lf %llu", &value_ms, &level, &counted) == 3) {
            double above = d->unserved + (1 - level) * served;
            last = (served + d->unserved) / (above > 0 ? above : 1);
            fprintf(out, "%.9g %.9g\n", last, value_ms * 1e-3);
            bool seen = value_ms > 0 && level >= LEVEL_SEEN;
            p->latency_least_s = seen ? fmin(p->latency_least_s, value_ms * 1e-3) : p->latency_least_s;
            p->latency_most_s = fmax(p->latency_most_s, value_ms * 1e-3);
            p->nines_n =
                fmax(p->nines_n, log10(last) + (d->unserved > 0 ? 0.1 : 0)); /* room for the line that goes up */
        }
        line = strchr(line, '\n');
        line += line != NULL;
    }
    if (d->unserved > 0) {
        fprintf(out, "%.9g %g\n", last, UNSERVED_S);
    }
    return true;
}

static bool write_variant(struct folder *f, size_t i, const char *data, FILE *errors)
{
    struct file_path folder = file_join(f->dir, file_folder_name(f->name[i]).text);
    char name[48];
    snprintf(name, sizeof name, "variant-%zu.dat", i + 1);
    if (!file_write(file_join(data, name).text, curves_print, &f->curves[i], errors)) {
        return false;
    }
    snprintf(name, sizeof name, "band-%zu.dat", i + 1);
    if (f->variables.replications_n > 1 &&
        !file_write(file_join(data, name).text, bands_draw, &f->curves[i].bands, errors)) {
        return false;
    }
    snprintf(name, sizeof name, "theory-%zu.dat", i + 1);
    if (!file_write(file_join(data, name).text, theory_curves_draw, &f->curves[i].theory, errors)) {
        return false;
    }
    char *hgrm = file_read(file_join(folder.text, "latency.hgrm").text, NULL, errors);
    if (hgrm == NULL) {
        return false;
    }
    snprintf(name, sizeof name, "latency-%zu.dat", i + 1);
    struct distribution distribution = {hgrm, f->unserved[i], &f->variables};
    bool written = file_write(file_join(data, name).text, print_distribution, &distribution, errors);
    free(hgrm);
    return written;
}

static bool write_all(struct folder *f, FILE *errors)
{
    struct file_path data = file_join(f->dir, "plots/data");
    if (!file_make_folder(data.text, errors)) {
        return false;
    }
    double end_s = 0;
    for (size_t i = 0; i < f->variables.variants_n; i++) {
        if (!write_variant(f, i, data.text, errors)) {
            return false;
        }
        end_s = fmax(end_s, f->curves[i].end_s);
    }
    marks_lay_out(&f->marks, end_s > 0 ? end_s : 1);
    return file_write(file_join(data.text, "figures.gp").text, figure_variables_print, &f->variables, errors);
}

/* Marks the variant of that name, of n bytes. */
static bool choose_one(struct folder *f, const char *given, size_t n, FILE *errors)
{
    struct text name = text_format("%.*s", (int)n, given);
    for (size_t i = 0; i < f->variables.variants_n; i++) {
        if (strcmp(f->name[i], name.s) == 0) {
            f->chosen[i] = true;
            return true;
        }
    }
    const char *guess = closest_of(name.s, f->name, f->variables.variants_n);
    fprintf(errors, "herdsim: %s has no variant '%s'", printable_text(f->dir).s, printable_text(name.s).s);
    if (guess != NULL) {
        fprintf(errors, "; did you mean '%s'?", printable_text(guess).s);
    }
    fputc('\n', errors);
    return false;
}

/* Those that are asked for, each a name or several with commas between them, or else those that differ most. */
static bool choose(struct folder *f, const char *const *variants, size_t variants_n, FILE *errors)
{
    if (variants_n == 0) {
        choice_make(f->curves, f->variables.variants_n, f->chosen);
    }
    for (size_t k = 0; k < variants_n; k++) {
        const char *name = variants[k];
        for (size_t n; n = strcspn(name, ","), true; name += n + 1) {
            if (!choose_one(f, name, n, errors)) {
                return false;
            }
            if (name[n] == '\0') {
                break;
            }
        }
    }
    return true;
}

bool figures_prepare(const char *dir, const char *const *variants, size_t variants_n, bool *hits, FILE *errors)
{
    struct folder f = {.dir = dir};
    bool ready = read_summary(&f, errors);
    for (size_t i = 0; ready && i < f.variables.variants_n; i++) {
        ready = read_variant(&f, i, errors);
    }
    f.variables.name = f.name;
    f.variables.curves = f.curves;
    f.variables.marks = &f.marks;
    f.variables.chosen = f.chosen;
    ready = ready && choose(&f, variants, variants_n, errors);
    f.variables.latency_least_s = (double)INFINITY;
    if (ready && !plots_remove(dir)) { /* what is there, was drawn from other data */
        fprintf(errors, "herdsim: cannot replace the plots in %s: %s\n", printable_text(dir).s, strerror(errno));
        ready = false;
    }
    ready = ready && write_all(&f, errors);
    *hits = false;
    for (size_t i = 0; i < f.variables.variants_n; i++) {
        *hits = *hits || curves_most(&f.curves[i], CURVE_HITS) > 0;
        curves_free(&f.curves[i]);
    }
    free(f.name);
    free(f.curves);
    free(f.chosen);
    free(f.unserved);
    cJSON_Delete(f.summary);
    return ready;
}
