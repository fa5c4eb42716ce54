/* bundle.h: the files that come with the program: scenarios and gnuplot scripts.
 *
 * They are found next to the program in its source tree, or under share/herdsim after `make install`;
 * in both cases relative to where the program itself lies (/proc/self/exe), so a tree may be moved.
 */
#ifndef HERDSIM_BUNDLE_H
#define HERDSIM_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct bundle {
    char *scenarios; /* folder, or NULL if not found */
    char *plots;     /* folder of the gnuplot scripts, or NULL if not found */
    char **names;    /* bundled scenarios, without ".json", sorted */
    size_t names_n;
};

/* Looks around. False only without memory. */
bool bundle_find(struct bundle *b);
void bundle_free(struct bundle *b);

/* The path of a scenario that the user names by path or by bundled name; to be freed. A path that exists
 * wins. NULL after a message with the closest name if there is neither. */
char *bundle_resolve(const struct bundle *b, const char *given, FILE *errors);

/* The path of bundled scenario i; to be freed. NULL without memory. */
char *bundle_path(const struct bundle *b, size_t i);

#endif
