/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data_dirs.h: the files that come with the program: scenarios and gnuplot scripts.
 *
 * They are found next to the program in its source tree, or under share/herdsim after `make install`;
 * in both cases relative to where the program itself lies (/proc/self/exe), so a tree may be moved.
 */
#ifndef HERDSIM_DATA_DIRS_H
#define HERDSIM_DATA_DIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct data_dirs {
    char *scenarios; /* folder, or NULL if not found */
    char *plots;     /* folder of the gnuplot scripts, or NULL if not found */
    char **names;    /* bundled scenarios, without ".json", sorted */
    size_t names_n;
};

/* Looks around. False only without memory. */
bool data_dirs_find(struct data_dirs *b);
void data_dirs_free(struct data_dirs *b);

/* The path of a scenario that the user names by path or by bundled name; to be freed. A path that exists
 * wins. NULL after a message with the closest name if there is neither. */
char *data_dirs_resolve(const struct data_dirs *b, const char *given, FILE *errors);

/* The path of bundled scenario i; to be freed. NULL without memory. */
char *data_dirs_path(const struct data_dirs *b, size_t i);

#endif
