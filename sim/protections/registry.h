/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.h: the protections that there are.
 *
 * To add one: a file beside this one that exports its struct protection, a line here and a line in
 * registry.c. The order of the registry is the order in which a run asks them.
 */
#ifndef HERDSIM_REGISTRY_H
#define HERDSIM_REGISTRY_H

#include <stddef.h>

#include "model/protection.h"

extern const struct protection stale_protection;
extern const struct protection coalesce_server_protection;
extern const struct protection coalesce_cluster_protection;
extern const struct protection jitter_protection;
extern const struct protection refresh_protection;
extern const struct protection prewarm_protection;
extern const struct protection ramp_protection;
extern const struct protection breaker_protection;
extern const struct protection bulkhead_protection;
extern const struct protection shedding_concurrency_protection;
extern const struct protection shedding_codel_protection;

extern const struct protection *const registry_protections[];
extern const size_t registry_n;

#endif
