/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config_default.c: an empty scenario, read by the tables (see config_default.h). */
#include "scenario/config_default.h"

#include <string.h>

#include "model/protection.h"
#include "scenario/raw.h"
#include "scenario/read_parts.h"
#include "scenario/reader.h"
#include "scenario/schema_tables.h"

/* Reads nothing at all. The defaults are plain values: what the arena holds meanwhile may go. */
static void read_nothing(const struct schema_object *schema, const struct field *fields, void *out)
{
    struct tree_origins origins = tree_origins_new(arena_new());
    struct errors errors = {.origins = &origins};
    struct reader r = {.arena = origins.arena, .errors = &errors, .partial = true, .blank = true};
    if (schema != NULL) {
        reader_object(&r, NULL, schema, out);
    } else {
        reader_fields(&r, NULL, fields, out);
    }
    arena_free(origins.arena);
}

struct config config_default(void)
{
    struct raw d;
    memset(&d, 0, sizeof d);
    read_nothing(&schema_tables_root, NULL, &d);
    d.config.slo = raw_slo_settled(&d.slo);
    d.config.variant = "base";
    d.config.sources = NULL; /* of no elements */
    d.config.events = NULL;
    d.config.keys.names = NULL;
    return d.config;
}

struct config_source config_default_source(void)
{
    struct raw_source d;
    memset(&d, 0, sizeof d);
    const struct schema_child *traffic = schema_child(&schema_tables_root, "traffic");
    read_nothing(traffic->object, NULL, &d);
    struct config_source source;
    memset(&source, 0, sizeof source);
    read_traffic_source(&d, &source);
    source.sessions_per_s = 0; /* to be set, or a burst */
    source.shape = NULL;       /* of no points */
    return source;
}

void config_default_params(const struct protection *kind, void *params)
{
    memset(params, 0, kind->params_bytes);
    if (kind->scenario.fields != NULL) { /* a test's own may have none */
        read_nothing(NULL, kind->scenario.fields, params);
    }
}
