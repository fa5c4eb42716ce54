/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb.h: what the program does: one function per verb, from parsed arguments to an exit status. */
#ifndef HERDSIM_VERB_H
#define HERDSIM_VERB_H

#include "cli/args.h"
#include "cli/data_dirs.h"

/* Each prints its result on stdout and what went wrong on stderr. */
enum exit_status verb_run(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_check(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_envelope(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_list(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_schema(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_plot(const struct args *args, const struct data_dirs *bundle);
enum exit_status verb_verify(const struct args *args, const struct data_dirs *bundle);

struct scenario;

/* Loads the scenario that the user names, with the --set, --seed and --variant of the arguments, and warns on
 * stderr (unless --quiet) of each --set that a variant covers. NULL after messages on stderr; *status then says
 * why. */
struct scenario *verb_load(const char *given, const struct args *args, const struct data_dirs *bundle,
                           enum exit_status *status);

#endif
