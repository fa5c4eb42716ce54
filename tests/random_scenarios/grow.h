/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grow.h: random scenarios that the loader accepts.
 *
 * A scenario begins with next to nothing and grows: a place in it is chosen by walking the tables that the loader reads by,
 * from the top down, a member at random each time; what stands there gets a random value of its type; and if the loader
 * accepts the whole, and it is small enough to run in a moment, it stays so, else it is taken back. So every field, kind,
 * protection and event that the tables know is tried, in combination with all others, and nothing here has to be told of a
 * new one.
 */
#ifndef HERDSIM_RANDOM_SCENARIOS_GROW_H
#define HERDSIM_RANDOM_SCENARIOS_GROW_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "scenario/scenario.h"

/* The scenario of a seed, to be freed with cJSON_Delete. */
cJSON *grow_scenario(uint64_t seed);

/* Loads a text without a word; NULL if it is refused. */
struct scenario *grow_load(const char *text);

/* Whether a config runs within about a tenth of a second: few keys, servers, windows and reads, little memory. */
bool grow_is_small(const struct config *c);

#endif
