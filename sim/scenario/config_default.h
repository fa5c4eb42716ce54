/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config_default.h: configs with every field at its default, as the tables of fields state it (scenario/schema_*.c, and
 * each protection's own), for whoever builds a config by hand: `verify`, benchmarks, tests. A field that is added has its
 * default here by being in its table.
 *
 * What a scenario must state (run.duration, keys.count, a source's name and rate) is 0 or NULL.
 */
#ifndef HERDSIM_CONFIG_DEFAULT_H
#define HERDSIM_CONFIG_DEFAULT_H

#include "model/config.h"

/* No sources, no events, no protections. Neither this nor the following keeps any memory. */
struct config config_default(void);

/* A source whose users do not try again. */
struct config_source config_default_source(void);

/* Fills a protection's params, kind->params_bytes of them. */
void config_default_params(const struct protection *kind, void *params);

#endif
