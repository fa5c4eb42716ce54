/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic.c: the rate of sessions changes. That is part of the rates of the sources (theory/rate.h), from which sessions
 * are drawn ahead; when the instant comes, it is only written down.
 */
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "events/registry.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    ensure(sim->config->events[number].x >= 0 && sim->config->events[number].ramp_ns >= 0);
    incident_log_trigger(sim, number);
}

static int64_t lasts_ns(const struct config_event *e, const struct config *c)
{
    (void)c;
    return e->ramp_ns;
}

static bool check(const struct config_event *e, const struct config *c, struct event_fault *fault)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        bool meant = e->source == NULL || (s->name != NULL && strcmp(s->name, e->source) == 0);
        if (meant && s->rate_kind != SOURCE_BURST) {
            return true;
        }
    }
    if (e->source == NULL) {
        fault->field = "";
        snprintf(fault->text, sizeof fault->text, "no source has a rate to change: all are bursts");
    } else {
        fault->field = "source";
        snprintf(fault->text, sizeof fault->text, "\"%s\" is a burst: it has no rate to change", e->source);
    }
    return false;
}

static struct text label(const struct config_event *e)
{
    const char *source = e->source != NULL ? e->source : "traffic";
    return text_format("%s x %s", text_clip(source, REGISTRY_NAME_WIDTH).s, text_si(e->x).s);
}

static const struct field fields[] = {
    {"x", FIELD_NUMBER, EVENT_FIELD(x), 0, 1000, NULL, NULL, "multiplier of the rate from then on"},
    {"ramp", FIELD_DURATION, EVENT_FIELD(ramp_ns), 0, FIELD_YEAR_NS, "\"0s\"", NULL, "reached linearly over this time"},
    {"source", FIELD_STRING, EVENT_FIELD(source), 1, 100, "null", NULL,
     "name of the source; left out: all that have a rate"},
    EVENT_FIELDS_END};

const struct event_type traffic_event = {
    EVENT_TYPE("traffic", "the rate of sessions changes", fields, begin, label),
    .changes_traffic = true,
    .check = check,
    .lasts_ns = lasts_ns,
};
