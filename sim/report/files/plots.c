/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plots.c: which figures a results folder holds (see plots.h). */
#include "report/files/plots.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/files/file.h"

const char *const plots_names[] = {"database-load",        "latency", "hit-ratio", "failures",
                                   "latency-distribution", "ledger",  "goodput",   NULL};

static bool remove_one(const char *folder, const char *name)
{
    return unlink(file_join(folder, name).text) == 0 || errno == ENOENT || errno == ENOTDIR;
}

/* What figures were drawn from: that folder is ours. */
static bool remove_drawn(const char *folder)
{
    static const char *const ends[] = {".svg", ".png", ".dat", ".gp", NULL};
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        return errno == ENOENT || errno == ENOTDIR;
    }
    bool removed = true;
    for (const struct dirent *entry; removed && (entry = readdir(entries)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        for (size_t i = 0; dot != NULL && removed && ends[i] != NULL; i++) {
            removed = strcmp(dot, ends[i]) != 0 || remove_one(folder, entry->d_name);
        }
    }
    int cause = errno;
    closedir(entries);
    errno = cause;
    return removed;
}

bool plots_remove(const char *dir)
{
    if (!remove_drawn(file_join(dir, "plots/data").text)) {
        return false;
    }
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        char svg[64], png[64];
        snprintf(svg, sizeof svg, "plots/%s.svg", plots_names[i]);
        snprintf(png, sizeof png, "plots/%s.png", plots_names[i]);
        if (!remove_one(dir, svg) || !remove_one(dir, png)) {
            return false;
        }
    }
    (void)rmdir(file_join(dir, "plots/data").text);
    (void)rmdir(file_join(dir, "plots").text); /* unless a user keeps something there */
    return true;
}
