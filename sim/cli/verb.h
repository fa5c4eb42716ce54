/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb.h: what the program does: one function per verb, from parsed arguments to an exit status. */
#ifndef HERDSIM_VERB_H
#define HERDSIM_VERB_H

#include <stdio.h>

#include "cli/args.h"
#include "cli/data_dirs.h"

/* Each prints its result on stdout and what went wrong on stderr. */
#define VERB(id, name, least, most, what, usage, help)                                                                 \
    enum exit_status verb_##name(const struct args *args, const struct data_dirs *dirs);
#include "cli/verbs.def"
#undef VERB

struct scenario;

/* Loads the scenario that the user names, with the --set, --seed and --variant of the arguments, and warns on
 * stderr (unless --quiet) of each --set that a variant covers. NULL after messages on stderr; *status then says
 * why. */
struct scenario *verb_load(const char *given, const struct args *args, const struct data_dirs *dirs,
                           enum exit_status *status);

/* Says beforehand which variant asks for more than its database can serve, by arithmetic; nothing where none does. */
void verb_warn_of_demand(const struct scenario *s, FILE *out);

/* Says which exponents were solved from a hit ratio. */
void verb_print_solved(const struct scenario *s, FILE *out);

#endif
