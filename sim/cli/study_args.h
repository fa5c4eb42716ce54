/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_args.h: from the arguments of a study's verb (sweep, tip, advise) to a design without axes: which scenario, which
 * variants, what is set. */
#ifndef HERDSIM_STUDY_ARGS_H
#define HERDSIM_STUDY_ARGS_H

#include "cli/args.h"
#include "cli/data_dirs.h"
#include "report/files/file.h"
#include "study/design.h"

struct study_args {
    struct design design; /* points into what follows, and into the arguments */
    char *path, *text;
};

/* Finds and reads the scenario; anything but EXIT_OK after one line on stderr. To be freed with study_args_free() in any
 * case. */
enum exit_status study_args_open(const struct args *args, const struct data_dirs *dirs, struct study_args *out);
void study_args_free(struct study_args *s);

/* design_complete() as an exit status. */
enum exit_status study_args_complete(struct study_args *s);

/* The folder of its results: as asked for, or results/<scenario>-<suffix>. */
struct file_path study_args_folder(const struct args *args, const struct study_args *s, const char *suffix);

#endif
