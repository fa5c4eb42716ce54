/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_metrics.c: `herdsim metrics`: what each name in the results means, for a terminal or scenarios/README.md. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/printable.h"
#include "cli/progress.h"
#include "cli/verb.h"
#include "report/files/catalogue.h"

enum exit_status verb_metrics(const struct args *args, const struct data_dirs *dirs)
{
    (void)dirs;
    const char *pattern = args->operands_n > 0 ? args->operands[0] : NULL;
    if (args->markdown) {
        catalogue_print_markdown(stdout);
        return EXIT_OK;
    }
    int width = isatty(STDOUT_FILENO) ? progress_width(stdout) : 80;
    if (catalogue_list(stdout, pattern, width) > 0) {
        return EXIT_OK;
    }
    char *guess = catalogue_guess(pattern);
    fprintf(stderr, "herdsim: no metric matches '%s'", printable_text(pattern).s);
    if (guess != NULL) {
        fprintf(stderr, "; did you mean '%s'?", guess);
    }
    fputs("\n`herdsim metrics` lists them all.\n", stderr);
    free(guess);
    return EXIT_USAGE;
}
