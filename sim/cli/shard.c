/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shard.c: the variables of each launcher as one table (see shard.h). */
#include "cli/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "cli/args_values.h"

#define SHARDS_MAX 100000

static const struct launcher {
    const char *index, *count, *first; /* `first`: what its indexes begin with; NULL: 0 */
} launchers[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", NULL},
    {"PMI_RANK", "PMI_SIZE", NULL},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", NULL},
};

static bool in_range(unsigned long long k, unsigned long long n, const char *text, FILE *errors)
{
    if (n >= 1 && n <= SHARDS_MAX && k < n) {
        return true;
    }
    fprintf(errors, "herdsim: --shard %s: part %llu of %llu: expected 0 to N - 1 of at most %d\n",
            printable_text(text).s, k, n, SHARDS_MAX);
    return false;
}

static bool from_environment(const char *text, unsigned long long n, size_t *k_out, size_t *n_out, FILE *errors)
{
    for (size_t i = 0; i < sizeof launchers / sizeof launchers[0]; i++) {
        const struct launcher *l = &launchers[i];
        const char *index = getenv(l->index), *count = getenv(l->count);
        const char *first = l->first == NULL ? NULL : getenv(l->first);
        unsigned long long k, from = 0;
        if (index == NULL || (count == NULL && n == 0)) {
            continue;
        }
        if (!args_values_whole(index, SHARDS_MAX * 100ULL, &k) ||
            (n == 0 && !args_values_whole(count, SHARDS_MAX, &n)) ||
            (first != NULL && !args_values_whole(first, k, &from))) {
            fprintf(errors, "herdsim: --shard %s: %s=%s %s=%s are no whole numbers\n", printable_text(text).s, l->index,
                    printable_text(index).s, l->count, printable_text(count ? count : "").s);
            return false;
        }
        *k_out = (size_t)(k - from);
        *n_out = (size_t)n;
        return in_range(k - from, n, text, errors);
    }
    fprintf(errors,
            "herdsim: --shard %s: no task number in the environment (SLURM_ARRAY_TASK_ID, OMPI_COMM_WORLD_RANK, "
            "PMI_RANK, or JOB_COMPLETION_INDEX with auto/N)\n",
            printable_text(text).s);
    return false;
}

bool shard_parse(const char *text, size_t *k, size_t *n, FILE *errors)
{
    char part[32] = "";
    const char *slash = strchr(text, '/');
    unsigned long long at = 0, of = 0;
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    memcpy(part, text, length < sizeof part ? length : 0);
    bool count_ok = slash == NULL || args_values_whole(slash + 1, SHARDS_MAX, &of);
    if (count_ok && strcmp(part, "auto") == 0) {
        return from_environment(text, of, k, n, errors);
    }
    if (slash == NULL || !count_ok || !args_values_whole(part, SHARDS_MAX, &at)) {
        fprintf(errors, "herdsim: --shard: expected K/N, K from 0 to N - 1, or auto, got '%s'\n",
                printable_text(text).s);
        return false;
    }
    *k = (size_t)at;
    *n = (size_t)of;
    return in_range(at, of, text, errors);
}
