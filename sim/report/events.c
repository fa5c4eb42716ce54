/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/events.h"

#include <math.h>

#define NAME_WIDTH 60

static struct text deploy_label(const struct config_event *e)
{
    if (e->batch == COUNT_UNLIMITED) {
        return text_format("deploy: all servers restart");
    }
    return text_format("deploy: %s server%s at a time", text_si((double)e->batch).s, e->batch == 1 ? "" : "s");
}

static struct text node_label(const struct config_event *e, const char *what)
{
    if (e->key_name != NULL) {
        return text_format("node of %s %s", text_clip(e->key_name, NAME_WIDTH).s, what);
    }
    return text_format("cache node %.0f %s", (double)e->node, what);
}

static struct text invalidate_label(const struct config_event *e)
{
    if (isnan(e->share)) {
        return text_format("top %s keys invalidated", text_si((double)e->top).s);
    }
    return text_format("%s of the keys invalidated", text_percent(e->share).s);
}

struct text events_label(const struct config_event *e)
{
    switch (e->kind) {
    case EVENT_CACHE_RESTART:
        return text_format("cache restarts");
    case EVENT_EXPIRE_KEY:
        return text_format("%s expires", text_clip(e->key_name, NAME_WIDTH).s);
    case EVENT_EXPIRE_ALL:
        return text_format("all keys expire");
    case EVENT_CUTOVER:
        return text_format("cut-over");
    case EVENT_TRAFFIC:
        return text_format("%s x %s", e->source ? text_clip(e->source, NAME_WIDTH).s : "traffic", text_si(e->x).s);
    case EVENT_DEPLOY:
        return deploy_label(e);
    case EVENT_NODE_LOSS:
        return node_label(e, "dies");
    case EVENT_NODE_RETURN:
        return node_label(e, "is back");
    case EVENT_INVALIDATE:
        return invalidate_label(e);
    case EVENT_DB_SLOW:
        return text_format("database %s times as slow", text_si(e->factor).s);
    case EVENT_DB_DOWN:
        return text_format("database %s", e->down_mode == DB_DOWN_HANG ? "hangs" : "down");
    case EVENT_LOCK_HOLDER_CRASH:
        return text_format("lock holder of %s crashes", text_clip(e->key_name, NAME_WIDTH).s);
    default:
        return (struct text){""};
    }
}

struct text events_over_label(const struct config_event *e)
{
    switch (e->kind) {
    case EVENT_DEPLOY:
        return text_format("deploy is done");
    case EVENT_DB_SLOW:
        return text_format("database at speed again");
    case EVENT_DB_DOWN:
        return text_format("database is back");
    default: /* that a node is back is an event of its own */
        return (struct text){""};
    }
}

struct text events_burst_label(const struct config_source *s)
{
    return text_format("%s: %s sessions", text_clip(s->name, NAME_WIDTH).s, text_si((double)s->burst_sessions).s);
}

bool events_prepared(const struct results *r, double ordered_s)
{
    const struct prewarm_results *p = &r->prewarm;
    return p->loaded > 0 && p->started_s <= ordered_s && !(p->cutover_s <= ordered_s);
}
