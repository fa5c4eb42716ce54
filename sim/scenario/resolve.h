/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resolve.h: a scenario with every default filled in, as `check --resolved` shows it and as it is kept beside
 * its results. It loads again to the same configs. */
#ifndef HERDSIM_RESOLVE_H
#define HERDSIM_RESOLVE_H

#include <cjson/cJSON.h>

/* A new tree from the base (without variants, expect, advise and study) and from these four, each of which may be NULL. */
cJSON *resolve_tree(const cJSON *base, const cJSON *variants, const cJSON *expect, const cJSON *advise,
                    const cJSON *study);

/* JSON text with two spaces a level, short values on one line, and a newline at the end; from malloc. */
char *resolve_text(const cJSON *tree);

#endif
