/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node_return.c: a cache node that was lost is back, empty (model/caches/nodes.h does it). */
#include "events/registry.h"
#include "model/state/state.h"
#include "report/text.h"

static struct text label(const struct config_event *e)
{
    if (e->key_name != NULL) {
        return text_format("node of %s is back", text_clip(e->key_name, REGISTRY_NAME_WIDTH).s);
    }
    return text_format("cache node %.0f is back", (double)e->node);
}

static const struct field fields[] = {
    {"node", FIELD_COUNT, EVENT_FIELD(node), 0, 9999, "null", NULL, "its number, from 0"},
    {"key", FIELD_STRING, EVENT_FIELD(key_name), 1, 250, "null", NULL,
     "the node that holds this key: one of keys.names, or \"#123\" for a rank"},
    EVENT_FIELDS_END};
static const char *const one_of[] = {"node", "key", NULL};

const struct event_type node_return_event = {
    EVENT_TYPE("node_return", "a cache node that was lost is back, empty; exactly one of node and key", fields,
               nodes_change, label),
    .scenario.one_of = one_of,
    .needs_tier = true,
    .loses_entries = true,
    .mends = true,
    .node = EVENT_NODE_BACK,
};
