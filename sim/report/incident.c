/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident.c: lines are gathered from the log, the windows and the plan, each with its instant, and then sorted (see
 * incident.h).
 */
#include "report/incident.h"

#include <math.h>
#include <string.h>

#include "model/event.h"
#include "outcome/metrics.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"
#include "report/events.h"
#include "report/incident_parts.h"
#include "report/incident_words.h"
#include "theory/demand.h"
#include "theory/stationary.h"

enum { TOLD_OF_A_KIND = 2, NEWS_AFTER_N = 10 };

static struct text no_text(void)
{
    return (struct text){""};
}

static const struct config_event *event_of(const struct results *r, const struct incident_entry *m)
{
    return &r->config->events[m->argument];
}

/* What is planned without being an event of the model: an empty cache, bursts. */
static void tell_plan(struct incident_teller *t)
{
    const struct config *c = t->r->config;
    if (stationary_starts_cold(c)) {
        incident_lines_add(t, INCIDENT_FRAME, 0,
                           text_format(c->cache.present ? "the cache is empty" : "the local caches are empty"));
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].rate_kind == SOURCE_BURST) {
            incident_lines_add(t, INCIDENT_FRAME, seconds(c->sources[i].burst_at_ns),
                               events_burst_label(&c->sources[i]));
        }
    }
}

/* How many triggers of the kind of `like` follow, and when the last of them does. */
static struct text more_like_it(const struct results *r, const struct incident_entry *like)
{
    size_t more_n = 0;
    double last_s = 0;
    for (const struct incident_entry *m = like + 1; m < r->incident + r->incidents_n; m++) {
        if (m->kind == INCIDENT_TRIGGER && event_of(r, m)->type == event_of(r, like)->type) {
            more_n++;
            last_s = seconds(m->at_ns);
        }
    }
    if (more_n == 0) {
        return no_text();
    }
    return text_format(", and %zu more like it until %.2f s", more_n, last_s);
}

/* A cut-over that is prepared takes place later than it was ordered. */
static struct text trigger_label(struct incident_teller *t, const struct incident_entry *m)
{
    const struct results *r = t->r;
    struct text label = events_label(event_of(r, m));
    if (event_of(r, m)->ramp_ns > 0) {
        label = text_format("%s, reached over %s", label.s, text_seconds(seconds(event_of(r, m)->ramp_ns)).s);
    }
    if (!event_of(r, m)->type->moves_traffic || !events_prepared(r, seconds(m->at_ns))) {
        return label;
    }
    if (!isnan(r->prewarm.cutover_s)) {
        incident_lines_add(t, INCIDENT_FRAME, r->prewarm.cutover_s,
                           text_format("%s: %s entries are loaded", label.s, text_si((double)r->prewarm.loaded).s));
    }
    return text_format(EVENTS_PREPARE);
}

/* How many triggers of the same kind come before it. */
static size_t like_before(const struct results *r, const struct incident_entry *trigger)
{
    size_t n = 0;
    for (const struct incident_entry *m = r->incident; m < trigger; m++) {
        n += m->kind == INCIDENT_TRIGGER && event_of(r, m)->type == event_of(r, trigger)->type;
    }
    return n;
}

static void tell_triggers(struct incident_teller *t)
{
    const struct results *r = t->r;
    uint32_t last_told = 0; /* the highest event of which to tell the end */
    for (size_t i = 0; i < r->incidents_n; i++) {
        const struct incident_entry *m = &r->incident[i];
        if (m->kind == INCIDENT_TRIGGER && like_before(r, m) <= TOLD_OF_A_KIND) {
            bool third = like_before(r, m) == TOLD_OF_A_KIND;
            incident_lines_add(t, INCIDENT_FRAME, seconds(m->at_ns),
                               text_format("%s%s", trigger_label(t, m).s, third ? more_like_it(r, m).s : ""));
            last_told = m->argument;
        } else if (m->kind == INCIDENT_TRIGGER_OVER && m->argument <= last_told) {
            struct text label = events_over_label(event_of(r, m));
            if (label.s[0] != '\0') {
                incident_lines_add(t, INCIDENT_FRAME, seconds(m->at_ns), label);
            }
        }
    }
}

static bool explains_failure(enum incident_kind kind)
{
    return kind == INCIDENT_SESSION_REJECTED || kind == INCIDENT_SESSION_SHED || kind == INCIDENT_SESSION_TIMED_OUT;
}

/* A session that fails is two moments of one instant, the reason and the failure. */
static const struct incident_entry *partner_of(const struct results *r, const struct incident_entry *m)
{
    bool reason = explains_failure(m->kind);
    for (size_t i = 0; i < r->incidents_n; i++) {
        const struct incident_entry *other = &r->incident[i];
        if (other->at_ns == m->at_ns &&
            (reason ? other->kind == INCIDENT_SESSION_FAILED
                    : m->kind == INCIDENT_SESSION_FAILED && explains_failure(other->kind))) {
            return other;
        }
    }
    return NULL;
}

/* It had happened shortly before, and is no news. */
static bool is_usual(const struct results *r, const struct incident_entry *m)
{
    return m->quiet_ns > 0 && m->quiet_ns < NEWS_AFTER_N * r->config->run.window_ns;
}

static void tell_log(struct incident_teller *t)
{
    const struct results *r = t->r;
    bool told[INCIDENT_KINDS_N] = {[INCIDENT_TRIGGER] = true, [INCIDENT_TRIGGER_OVER] = true};
    told[INCIDENT_POOLS_FULL] = r->config->servers.count == 1; /* the first is all of them */
    for (size_t i = 0; i < r->incidents_n; i++) {
        const struct incident_entry *m = &r->incident[i];
        if (told[m->kind] || seconds(m->at_ns) < t->from_s || is_usual(r, m)) {
            continue;
        }
        const struct incident_entry *partner = partner_of(r, m);
        told[m->kind] = true;
        if (partner != NULL && told[partner->kind]) {
            continue;
        }
        if (m->kind == INCIDENT_SESSION_FAILED || (partner != NULL && explains_failure(m->kind))) {
            incident_lines_add(
                t, INCIDENT_TURN, seconds(m->at_ns),
                incident_words_failure(partner != NULL && explains_failure(partner->kind) ? partner->kind : m->kind,
                                       m->quiet_ns == 0));
            continue;
        }
        incident_lines_add(t, m->kind == INCIDENT_POOLS_FULL ? INCIDENT_TURN : INCIDENT_DETAIL, seconds(m->at_ns),
                           incident_words_entry(r, m));
    }
}

/* A window of the story: of an outage, or since what caused it; where there is none, from the trigger on. */
static bool is_told(const struct incident_teller *t, const struct window *w)
{
    const struct results *r = t->r;
    bool any = r->outages_n == 0;
    for (size_t i = 0; i < r->outages_n && !any; i++) {
        const struct outage *o = &r->outage[i];
        double from_s = o->cause.kind == CAUSE_NONE ? o->begin_s : fmin(o->begin_s, o->cause.at_s);
        any = seconds(w->end_ns) > from_s && (!o->over || seconds(w->start_ns) < o->end_s);
    }
    return any && seconds(w->end_ns) > t->from_s;
}

/* The window in which a figure is largest; NULL: it never exceeds `least`. */
static const struct window *largest(const struct incident_teller *t, double (*figure)(const struct window *w),
                                    double least)
{
    const struct window *most = NULL;
    size_t n = windows_complete_n(t->r);
    for (size_t i = 0; i < n; i++) {
        const struct window *w = &t->r->windows[i];
        if (is_told(t, w) && figure(w) > (most != NULL ? figure(most) : least)) {
            most = w;
        }
    }
    return most;
}

static double queue_of(const struct window *w)
{
    return w->gauge[GAUGE_DB_QUEUE_PEAK];
}

static double queries_per_s(const struct window *w)
{
    return (double)w->counter[COUNTER_DB_QUERIES] / seconds(w->end_ns - w->start_ns);
}

static void tell_peaks(struct incident_teller *t)
{
    const struct window *queue = largest(t, queue_of, 10), *rate = largest(t, queries_per_s, 0);
    if (queue != NULL) {
        incident_lines_add(
            t, INCIDENT_TURN, seconds(queue->end_ns),
            text_format("the queue at the database is at its longest: %s queries", text_grouped(queue_of(queue)).s));
    }
    if (rate != NULL) {
        double capacity = rate->gauge[GAUGE_DB_CAPACITY], per_s = queries_per_s(rate);
        struct text of = isnan(capacity) ? no_text() : text_format(", of %s that it can serve", text_si(capacity).s);
        incident_lines_add(t, INCIDENT_TURN, seconds(rate->end_ns),
                           text_format("the database is asked most: %s %s%s", text_si(per_s).s,
                                       strcmp(text_si(per_s).s, "1") == 0 ? "query/s" : "queries/s", of.s));
    }
}

static void tell_recovery(struct incident_teller *t)
{
    const struct recovery *out = &t->r->recovery;
    double zero_s = isnan(out->trigger_s) ? 0 : out->trigger_s;
    if (out->warm_to_reach && out->warm_s > 0) {
        incident_lines_add(t, INCIDENT_TURN, zero_s + out->warm_s,
                           text_format("the cache is warm: its hit ratio is back at %s, 99%% of its reference",
                                       text_percent(0.99 * out->hit_reference).s));
    }
    if (out->drain_to_reach && out->drain_s > 0) {
        incident_lines_add(t, INCIDENT_TURN, zero_s + out->drain_s,
                           text_format("nobody waits at the database for longer than before"));
    }
}

/* Where the trouble begins: the first outage, or what was planned before it, or the preparation of that. */
static double begins_s(const struct results *r)
{
    double from_s = r->recovery.trigger_s;
    for (size_t i = 0; i < r->incidents_n; i++) {
        if (r->incident[i].kind == INCIDENT_TRIGGER) {
            from_s = fmin(from_s, seconds(r->incident[i].at_ns)); /* skips NAN */
        }
    }
    if (r->outages_n > 0) {
        from_s = fmin(from_s, r->outage[0].begin_s);
    }
    return fmax(from_s, warmup_over_s(r)); /* skips NAN */
}

/* The model notes so many moments and no more; what came after is not silently missing. */
static void tell_lost(struct incident_teller *t)
{
    const struct results *r = t->r;
    if (r->incidents_lost > 0) {
        incident_lines_add(t, INCIDENT_FRAME, r->incidents_n > 0 ? seconds(r->incident[r->incidents_n - 1].at_ns) : 0,
                           text_format("from here on this log is incomplete: there was no room for %s moments",
                                       text_grouped((double)r->incidents_lost).s));
    }
}

/* Said first where it is no story of a trigger. */
static void tell_overload(struct incident_teller *t)
{
    const struct results *r = t->r;
    if (r->verdict != VERDICT_OVERLOADED) {
        return;
    }
    bool always = r->verdict_since_s <= warmup_over_s(r);
    double asked = demand_share_at(r->config, always ? 0 : r->end_ns);
    struct text by =
        asked > 1 ? text_format(": it asks for %s of what the database can serve", text_percent(asked).s) : no_text();
    incident_lines_add(
        t, INCIDENT_VERDICT, always ? fmin(t->from_s, r->verdict_since_s) : r->verdict_since_s,
        text_format("overloaded from %s%s", always ? "the start, whatever happens later" : "here on", by.s));
}

void incident_tell_most(struct incident *out, const struct results *r, size_t lines_most)
{
    struct incident_teller t = {.r = r,
                                .out = out,
                                .lines_most = lines_most < INCIDENT_LINES_MAX ? lines_most : INCIDENT_LINES_MAX,
                                .from_s = begins_s(r)};
    out->n = 0;
    tell_overload(&t);
    tell_triggers(&t);
    tell_plan(&t);
    tell_log(&t);
    tell_lost(&t);
    tell_peaks(&t);
    for (int s = 0; s < ALERTS_N; s++) {
        if (!isnan(r->alert[s].fired_s)) {
            incident_lines_add(&t, INCIDENT_TURN, r->alert[s].fired_s, incident_words_signal(r, (enum alert)s));
        }
    }
    incident_outages_tell(&t);
    tell_recovery(&t);
    incident_lines_add(&t, INCIDENT_VERDICT, seconds(r->end_ns), incident_words_verdict(r));
}

void incident_tell(struct incident *out, const struct results *r)
{
    incident_tell_most(out, r, INCIDENT_LINES_MAX);
}

bool incident_print(FILE *out, const void *results)
{
    const struct results *r = results;
    struct incident i;
    incident_tell(&i, r);
    int width = snprintf(NULL, 0, "%.2f", seconds(r->end_ns));
    for (size_t k = 0; k < i.n; k++) {
        fprintf(out, "%*.2f s  %s\n", width, i.line[k].at_s, i.line[k].text.s);
    }
    return true;
}
