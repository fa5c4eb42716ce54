/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_plot.c: one process of gnuplot a figure; a figure that fails does not cost the others. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures/figures.h"
#include "report/figures/gnuplot.h"
#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/report.h"

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
    enum gnuplot_status status = gnuplot_run(dir, arguments, name, errors);
    if (status == GNUPLOT_DONE) {
        snprintf(drawn, sizeof drawn, "plots/data/%s", name);
        struct file_path from = file_join(dir, drawn);
        snprintf(drawn, sizeof drawn, "plots/%s", name);
        struct file_path to = file_join(dir, drawn);
        if (rename(from.text, to.text) != 0) {
            fprintf(errors, "herdsim: cannot write %s: %s\n", to.text, strerror(errno));
            status = GNUPLOT_FAILED;
        }
    }
    return status;
}

static bool draw_all(const char *dir, const char *scripts, FILE *errors)
{
    static const char *const kinds[] = {"svg", "png"};
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            enum gnuplot_status status = draw(dir, scripts, plots_names[i], kinds[k], errors);
            if (status == GNUPLOT_MISSING) {
                fprintf(errors,
                        "herdsim: no plots, because gnuplot is not installed. For plots: "
                        "apt-get install gnuplot-nox, then herdsim plot %s\n",
                        dir);
            }
            if (status != GNUPLOT_DONE) {
                return false;
            }
        }
    }
    return true;
}

bool report_plot(const char *dir, const char *scripts, FILE *errors)
{
    char *absolute = realpath(scripts, NULL); /* gnuplot works in `dir` */
    if (absolute == NULL) {
        fprintf(errors, "herdsim: cannot read the plot scripts in %s: %s\n", scripts, strerror(errno));
        return false;
    }
    plots_remove(dir);
    bool drawn = figures_prepare(dir, errors) && draw_all(dir, absolute, errors);
    free(absolute);
    return drawn;
}
