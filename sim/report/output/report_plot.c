/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_plot.c: one process of gnuplot a figure; what is whole moves to its place. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"
#include "report/figures/figures.h"
#include "report/figures/gnuplot.h"
#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/page/page_figures.h"
#include "report/report.h"

#define TIME_LIMIT_MS 60000 /* of a figure */

/* gnuplot draws into plots/data/, and what is complete moves to plots/. */
static enum gnuplot_status draw(const char *dir, const char *scripts, const char *figure, const char *kind,
                                FILE *errors)
{
    char name[64], setting[96], drawn[96];
    snprintf(name, sizeof name, "%s.gp", figure);
    snprintf(setting, sizeof setting, "figure = '%s'; kind = '%s'", figure, kind);
    struct file_path style = file_join(scripts, "style.gp"), script = file_join(scripts, name);
    const char *arguments[] = {"-d", "-e", setting, "plots/data/figures.gp", style.text, script.text, NULL};
    snprintf(name, sizeof name, "%s.%s", figure, kind);
    snprintf(drawn, sizeof drawn, "plots/data/%s", name);
    struct file_path from = file_join(dir, drawn);
    snprintf(drawn, sizeof drawn, "plots/%s", name);
    struct file_path to = file_join(dir, drawn);
    enum gnuplot_status status = gnuplot_run(dir, arguments, TIME_LIMIT_MS, name, errors);
    if (status == GNUPLOT_DONE && !gnuplot_has_drawn(from.text, kind)) {
        fprintf(errors, "herdsim: gnuplot could not write all of %s; is the disk full?\n", printable_text(to.text).s);
        status = GNUPLOT_FAILED;
    } else if (status == GNUPLOT_DONE && rename(from.text, to.text) != 0) {
        fprintf(errors, "herdsim: cannot write %s: %s\n", printable_text(to.text).s, strerror(errno));
        status = GNUPLOT_FAILED;
    }
    if (status != GNUPLOT_DONE) {
        unlink(from.text);
    }
    return status;
}

static enum report_plots draw_all(const char *dir, const char *scripts, bool hits, FILE *errors)
{
    static const char *const kinds[] = {"svg", "png"};
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        if (!hits && strcmp(plots_names[i], "hit-ratio") == 0) {
            continue;
        }
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            switch (draw(dir, scripts, plots_names[i], kinds[k], errors)) {
            case GNUPLOT_DONE:
                break;
            case GNUPLOT_MISSING:
                fprintf(errors,
                        "herdsim: no plots, because gnuplot is not installed. For plots: "
                        "apt-get install gnuplot-nox, then herdsim plot %s\n",
                        printable_text(dir).s);
                return REPORT_PLOTS_MISSING;
            case GNUPLOT_FAILED:
                return REPORT_PLOTS_FAILED;
            case GNUPLOT_INTERRUPTED:
                return REPORT_PLOTS_INTERRUPTED;
            }
        }
    }
    return REPORT_PLOTS_DONE;
}

enum report_plots report_plot(const char *dir, const char *scripts, const char *const *variants, size_t variants_n,
                              FILE *errors)
{
    char *absolute = realpath(scripts, NULL); /* gnuplot works in `dir` */
    if (absolute == NULL) {
        fprintf(errors, "herdsim: cannot read the plot scripts in %s: %s\n", printable_text(scripts).s,
                strerror(errno));
        return REPORT_PLOTS_FAILED;
    }
    bool hits = false;
    enum report_plots status = REPORT_PLOTS_FAILED;
    if (figures_prepare(dir, variants, variants_n, &hits, errors)) {
        status = draw_all(dir, absolute, hits, errors);
    }
    free(absolute);
    if (status == REPORT_PLOTS_DONE && !page_figures_fill(dir, errors)) {
        status = REPORT_PLOTS_FAILED;
    }
    return status;
}
