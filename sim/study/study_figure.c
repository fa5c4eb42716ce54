/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_figure.c: two files, two calls of gnuplot (see study_figure.h). */
#include "study/study_figure.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"
#include "report/figures/gnuplot.h"
#include "report/text.h"

#define TIME_LIMIT_MS 60000

void study_figure_number(FILE *out, double value)
{
    if (isfinite(value)) {
        fprintf(out, " %.10g", value);
    } else {
        fputs(" NaN", out);
    }
}

static struct file_path figure_path(const char *dir, const char *name, const char *kind)
{
    return file_join(dir, text_format("%s.%s", name, kind).s);
}

static enum study_figure draw(const char *dir, const char *scripts, const char *name, const char *kind, FILE *errors)
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
    if (status == GNUPLOT_DONE && !gnuplot_has_drawn(figure_path(dir, name, kind).text, kind)) {
        fprintf(errors, "herdsim: gnuplot could not write all of %s; is the disk full?\n",
                printable_text(figure_path(dir, name, kind).text).s);
        status = GNUPLOT_FAILED;
    }
    if (status != GNUPLOT_DONE) {
        unlink(figure_path(dir, name, kind).text);
        return status == GNUPLOT_MISSING ? STUDY_FIGURE_MISSING : STUDY_FIGURE_FAILED;
    }
    return STUDY_FIGURE_DONE;
}

enum study_figure study_figure_draw(const char *dir, const char *scripts, const char *name, file_compose variables,
                                    file_compose data, const void *context, FILE *errors)
{
    static const char *const kinds[] = {"svg", "png"};
    struct file_path folder = file_join(dir, "data"), points = file_join(folder.text, "points.dat"),
                     figure = file_join(folder.text, "figure.gp");
    for (size_t k = 0; k < 2; k++) {
        unlink(figure_path(dir, name, kinds[k]).text);
    }
    char *absolute = realpath(scripts, NULL); /* gnuplot works in `dir` */
    enum study_figure status = STUDY_FIGURE_FAILED;
    if (absolute == NULL) {
        fprintf(errors, "herdsim: cannot read %s: %s\n", printable_text(scripts).s, strerror(errno));
    } else if (file_make_folder(folder.text, errors) && file_write(points.text, data, context, errors) &&
               file_write(figure.text, variables, context, errors)) {
        status = STUDY_FIGURE_DONE;
    }
    for (size_t k = 0; k < 2 && status == STUDY_FIGURE_DONE; k++) {
        status = draw(dir, absolute, name, kinds[k], errors);
    }
    free(absolute);
    return status;
}
