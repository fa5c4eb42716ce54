/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plotdata.c: what figure.gp draws, as plain columns. */
#include "plotdata.h"

#include <math.h>
#include <stdio.h>

#include "fail.h"

static FILE *open_file(const char *folder, const char *name, const char *ending)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fail("cannot write %s", path);
    }
    return out;
}

static void close_file(FILE *out, const char *folder)
{
    if (ferror(out) != 0 || fclose(out) != 0) {
        fail("cannot write to %s", folder);
    }
}

static void write_timeline(const struct trial *t, FILE *out)
{
    fprintf(out, "time_s,real,simulated_mean,simulated_least,simulated_most\n");
    for (size_t i = 0; i < t->real.windows_n; i++) {
        double sum = 0, least = INFINITY, most = 0;
        for (unsigned k = 0; k < TRIAL_REPLICATIONS; k++) {
            double value = t->simulated[k].queries_per_s[i];
            sum += value;
            least = fmin(least, value);
            most = fmax(most, value);
        }
        fprintf(out, "%g,%g,%g,%g,%g\n", (double)i * (double)t->config->run.window_ns / (double)NS_PER_S,
                t->real.queries_per_s[i], sum / TRIAL_REPLICATIONS, least, most);
    }
}

static void write_latency(const struct trial *t, FILE *out)
{
    struct histogram all = {0};
    for (unsigned k = 0; k < TRIAL_REPLICATIONS; k++) {
        histogram_add(&all, &t->simulated[k].latency);
    }
    fprintf(out, "share,real_ms,simulated_ms\n");
    for (double slower = 1; slower > 1e-4; slower /= 1.12) {
        fprintf(out, "%.6f,%.4f,%.4f\n", slower, histogram_quantile_ns(&t->real.latency, 1 - slower) / 1e6,
                histogram_quantile_ns(&all, 1 - slower) / 1e6);
    }
}

void plotdata_write(const struct trial *t, const char *folder)
{
    FILE *out = open_file(folder, t->config->variant, ".timeline.csv");
    write_timeline(t, out);
    close_file(out, folder);
    out = open_file(folder, t->config->variant, ".latency.csv");
    write_latency(t, out);
    close_file(out, folder);
}

void plotdata_names(const struct trial *t, size_t n, const char *folder)
{
    FILE *out = open_file(folder, "variants", ".txt");
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%s\n", t[i].config->variant);
    }
    close_file(out, folder);
}
