/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shard.h: which part of the work a process has, from --shard.
 *
 * "K/N" is part K of N, counted from 0. "auto" reads K and N from whoever started the process: a Slurm job array, an
 * MPI launcher (Open MPI, MPICH, Slurm's srun), or an indexed Kubernetes job, which does not tell N: "auto/N" says it.
 */
#ifndef HERDSIM_SHARD_H
#define HERDSIM_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* False after one line on `errors`. */
bool shard_parse(const char *text, size_t *k, size_t *n, FILE *errors);

#endif
