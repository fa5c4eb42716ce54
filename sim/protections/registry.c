/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c: the protections in the order in which they are asked (see registry.h). */
#include "protections/registry.h"

const struct protection *const registry_protections[] = {
    &stale_protection,
    &coalesce_server_protection,
    &coalesce_cluster_protection,
    &jitter_protection,
    &refresh_protection,
    &prewarm_protection,
    &ramp_protection,
    &breaker_protection,
    &bulkhead_protection,
    &shedding_concurrency_protection,
    &shedding_codel_protection,
};
const size_t registry_n = sizeof registry_protections / sizeof registry_protections[0];
