/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.c: cells in the order of the header (see rows.h). */
#include "study/rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outcome/metrics.h"
#include "report/files/csv.h"
#include "report/samples.h"

static bool add(struct rows *r, const char *source, const char *name)
{
    char full[256];
    snprintf(full, sizeof full, "%s%s%s%s", source ? "traffic." : "", source ? source : "", source ? "." : "", name);
    for (size_t i = 0; i < r->metrics_n; i++) {
        if (strcmp(r->metric[i], full) == 0) {
            return true;
        }
    }
    char **more = realloc(r->metric, (r->metrics_n + 1) * sizeof *more);
    r->metric = more != NULL ? more : r->metric;
    char *copy = more == NULL ? NULL : strdup(full);
    if (copy == NULL) {
        return false;
    }
    r->metric[r->metrics_n++] = copy;
    return true;
}

bool rows_init(struct rows *r, const struct design *d)
{
    *r = (struct rows){.design = d};
    bool ok = true;
    for (size_t i = 0; ok && i < metrics_n; i++) {
        ok = add(r, NULL, metrics_table[i].name);
    }
    for (size_t v = 0; ok && v < d->base->variants_n; v++) {
        const struct config *c = &d->base->variants[v];
        for (size_t s = 0; ok && s < c->sources_n; s++) {
            for (size_t i = 0; ok && i < metrics_source_n; i++) {
                ok = add(r, c->sources[s].name, metrics_source_table[i].name);
            }
        }
    }
    return ok;
}

void rows_free(struct rows *r)
{
    for (size_t i = 0; i < r->metrics_n; i++) {
        free(r->metric[i]);
    }
    free(r->metric);
    *r = (struct rows){0};
}

void rows_print_header(const struct rows *r, FILE *out)
{
    fputs("run,point", out);
    for (size_t a = 0; a < r->design->axes_n; a++) {
        fputc(',', out);
        csv_print(out, r->design->axis[a].path);
    }
    fputs(",variant,replication,seed,verdict,reason", out);
    for (size_t i = 0; i < r->metrics_n; i++) {
        fputc(',', out);
        csv_print(out, r->metric[i]);
    }
    fputc('\n', out);
}

/* A cell on one line. */
static void print_cell(const char *text, FILE *out)
{
    char line[400];
    snprintf(line, sizeof line, "%s", text);
    for (char *c = line; *c != '\0'; c++) {
        *c = *c == '\n' || *c == '\r' ? ' ' : *c;
    }
    csv_print(out, line);
}

static void print_which(const struct rows *r, size_t run, FILE *out)
{
    struct design_run which = design_run_of(r->design, run);
    const struct config *c = &r->design->base->variants[which.variant];
    fprintf(out, "%zu,%zu", run, which.point);
    for (size_t a = 0; a < r->design->axes_n; a++) {
        fputc(',', out);
        print_cell(r->design->axis[a].value[which.index[a]], out);
    }
    fputc(',', out);
    csv_print(out, c->variant);
    fprintf(out, ",%zu,%" PRIu64 ",", which.replication, samples_seed(c->run.seed, which.replication));
}

void rows_print(const struct rows *r, size_t run, const struct results *results, FILE *out)
{
    const struct config *c = results->config;
    print_which(r, run, out);
    print_cell(metrics_verdict_name(results->verdict), out);
    fputc(',', out); /* no reason: it was simulated */
    for (size_t i = 0; i < r->metrics_n; i++) {
        size_t index = i;
        fputc(',', out);
        /* Those of the run as a whole come first in both; of sources there may be others than in the base. */
        if (i < metrics_n || metrics_index(c, r->metric[i], &index)) {
            csv_print_number(out, metrics_at(results, index));
        }
    }
    fputc('\n', out);
}

void rows_print_reason(const struct rows *r, size_t run, const char *reason, FILE *out)
{
    print_which(r, run, out);
    fputc(',', out);
    print_cell(reason, out);
    for (size_t i = 0; i < r->metrics_n; i++) {
        fputc(',', out);
    }
    fputc('\n', out);
}
