/* SPDX-License-Identifier: GPL-3.0-or-later */
/* herdsim: what happens to a database when the cache in front of it goes empty.
 *
 * main.c is the top of the program: arguments, then one verb. cli/ loads scenarios, runs the model on
 * threads, and has the results reported. */
#include <cjson/cJSON.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/args.h"
#include "cli/data_dirs.h"
#include "cli/help.h"
#include "cli/verb.h"

static enum exit_status dispatch(const struct args *args)
{
    static enum exit_status (*const verbs[ARGS_VERBS_N])(const struct args *, const struct data_dirs *) = {
#define VERB(id, name, least, most, what, usage, help) verb_##name,
#include "cli/verbs.def"
#undef VERB
    };
    if (args->verb == VERB_HELP) {
        help_print(args->about, stdout);
        return EXIT_OK;
    }
    if (args->verb == VERB_VERSION) {
        help_print_version(stdout);
        return EXIT_OK;
    }
    struct data_dirs dirs;
    if (!data_dirs_find(&dirs)) {
        fprintf(stderr, "herdsim: out of memory\n");
        return EXIT_CANNOT;
    }
    enum exit_status status = verbs[args->verb](args, &dirs);
    data_dirs_free(&dirs);
    return status;
}

static void *allocate(size_t bytes)
{
    return memory_must(malloc(bytes));
}

/* cJSON drops what it has no memory for without a word, and GSL aborts: here is the one place that deals with either. */
static void tame_libraries(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = free});
    gsl_set_error_handler_off();
}

int main(int argc, char **argv)
{
    tame_libraries();
    struct args args;
    if (!args_parse(argc, argv, &args, stderr)) {
        return EXIT_USAGE;
    }
    enum exit_status status = dispatch(&args);
    args_free(&args);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_OK) {
        perror("herdsim: standard output");
        status = EXIT_CANNOT;
    }
    return (int)status;
}
