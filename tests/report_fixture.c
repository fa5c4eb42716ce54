/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_fixture.c: results that no simulation made, with numbers that can be recognised in what is printed. */
#include "report_fixture.h"
#include "events/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outcome/outages.h"
#include "outcome/slo.h"
#include "scenario/config_default.h"

#define READS_PER_SESSION 20
#define SESSIONS_PER_S 1000
#define WARM_HITS 0.95
#define TIMEOUT_S 2.0

enum { WINDOWS_MAX = 1000, LIMITS_MAX = 2 * SLO_LIMITS_MAX, LATE_MAX = WINDOWS_MAX * LIMITS_MAX };

struct variant {
    struct config config;
    struct config_source source[REPORT_FIXTURE_SOURCES_MAX];
    struct config_event event;
    struct results results;
    struct source_results source_results[REPORT_FIXTURE_SOURCES_MAX];
    uint64_t late[LATE_MAX];        /* of the first source: window x limits */
    uint64_t none_late[LIMITS_MAX]; /* of the others, who are served in time */
};

struct report_fixture {
    struct report_run run;
    struct variant *variant;
    struct results **results;
};

static void configure(struct variant *v, const struct report_fixture_variant *spec, size_t seconds, size_t at_s)
{
    struct config *c = &v->config;
    struct config_source *source = &v->source[0];
    *source = config_default_source();
    source->name = "inbox";
    source->rate_kind = SOURCE_DAILY;
    source->sessions_per_s = SESSIONS_PER_S;
    source->daily_active = 18e6;
    source->peak_share = 0.2;
    source->peak_duration_ns = 3600 * NS_PER_S;
    source->reads_per_session = READS_PER_SESSION;
    v->event = (struct config_event){.at_ns = (int64_t)at_s * NS_PER_S, .type = &cache_restart_event};
    *c = config_default();
    c->variant = spec->name;
    c->sources = v->source;
    c->sources_n = 1;
    c->events = &v->event;
    c->events_n = at_s > 0;
    c->run.duration_ns = (int64_t)seconds * NS_PER_S;
    c->run.max_sessions = c->run.max_reads = 1000000;
    c->keys.count = 1000000;
    c->servers.count = 100;
    c->servers.pool_size = 10;
    c->cache.nodes = 10;
    c->cache.latency = dist_constant(300 * NS_PER_US);
    c->cache.start = at_s > 0 ? CACHE_START_WARM : CACHE_START_COLD;
    c->database.service = dist_constant(5 * NS_PER_MS);
    c->database.connections =
        isinf(spec->capacity_per_s) ? COUNT_UNLIMITED : (uint64_t)llround(spec->capacity_per_s * 0.005);
    c->slo = (struct config_slo){.within_s = {[SLO_P99] = 0.5}, .success = 0.999};
}

static struct percentiles percentiles_of(double p50, uint64_t n)
{
    double x = n > 0 ? p50 : (double)NAN;
    return (struct percentiles){n, 1.2 * x, x, 2 * x, 4 * x, 6 * x, 8 * x};
}

static void count(struct results *r, struct window *w, enum counter c, double n)
{
    w->counter[c] = (uint64_t)llround(n);
    r->total[c] += w->counter[c];
}

static void count_sessions(struct results *r, struct window *w, double delay_s)
{
    bool dead = delay_s > TIMEOUT_S;
    double ok = dead ? 0 : SESSIONS_PER_S;
    count(r, w, COUNTER_SESSIONS_STARTED, SESSIONS_PER_S);
    count(r, w, COUNTER_SESSIONS_OK, ok);
    count(r, w, COUNTER_SESSIONS_FAILED, SESSIONS_PER_S - ok);
    count(r, w, COUNTER_SESSIONS_ABANDONED, SESSIONS_PER_S - ok); /* nobody tries again */
    w->session = percentiles_of(0.004 + delay_s, (uint64_t)ok);
    w->read = percentiles_of(0.001 + delay_s, (uint64_t)ok * READS_PER_SESSION);
    uint64_t failed = (uint64_t)(SESSIONS_PER_S - ok), late = delay_s > 0.4 ? (uint64_t)ok : 0;
    double p99_s = failed > 0 ? (double)INFINITY : w->session.p99;
    w->users =
        (struct user_window){(uint64_t)SESSIONS_PER_S, (uint64_t)ok, failed, 0, w->session.p50, p99_s, p99_s, p99_s};
    uint64_t *limits = w->source[0].late;
    limits[0] = late;
    w->source[0] = (struct source_window){.sessions_started = SESSIONS_PER_S,
                                          .sessions_ok = (uint64_t)ok,
                                          .sessions_failed = failed,
                                          .session = w->session,
                                          .users = w->users,
                                          .late = limits};
    r->users.came += w->users.came;
    r->users.served += w->users.served;
    r->users.lost += failed;
    for (uint64_t i = 0; i < (uint64_t)ok; i += 10) { /* every tenth, spread around the median */
        double spread = 0.5 + 3 * (double)(i * i) / (SESSIONS_PER_S * SESSIONS_PER_S);
        histogram_record(&r->session.ok, (uint64_t)(1e9 * spread * (0.004 + delay_s)));
        histogram_record(&r->read.ok, (uint64_t)(1e9 * spread * (0.001 + delay_s)));
    }
}

/* One second: misses become queries, queries beyond the capacity wait, waiting makes duplicates. */
static double pass_second(struct results *r, struct window *w, const struct report_fixture_variant *spec,
                          double since_s, double queue)
{
    double miss = since_s < 0 ? 1 - WARM_HITS : 1 - WARM_HITS * (1 - exp(-since_s / spec->warming_s));
    double reads = READS_PER_SESSION * SESSIONS_PER_S, first = reads * miss;
    double overload = fmax(0, first + queue - spec->capacity_per_s) / spec->capacity_per_s;
    double duplicate = first * spec->duplicates * fmin(1, overload);
    double left = fmax(0, queue + first + duplicate - spec->capacity_per_s);
    count(r, w, COUNTER_READS_ISSUED, reads);
    count(r, w, COUNTER_READS_HITS, reads - first);
    count(r, w, COUNTER_READS_MISSES, first);
    count(r, w, COUNTER_CACHE_LOOKUPS, reads);
    count(r, w, COUNTER_DB_QUERIES, first + duplicate);
    count(r, w, COUNTER_DB_FIRST, first);
    count(r, w, COUNTER_DB_DUPLICATE, duplicate);
    count(r, w, COUNTER_EPISODES, first);
    double answered = fmin(queue + first + duplicate, spec->capacity_per_s); /* of a miss, so many on average */
    count(r, w, COUNTER_DB_ANSWERED, answered);
    count(r, w, COUNTER_DB_ANSWERED_FIRST, answered * first / (first + duplicate));
    w->gauge[GAUGE_DB_CAPACITY] = isinf(spec->capacity_per_s) ? (double)NAN : spec->capacity_per_s;
    w->gauge[GAUGE_DB_UTILISATION] =
        isinf(spec->capacity_per_s) ? (double)NAN : fmin(1, answered / spec->capacity_per_s);
    r->db_utilisation_peak = fmax(r->db_utilisation_peak, w->gauge[GAUGE_DB_UTILISATION]);
    r->db_queue_peak = (uint64_t)fmax((double)r->db_queue_peak, left);
    w->gauge[GAUGE_HIT_RATIO] = 1 - miss;
    w->gauge[GAUGE_DB_QUEUE_MEAN] = left;
    w->gauge[GAUGE_DB_CAPACITY] = spec->capacity_per_s;
    count_sessions(r, w, isinf(spec->capacity_per_s) ? 0 : left / spec->capacity_per_s);
    r->db_peak_per_s = fmax(r->db_peak_per_s, first + duplicate);
    return left;
}

static void judge(struct results *r, size_t at_s)
{
    bool violated = false;
    for (size_t i = at_s; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        bool bad = w->counter[COUNTER_SESSIONS_FAILED] > 0 || w->source[0].late[0] > 0;
        r->recovery.slo_s = bad ? (double)NAN : violated ? (double)(i - at_s) : r->recovery.slo_s;
        r->recovery.slo_to_reach = r->recovery.slo_to_reach || bad;
        violated = bad;
    }
    slo_judge(r);
    outages_find(r);
    r->verdict = violated ? VERDICT_COLLAPSED : r->recovery.slo_to_reach ? VERDICT_DEGRADED : VERDICT_CALM;
}

static bool fill(struct variant *v, const struct report_fixture_variant *spec, size_t seconds, size_t at_s)
{
    struct results *r = &v->results;
    *r = (struct results){.config = &v->config, .end_ns = (int64_t)seconds * NS_PER_S, .source = v->source_results};
    r->windows = calloc(seconds, sizeof *r->windows);
    double queue = 0;
    for (size_t i = 0; r->windows != NULL && i < seconds; i++) {
        struct window *w = &r->windows[r->windows_n++];
        w->start_ns = (int64_t)i * NS_PER_S;
        w->end_ns = w->start_ns + NS_PER_S;
        w->source = calloc(REPORT_FIXTURE_SOURCES_MAX, sizeof *w->source);
        if (w->source == NULL) {
            return false;
        }
        for (int k = 0; k < REPORT_FIXTURE_SOURCES_MAX; k++) {
            w->source[k].late = &v->late[i % WINDOWS_MAX * LIMITS_MAX];
        }
        queue = pass_second(r, w, spec, (double)i - (double)at_s, queue);
    }
    r->recovery = (struct recovery){.trigger_s = (double)at_s,
                                    .trigger_over_s = (double)at_s,
                                    .hit_reference = WARM_HITS,
                                    .slo_s = (double)NAN,
                                    .warm_s = 240,
                                    .warm_to_reach = true};
    r->engine = (struct engine_results){
        .events = 1000000, .wall_s = 0.5, .reads = 10000000, .state_bytes = 9000000, .key_bytes = 8000000};
    for (int s = 0; s < ALERTS_N; s++) {
        r->alert[s] = (struct alert_result){(double)NAN, (double)NAN, (double)NAN, 0};
    }
    r->first_failed_s = (double)NAN;
    r->prewarm.started_s = r->prewarm.cutover_s = (double)NAN;
    v->source_results[0].sessions_ok = r->total[COUNTER_SESSIONS_OK];
    v->source_results[0].sessions_started = r->total[COUNTER_SESSIONS_STARTED];
    v->source_results[0].sessions_failed = r->total[COUNTER_SESSIONS_FAILED];
    judge(r, at_s);
    return r->windows != NULL;
}

struct report_fixture *report_fixture_new(const char *name, const char *title,
                                          const struct report_fixture_variant *variants, size_t variants_n,
                                          size_t seconds, size_t at_s)
{
    struct report_fixture *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return NULL;
    }
    f->run = (struct report_run){.name = name, .title = title, .about = "made up", .seed = 1, .scenario_text = "{}\n"};
    f->variant = calloc(variants_n, sizeof *f->variant);
    f->results = calloc(variants_n, sizeof *f->results);
    f->run.results = f->results;
    bool filled = f->variant != NULL && f->results != NULL;
    for (size_t i = 0; filled && i < variants_n; i++) {
        f->results[f->run.results_n++] = &f->variant[i].results;
        configure(&f->variant[i], &variants[i], seconds, at_s);
        filled = fill(&f->variant[i], &variants[i], seconds, at_s);
    }
    if (!filled) {
        report_fixture_free(f);
        return NULL;
    }
    return f;
}

void report_fixture_add_source(struct report_fixture *f, const char *name)
{
    for (size_t i = 0; i < f->run.results_n; i++) {
        struct variant *v = &f->variant[i];
        size_t s = v->config.sources_n++;
        v->source[s] = v->source[0];
        v->source[s].name = name;
        v->source_results[s] = v->source_results[0];
        for (size_t w = 0; w < v->results.windows_n; w++) {
            v->results.windows[w].source[s] = v->results.windows[w].source[0];
            v->results.windows[w].source[s].late = v->none_late;
        }
    }
}

void report_fixture_free(struct report_fixture *f)
{
    for (size_t i = 0; i < f->run.results_n; i++) {
        for (size_t w = 0; w < f->results[i]->windows_n; w++) {
            free(f->results[i]->windows[w].source);
        }
        free(f->results[i]->windows);
    }
    free(f->variant);
    free(f->results);
    free(f);
}

struct report_run *report_fixture_run(struct report_fixture *f)
{
    return &f->run;
}

struct results *report_fixture_results(struct report_fixture *f, size_t variant)
{
    return &f->variant[variant].results;
}

struct config *report_fixture_config(struct report_fixture *f, size_t variant)
{
    return &f->variant[variant].config;
}
