#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU parallel does the parts of a sweep, as many at a time as there are cores, here or on other machines:
#
#   tools/cluster/parallel.sh PARTS OUT SCENARIO --vary PATH=VALUES...
#
# Options for parallel itself are in PARALLEL, as PARALLEL='--sshlogin a,b --workdir .'.
set -euo pipefail
parts=$1
out=$2
shift 2
seq 0 $((parts - 1)) |
    parallel --quote --halt soon,fail=1 \
        "${HERDSIM:-herdsim}" sweep "$@" --threads 1 --quiet --shard "{}/$parts" -o "$out/{}"
