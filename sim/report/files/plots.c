/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plots.c: which figures a results folder holds (see plots.h). */
#include "report/files/plots.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/files/file.h"

const char *const plots_names[] = {"database-load",        "latency", "hit-ratio", "failures",
                                   "latency-distribution", "ledger",  "goodput",   NULL};

/* What figures were drawn from: that folder is ours. */
static void remove_drawn(const char *folder)
{
    static const char *const ends[] = {".svg", ".png", ".dat", ".gp", NULL};
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        for (size_t i = 0; dot != NULL && ends[i] != NULL; i++) {
            if (strcmp(dot, ends[i]) == 0) {
                unlink(file_join(folder, entry->d_name).text);
            }
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
}

void plots_remove(const char *dir)
{
    remove_drawn(file_join(dir, "plots/data").text);
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "plots/%s.svg", plots_names[i]);
        unlink(file_join(dir, name).text);
        snprintf(name, sizeof name, "plots/%s.png", plots_names[i]);
        unlink(file_join(dir, name).text);
    }
    (void)rmdir(file_join(dir, "plots/data").text);
    (void)rmdir(file_join(dir, "plots").text); /* unless a user keeps something there */
}
