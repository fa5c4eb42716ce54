/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_words.c: one table of sentences, with the numbers that the results know (see incident_words.h). */
#include "report/incident_words.h"

#include <math.h>
#include <stdlib.h>

#include "outcome/alerts.h"
#include "outcome/metrics.h"
#include "theory/stationary.h"

static struct text of_server(const struct results *r, const struct incident_entry *m)
{
    if (r->config->servers.count == 1 || m->argument == UINT32_MAX) {
        return (struct text){""};
    }
    return text_format(" of server %u", m->argument);
}

struct text incident_words_entry(const struct results *r, const struct incident_entry *m)
{
    const struct config *c = r->config;
    switch (m->kind) {
    case INCIDENT_POOL_FULL:
        return text_format("the connection pool%s is full", of_server(r, m).s);
    case INCIDENT_POOLS_FULL:
        return text_format("the pools of all %s servers are full", text_grouped((double)c->servers.count).s);
    case INCIDENT_DB_FULL:
        return text_format("queries begin to wait at the database");
    case INCIDENT_DB_REJECTED:
        return text_format("the database turns queries away: its queue is full");
    case INCIDENT_DB_THROTTLED:
        return text_format("the database throttles queries: a partition is over its rate");
    case INCIDENT_DB_TIMED_OUT:
        return text_format("queries are given up after %s", text_seconds((double)c->database.timeout_ns * 1e-9).s);
    case INCIDENT_POOL_TIMED_OUT:
        return text_format("reads give up waiting for a connection after %s",
                           text_seconds((double)c->servers.pool_wait_timeout_ns * 1e-9).s);
    case INCIDENT_WORKERS_BUSY:
        return text_format("all workers%s are busy: sessions begin to wait for one", of_server(r, m).s);
    case INCIDENT_SESSION_REJECTED:
        return text_format("sessions are turned away: the accept queue%s is full", of_server(r, m).s);
    case INCIDENT_SESSION_SHED:
        return text_format("sessions are shed, to spare the others");
    case INCIDENT_SESSION_TIMED_OUT:
        return text_format("users give up waiting: their deadline is over");
    case INCIDENT_SESSION_RETRIED:
        return text_format(m->quiet_ns == 0 ? "the first user tries again" : "users try again");
    case INCIDENT_BREAKER_OPENED:
        return text_format("the circuit breaker%s opens", of_server(r, m).s);
    case INCIDENT_STALE_SERVED:
        return text_format("stale values are served");
    case INCIDENT_LOCK_EXPIRED:
        return text_format("a lock expires under its holder: somebody else fetches, too");
    default:
        return incident_words_failure(m->kind, m->quiet_ns == 0);
    }
}

struct text incident_words_failure(enum incident_kind why, bool first)
{
    static const char *const reason[INCIDENT_KINDS_N] = {
        [INCIDENT_SESSION_REJECTED] = ": it is turned away at a full accept queue",
        [INCIDENT_SESSION_SHED] = ": it is shed",
        [INCIDENT_SESSION_TIMED_OUT] = ": its user has waited past the deadline"};
    return text_format("%s%s", first ? "the first session fails" : "again a session fails",
                       reason[why] != NULL ? reason[why] : "");
}

/* "; 0.9 s before the next outage" */
static struct text warning(const struct alert_result *s)
{
    if (isnan(s->lead_s)) {
        return (struct text){""};
    }
    if (fabs(s->lead_s) < 1e-9) {
        return text_format("; an outage begins");
    }
    return s->lead_s < 0 ? text_format("; the outage was %s old", text_seconds(-s->lead_s).s)
                         : text_format("; %s before the next outage", text_seconds(s->lead_s).s);
}

struct text incident_words_signal(const struct results *r, enum alert signal)
{
    const struct alert_result *s = &r->alert[signal];
    struct text what;
    switch (signal) {
    case ALERT_HIT_RATIO_DROP: {
        size_t i = 0; /* the window that raised it */
        while ((double)r->windows[i].end_ns / 1e9 < s->fired_s) {
            i++;
        }
        double hits = r->windows[i].gauge[GAUGE_HIT_RATIO];
        what = text_format("%s where %s was usual", text_percent(hits).s, text_percent(hits + s->value).s);
        break;
    }
    case ALERT_POOL_SATURATED:
        what = text_format("%s of the pools full", text_percent(s->value).s);
        break;
    case ALERT_DB_SATURATED:
        what = text_format("the database is %s busy", text_percent(s->value).s);
        break;
    case ALERT_ERROR_RATE:
        what = text_format("%s of the sessions fail", text_percent(s->value).s);
        break;
    default:
        what = text_format("%s queries for each key that went missing", text_si(s->value).s);
        break;
    }
    return text_format("signal %s: %s%s", alerts_name[signal], what.s, warning(s).s);
}

/* "2 outages, 59 s in all: 5,300 of 17,000 users hurt, 1,200 lost; 3.2 times the error budget" */
static struct text harm_text(const struct results *r)
{
    size_t n = r->outages_n + r->outages_lost;
    struct text outages = n > 1 ? text_format("%zu outages, ", n) : (struct text){""};
    struct text lost = r->users.lost > 0 ? text_grouped((double)r->users.lost) : text_format("none");
    struct text budget =
        r->slo.budget > 0 && isfinite(r->slo.budget)
            ? text_format("; %s times the error budget", text_si(strtod(text_format("%.1e", r->slo.budget).s, NULL)).s)
            : (struct text){""};
    return text_format("%s%s in all: %s of %s hurt, %s lost%s", outages.s, text_seconds(r->slo.violated_s).s,
                       text_grouped((double)r->users_hurt).s, text_count(r->users.came, "user").s, lost.s, budget.s);
}

struct text incident_words_verdict(const struct results *r)
{
    const char *name = metrics_verdict_name(r->verdict);
    switch (r->verdict) {
    case VERDICT_CALM:
        return text_format("%s: the SLO holds throughout", name);
    case VERDICT_DEGRADED:
    case VERDICT_OVERLOADED:
        return text_format("%s: %s", name, harm_text(r).s);
    case VERDICT_COLLAPSED:
        return text_format("%s: what caused it has been over for %s; %s", name,
                           text_seconds(seconds(r->end_ns) - r->verdict_since_s).s, harm_text(r).s);
    default:
        return text_format("%s: %s%s%s", name, metrics_undecided_text(r->undecided), r->outages_n > 0 ? "; " : "",
                           r->outages_n > 0 ? harm_text(r).s : "");
    }
}
