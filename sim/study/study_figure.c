/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_figure.c: two files, two calls of gnuplot (see study_figure.h). */
#include "study/study_figure.h"

#include <math.h>
#include <stdlib.h>

#include "report/figures/gnuplot.h"

#define TIME_LIMIT_MS 60000

void study_figure_number(FILE *out, double value)
{
    if (isfinite(value)) {
        fprintf(out, " %.10g", value);
    } else {
        fputs(" NaN", out);
    }
}

static bool draw(const char *dir, const char *scripts, const char *name, const char *kind, FILE *errors)
{
    char setting[64], file[64], script_name[64];
    snprintf(setting, sizeof setting, "kind = '%s'", kind);
    snprintf(file, sizeof file, "%s.%s", name, kind);
    snprintf(script_name, sizeof script_name, "%s.gp", name);
    struct file_path script = file_join(scripts, script_name);
    const char *arguments[] = {"-d", "-e", setting, "data/figure.gp", script.text, NULL};
    enum gnuplot_status status = gnuplot_run(dir, arguments, TIME_LIMIT_MS, file, errors);
    if (status == GNUPLOT_MISSING) {
        fprintf(errors, "herdsim: no plot, because gnuplot is not installed\n");
    }
    return status == GNUPLOT_DONE;
}

bool study_figure_draw(const char *dir, const char *scripts, const char *name, file_compose variables,
                       file_compose data, const void *context, FILE *errors)
{
    struct file_path folder = file_join(dir, "data"), points = file_join(folder.text, "points.dat"),
                     figure = file_join(folder.text, "figure.gp");
    char *absolute = realpath(scripts, NULL); /* gnuplot works in `dir` */
    bool ok = absolute != NULL && file_make_folder(folder.text, errors) &&
              file_write(points.text, data, context, errors) && file_write(figure.text, variables, context, errors) &&
              draw(dir, absolute, name, "svg", errors) && draw(dir, absolute, name, "png", errors);
    free(absolute);
    return ok;
}
