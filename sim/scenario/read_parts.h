/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_parts.h: readers of those parts of a scenario file that a table of fields alone does not describe.
 * schema_tables.c says where each is called; see struct schema_child for what they take.
 */
#ifndef HERDSIM_READ_PARTS_H
#define HERDSIM_READ_PARTS_H

#include "scenario/raw.h"
#include "scenario/reader.h"

/* Into struct config_keys. */
void read_keys_popularity(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_keys_names(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct raw; those of one source into struct raw_source. */
void read_traffic_sources(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_traffic_source(const struct raw_source *d, struct config_source *s); /* *s is zeroed */
void read_traffic_burst(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_traffic_shape(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_traffic_retry(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct config_servers. */
void read_servers_local(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct raw; the start into struct config_cache. */
void read_cache_cache(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_cache_start(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct raw. */
void read_database_database(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_protections_all(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_events_all(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct scenario_advice. */
void read_advice_options(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_advice_change(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);
void read_advice_excludes(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

/* Into struct expectation. */
void read_expect_value(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out);

#endif
