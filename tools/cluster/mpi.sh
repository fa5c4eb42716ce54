#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each process that mpirun (Open MPI, MPICH) starts does one part of a sweep; they do not talk to each other:
#
#   mpirun -n 8 tools/cluster/mpi.sh OUT SCENARIO --vary PATH=VALUES...
set -euo pipefail
out=$1
shift
exec "${HERDSIM:-herdsim}" sweep "$@" --threads 1 --quiet --shard auto \
    -o "$out/${OMPI_COMM_WORLD_RANK:-${PMI_RANK:?not started by mpirun}}"
