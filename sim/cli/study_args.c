/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_args.c: see study_args.h. */
#include "cli/study_args.h"

#include <stdlib.h>
#include <string.h>

#include "base/version.h"

enum exit_status study_args_open(const struct args *args, const struct data_dirs *dirs, struct study_args *out)
{
    *out = (struct study_args){
        .design = {
            .version = VERSION,
            .replications = args->replications > 0 ? args->replications : 1,
            .keep = args->variants,
            .keep_n = args->variants_n,
            .options = {.set = args->set, .set_n = args->set_n, .seed_given = args->seed_given, .seed = args->seed}}};
    out->path = data_dirs_resolve(dirs, args->operands[0], stderr);
    if (out->path == NULL) {
        return EXIT_USAGE;
    }
    out->text = file_read(out->path, &out->design.text_n, stderr);
    out->design.path = out->path;
    out->design.text = out->text;
    return out->text == NULL ? EXIT_CANNOT : EXIT_OK;
}

void study_args_free(struct study_args *s)
{
    design_free(&s->design);
    free(s->text);
    free(s->path);
}

enum exit_status study_args_complete(struct study_args *s)
{
    bool unreadable = false;
    return design_complete(&s->design, stderr, &unreadable) ? EXIT_OK : unreadable ? EXIT_CANNOT : EXIT_USAGE;
}

struct file_path study_args_folder(const struct args *args, const struct study_args *s, const char *suffix)
{
    struct file_path dir =
        file_join(args->output != NULL ? args->output : "results", args->output != NULL ? NULL : s->design.base->name);
    if (args->output == NULL) {
        size_t n = strlen(dir.text);
        snprintf(dir.text + n, sizeof dir.text - n, "-%s", suffix);
    }
    return dir;
}
