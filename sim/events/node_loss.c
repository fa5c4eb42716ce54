/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node_loss.c: a cache node dies with all that it holds (model/caches/nodes.h does it). */
#include "events/registry.h"
#include "model/state/state.h"
#include "report/text.h"

static struct text label(const struct config_event *e)
{
    if (e->key_name != NULL) {
        return text_format("node of %s dies", text_clip(e->key_name, REGISTRY_NAME_WIDTH).s);
    }
    return text_format("cache node %.0f dies", (double)e->node);
}

static const char *const modes[] = {[NODE_LOSS_REHASH] = "rehash", [NODE_LOSS_FAIL] = "fail", NULL};
static const struct field fields[] = {
    {"node", FIELD_COUNT, EVENT_FIELD(node), 0, 9999, "null", NULL, "its number, from 0"},
    {"key", FIELD_STRING, EVENT_FIELD(key_name), 1, 250, "null", NULL,
     "the node that holds this key: one of keys.names, or \"#123\" for a rank"},
    {"mode", FIELD_ENUM, EVENT_FIELD(node_mode), 0, 0, "\"rehash\"", modes,
     "the other nodes take its keys over, or lookups of its keys fail until it is back"},
    {"lookup_timeout", FIELD_DURATION, EVENT_FIELD(lookup_timeout_ns), 0, FIELD_YEAR_NS, "\"0s\"", NULL,
     "with mode fail: after which a lookup is known to have failed; \"0s\": after a round trip"},
    EVENT_FIELDS_END};
static const char *const one_of[] = {"node", "key", NULL};

const struct event_type node_loss_event = {
    EVENT_TYPE("node_loss", "a cache node dies with all that it holds; exactly one of node and key", fields,
               nodes_change, label),
    .scenario.one_of = one_of,
    .needs_tier = true,
    .lasts_for_ever = true,
    .node = EVENT_NODE_LOST,
};
