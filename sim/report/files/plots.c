/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plots.c: which figures a results folder holds (see plots.h). */
#include "report/files/plots.h"

#include <stdio.h>
#include <unistd.h>

#include "report/files/file.h"

const char *const plots_names[] = {"database-load",        "latency", "hit-ratio", "failures",
                                   "latency-distribution", "ledger",  "goodput",   NULL};

void plots_remove(const char *dir)
{
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "plots/%s.svg", plots_names[i]);
        unlink(file_join(dir, name).text);
        snprintf(name, sizeof name, "plots/%s.png", plots_names[i]);
        unlink(file_join(dir, name).text);
    }
}
