#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One task of a Slurm job array is one part of a sweep:
#
#   sbatch --array=0-9 tools/cluster/slurm.sh OUT SCENARIO --vary PATH=VALUES...
#
# To submit some of them again, say how many parts there are, which Slurm does not know then:
#
#   SHARDS=10 sbatch --array=3,7 tools/cluster/slurm.sh OUT SCENARIO --vary PATH=VALUES...
#SBATCH --job-name=herdsim
#SBATCH --cpus-per-task=1
set -euo pipefail
out=$1
shift
shard=auto
part=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))
if [ -n "${SHARDS:-}" ]; then
    part=$SLURM_ARRAY_TASK_ID
    shard=$part/$SHARDS
fi
exec "${HERDSIM:-herdsim}" sweep "$@" --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet --shard "$shard" -o "$out/$part"
