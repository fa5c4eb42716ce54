/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deploy.c: the app servers restart, all at once or batch by batch (model/sessions/deploy.h does it). */
#include <stdio.h>

#include "base/ensure.h"
#include "events/registry.h"
#include "model/sessions/deploy.h"
#include "report/text.h"

static int64_t lasts_ns(const struct config_event *e, const struct config *c)
{
    ensure(e->batch >= 1 && c->servers.count >= 1);
    int64_t waits = (int64_t)((c->servers.count - 1) / e->batch), most_ns = INT64_C(1) << 62;
    bool within = e->every_ns == 0 || waits <= most_ns / e->every_ns; /* a year for each of a million servers is not */
    return (within ? waits * e->every_ns : most_ns) + e->downtime_ns;
}

static bool check(const struct config_event *e, const struct config *c, struct event_fault *fault)
{
    if (!c->servers.local.present && e->downtime_ns == 0) {
        fault->field = "do";
        snprintf(fault->text, sizeof fault->text, "means nothing without app_servers.local_cache or \"downtime\"");
        return false;
    }
    *fault = (struct event_fault){
        .field = "batch", .most_name = "app_servers.count", .value = e->batch, .most = c->servers.count};
    return e->batch == COUNT_UNLIMITED || e->batch <= c->servers.count;
}

static struct text label(const struct config_event *e)
{
    if (e->batch == COUNT_UNLIMITED) {
        return text_format("deploy: all servers restart");
    }
    return text_format("deploy: %s server%s at a time", text_si((double)e->batch).s, e->batch == 1 ? "" : "s");
}

static const struct field fields[] = {{"batch", FIELD_COUNT, EVENT_FIELD(batch), 1, 1e6, "null", NULL,
                                       "app servers restarted at once, the next ones after `every`; left out: all"},
                                      {"every", FIELD_DURATION, EVENT_FIELD(every_ns), 0, FIELD_YEAR_NS, "\"0s\"", NULL,
                                       "time from one batch to the next"},
                                      {"downtime", FIELD_DURATION, EVENT_FIELD(downtime_ns), 0, FIELD_YEAR_NS, "\"0s\"",
                                       NULL, "a server that restarts takes no sessions for this time"},
                                      EVENT_FIELDS_END};
static const struct field_need needs[] = {{"batch", "every"}, {"every", "batch"}, {NULL, NULL}};

const struct event_type deploy_event = {
    EVENT_TYPE("deploy", "the app servers restart, and their local caches come up empty", fields, deploy_down, label),
    .scenario.needs = needs,
    .restarts_servers = true,
    .loses_entries = true,
    .check = check,
    .end = deploy_up,
    .lasts_ns = lasts_ns,
    .over_label = "deploy is done",
};
