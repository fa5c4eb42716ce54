/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench.h: what the benchmark programs share: NAME=VALUE arguments, and the clock. */
#ifndef HERDSIM_BENCH_H
#define HERDSIM_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct bench_option { /* a number >= 0 */
    const char *name;
    size_t offset; /* of a double in the program's struct */
    double otherwise;
};

/* Sets every option of the struct to its default, then to what the arguments say. False, after a line on
 * stderr, if one of them is not an option. */
static inline bool bench_options(const struct bench_option *option, size_t options_n, void *into, int argc, char **argv)
{
    char *base = into;
    for (size_t i = 0; i < options_n; i++) {
        memcpy(base + option[i].offset, &option[i].otherwise, sizeof(double));
    }
    for (int a = 1; a < argc; a++) {
        size_t length = strcspn(argv[a], "="), i = 0;
        while (i < options_n && (strlen(option[i].name) != length || strncmp(option[i].name, argv[a], length) != 0)) {
            i++;
        }
        char *end = argv[a];
        double number = i < options_n && argv[a][length] == '=' ? strtod(argv[a] + length + 1, &end) : -1.0;
        if (*end != '\0' || !(number >= 0.0)) {
            fprintf(stderr, "%s: %s: expected NAME=NUMBER, a NAME of", argv[0], argv[a]);
            for (i = 0; i < options_n; i++) {
                fprintf(stderr, " %s (%g)", option[i].name, option[i].otherwise);
            }
            fprintf(stderr, "\n");
            return false;
        }
        memcpy(base + option[i].offset, &number, sizeof number);
    }
    return true;
}

static inline double bench_clock_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#endif
