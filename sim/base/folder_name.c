/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folder_name.c: the list; a test holds it against the results of a run (see folder_name.h). */
#include "base/folder_name.h"

#include <stddef.h>
#include <string.h>

bool folder_name_is_taken(const char *name)
{
    static const char *const taken[] = {"scenario.json", "summary.json", "engine.json", "report.html", "plots"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(taken[i], name) == 0) {
            return true;
        }
    }
    return false;
}
