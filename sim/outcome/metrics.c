/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.c: the table of metrics (see metrics.h). */
#include "outcome/metrics.h"

#include <math.h>
#include <string.h>

#include "outcome/judge.h"
#include "outcome/steady.h"

static double in_seconds(double ns)
{
    return ns / (double)NS_PER_S;
}

/* One accessor per line: METRIC_FN(name, expression of r and source). */
#define METRIC_FN(name, expression)                                                                                    \
    static double name(const struct results *r, size_t source)                                                         \
    {                                                                                                                  \
        (void)r;                                                                                                       \
        (void)source;                                                                                                  \
        return (double)(expression);                                                                                   \
    }

#define COUNTER(id, name, unit, help) METRIC_FN(total_##id, r->total[COUNTER_##id])
#include "outcome/counters.def"
#undef COUNTER

static double max_of(const struct histogram *h)
{
    return h->n == 0 ? NAN : in_seconds((double)h->max_ns);
}

/* The six figures of a histogram of durations, and their lines in a table. */
#define LATENCY_FNS(name, h)                                                                                           \
    METRIC_FN(name##_mean, in_seconds(histogram_mean_ns(h)))                                                           \
    METRIC_FN(name##_p50, in_seconds(histogram_quantile_ns(h, 0.5)))                                                   \
    METRIC_FN(name##_p90, in_seconds(histogram_quantile_ns(h, 0.9)))                                                   \
    METRIC_FN(name##_p99, in_seconds(histogram_quantile_ns(h, 0.99)))                                                  \
    METRIC_FN(name##_p999, in_seconds(histogram_quantile_ns(h, 0.999)))                                                \
    METRIC_FN(name##_max, max_of(h))

#define LATENCY_LINES(name, path, what)                                                                                \
    {path ".mean", "s", what ", mean", false, name##_mean}, {path ".p50", "s", what ", median", false, name##_p50},    \
        {path ".p90", "s", what ", 90th percentile", false, name##_p90},                                               \
        {path ".p99", "s", what ", 99th percentile", false, name##_p99},                                               \
        {path ".p999", "s", what ", 99.9th percentile", false, name##_p999},                                           \
    {                                                                                                                  \
        path ".max", "s", what ", maximum", false, name##_max                                                          \
    }

LATENCY_FNS(read, &r->read.ok)
LATENCY_FNS(read_hit, &r->read.hit)
LATENCY_FNS(read_miss, &r->read.miss)
LATENCY_FNS(read_joined, &r->read.joined)
LATENCY_FNS(read_stale, &r->read.stale)
LATENCY_FNS(read_failed, &r->read.failed)
LATENCY_FNS(session, &r->session.ok)
LATENCY_FNS(session_failed, &r->session.failed)
LATENCY_FNS(db_wait, &r->db_wait)
LATENCY_FNS(db_service, &r->db_service)
LATENCY_FNS(pool_wait, &r->pool_wait)
LATENCY_FNS(source_read, &r->source[source].read)
LATENCY_FNS(source_session, &r->source[source].session)

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? NAN : (double)part / (double)whole;
}

METRIC_FN(hit_ratio,
          share(r->total[COUNTER_READS_HITS] + r->total[COUNTER_READS_LOCAL_HITS], r->total[COUNTER_READS_ISSUED]))
METRIC_FN(amplification, share(r->total[COUNTER_DB_FIRST] + r->total[COUNTER_DB_DUPLICATE] + r->total[COUNTER_DB_RETRY],
                               r->total[COUNTER_EPISODES]))
METRIC_FN(failed_share,
          share(r->total[COUNTER_SESSIONS_FAILED], r->total[COUNTER_SESSIONS_OK] + r->total[COUNTER_SESSIONS_FAILED]))
METRIC_FN(sessions_in_flight, r->sessions_in_flight)
METRIC_FN(reads_in_flight, r->reads_in_flight)
METRIC_FN(db_peak, r->db_peak_per_s)
METRIC_FN(db_utilisation_mean, r->db_utilisation_mean)
METRIC_FN(db_utilisation_peak, r->db_utilisation_peak)
METRIC_FN(db_queue_mean, r->db_queue_mean)
METRIC_FN(db_queue_peak, r->db_queue_peak)
METRIC_FN(pool_in_use_peak, r->pool_in_use_peak)
METRIC_FN(pool_waiting_peak, r->pool_waiting_peak)
METRIC_FN(pool_saturated, r->pool_saturated_s)
METRIC_FN(age_mean, in_seconds(histogram_mean_ns(&r->age)))
METRIC_FN(age_p50, in_seconds(histogram_quantile_ns(&r->age, 0.5)))
METRIC_FN(age_p99, in_seconds(histogram_quantile_ns(&r->age, 0.99)))
METRIC_FN(age_max, max_of(&r->age))
METRIC_FN(recovery_trigger, r->recovery.trigger_s)
METRIC_FN(recovery_reference, r->recovery.hit_reference)
METRIC_FN(recovery_warm, r->recovery.warm_s)
METRIC_FN(recovery_drain, r->recovery.drain_s)
METRIC_FN(recovery_slo, r->recovery.slo_s)
METRIC_FN(recovery_violated, judge_violated_s(r))
METRIC_FN(recovery_violation, r->recovery.first_violation_s)
METRIC_FN(recovery_over, r->recovery.trigger_over_s)
METRIC_FN(recovery_failed, r->first_failed_s - (isnan(r->recovery.trigger_s) ? 0 : r->recovery.trigger_s))

/* The four figures of a signal, and their lines in a table. */
#define ALERT_FNS(name, id)                                                                                            \
    METRIC_FN(name##_fired, r->alert[id].fired_s)                                                                      \
    METRIC_FN(name##_value, r->alert[id].value)                                                                        \
    METRIC_FN(name##_lead, r->alert[id].lead_s)                                                                        \
    METRIC_FN(name##_for, r->alert[id].for_s)

#define ALERT_LINES(name, unit, what)                                                                                  \
    {"signals." #name ".fired", "s", "end of the first window, from the trigger on, that raised the signal", false,    \
     name##_fired},                                                                                                    \
        {"signals." #name ".value", unit, what ", in that window", false, name##_value},                               \
        {"signals." #name ".lead", "s", "from then until a session failed for the first time; negative: after it",     \
         false, name##_lead},                                                                                          \
    {                                                                                                                  \
        "signals." #name ".for", "s", "how long the signal was up, windows added up", false, name##_for                \
    }

ALERT_FNS(hit_ratio_drop, ALERT_HIT_RATIO_DROP)
ALERT_FNS(pool_saturated, ALERT_POOL_SATURATED)
ALERT_FNS(db_saturated, ALERT_DB_SATURATED)
ALERT_FNS(error_rate, ALERT_ERROR_RATE)
ALERT_FNS(miss_amplification, ALERT_MISS_AMPLIFICATION)
METRIC_FN(prewarm_loaded, r->prewarm.loaded)
METRIC_FN(prewarm_started, r->prewarm.started_s)
METRIC_FN(prewarm_cutover, r->prewarm.cutover_s)
METRIC_FN(warmup_mser5, steady_mser5_s(r))
METRIC_FN(zipf_exponent, r->config->keys.popularity.exponent)
METRIC_FN(source_started, r->source[source].sessions_started)
METRIC_FN(source_ok, r->source[source].sessions_ok)
METRIC_FN(source_failed, r->source[source].sessions_failed)
METRIC_FN(source_reads_issued, r->source[source].reads_issued)
METRIC_FN(source_reads_ok, r->source[source].reads_ok)
METRIC_FN(source_reads_failed, r->source[source].reads_failed)
METRIC_FN(source_reads_hits, r->source[source].reads_hits)
METRIC_FN(source_reads_local_hits, r->source[source].reads_local_hits)
METRIC_FN(source_hit_ratio,
          share(r->source[source].reads_hits + r->source[source].reads_local_hits, r->source[source].reads_issued))

const struct metric metrics_table[] = {
#define COUNTER(id, name, unit, help) {name, unit, help, true, total_##id},
#include "outcome/counters.def"
#undef COUNTER
    {"sessions.failed_share", "share", "sessions that failed, of those that ended", false, failed_share},
    {"sessions.in_flight", "sessions", "sessions open at the end", true, sessions_in_flight},
    {"reads.in_flight", "reads", "reads that missed and were not answered by the end", true, reads_in_flight},
    {"cache.hit_ratio", "share", "reads answered by their first lookup, as a share of reads issued", false, hit_ratio},
    {"amplification", "queries per episode", "demand queries per miss episode", false, amplification},
    {"db.peak_per_second", "1/s", "most queries per second that arrived over any whole window", false, db_peak},
    {"db.utilisation.mean", "share", "busy share of the connections (busy connections if unlimited)", false,
     db_utilisation_mean},
    {"db.utilisation.peak", "share", "the same, in the busiest window", false, db_utilisation_peak},
    {"db.queue.mean", "queries", "queries waiting at the database, mean over time", false, db_queue_mean},
    {"db.queue.peak", "queries", "queries waiting at the database, most", true, db_queue_peak},
    LATENCY_LINES(db_wait, "db.wait", "time in the database's queue"),
    LATENCY_LINES(db_service, "db.service", "service time at the database"),
    {"pool.in_use_peak", "connections", "connections in use of one server's pool, most", true, pool_in_use_peak},
    {"pool.waiting_peak", "reads", "fetches waiting for a connection of one server's pool, most", true,
     pool_waiting_peak},
    {"pool.saturated_seconds", "s", "time without a free connection in the pool, mean over the servers", false,
     pool_saturated},
    LATENCY_LINES(pool_wait, "pool.wait", "time waiting for a connection of the pool"),
    LATENCY_LINES(read, "latency.read", "successful reads"),
    LATENCY_LINES(read_hit, "latency.read.hit", "reads answered by their first lookup"),
    LATENCY_LINES(read_miss, "latency.read.miss", "reads that fetched for themselves"),
    LATENCY_LINES(read_joined, "latency.read.joined", "reads that waited for somebody's fetch"),
    LATENCY_LINES(read_stale, "latency.read.stale", "reads that got a value past its freshness"),
    LATENCY_LINES(read_failed, "latency.read.failed", "failed reads"),
    LATENCY_LINES(session, "latency.session", "successful sessions"),
    LATENCY_LINES(session_failed, "latency.session.failed", "failed sessions"),
    {"staleness.age_mean", "s", "age of values served from the cache, mean", false, age_mean},
    {"staleness.age_p50", "s", "age of values served from the cache, median", false, age_p50},
    {"staleness.age_p99", "s", "age of values served from the cache, 99th percentile", false, age_p99},
    {"staleness.age_max", "s", "age of values served from the cache, maximum", false, age_max},
    {"staleness.past_freshness", "reads", "reads that got a value past its freshness: reads.stale", true,
     total_READS_STALE},
    {"recovery.trigger", "s", "instant of the trigger", false, recovery_trigger},
    {"recovery.hit_reference", "share", "hit ratio to come back to", false, recovery_reference},
    {"recovery.warm", "s", "from the trigger until the hit ratio is back at 99% of its reference, and stays", false,
     recovery_warm},
    {"recovery.drain", "s", "from the trigger until nobody waits long at the database, and so to the end", false,
     recovery_drain},
    {"recovery.slo", "s", "from the trigger until the SLO holds, and so to the end", false, recovery_slo},
    {"recovery.first_violation", "s", "from the trigger until the first window that violates the SLO", false,
     recovery_violation},
    {"recovery.slo_violated", "s", "windows that violate the SLO, from the trigger on, added up", false,
     recovery_violated},
    {"recovery.trigger_over", "s", "instant at which the last of what was triggered is over", false, recovery_over},
    {"recovery.first_failed", "s", "from the trigger until a session failed for the first time", false,
     recovery_failed},
    ALERT_LINES(hit_ratio_drop, "share", "how far the hit ratio lies below what was usual"),
    ALERT_LINES(pool_saturated, "share", "pools without a free connection"),
    ALERT_LINES(db_saturated, "share", "utilisation of the database"),
    ALERT_LINES(error_rate, "share", "sessions that failed, of those that ended"),
    ALERT_LINES(miss_amplification, "queries per episode", "demand queries per miss episode"),
    {"prewarm.loaded", "entries", "entries loaded into the new cache before traffic moved to it", true, prewarm_loaded},
    {"prewarm.started", "s", "instant at which the new cache was begun", false, prewarm_started},
    {"prewarm.cutover", "s", "instant at which traffic moved to the new cache", false, prewarm_cutover},
    {"warmup.mser5", "s", "warm-up that MSER-5 recommends, where nothing is planned to happen", false, warmup_mser5},
    {"keys.zipf_exponent", "1", "exponent of the popularity law, as given or solved (0: uniform)", false,
     zipf_exponent},
};

const size_t metrics_n = sizeof metrics_table / sizeof metrics_table[0];

const struct metric metrics_source_table[] = {
    {"sessions.started", "sessions", "sessions that users of the source opened", true, source_started},
    {"sessions.ok", "sessions", "sessions whose reads all succeeded", true, source_ok},
    {"sessions.failed", "sessions", "sessions that failed", true, source_failed},
    {"reads.issued", "reads", "reads issued", true, source_reads_issued},
    {"reads.ok", "reads", "reads that got a value", true, source_reads_ok},
    {"reads.failed", "reads", "reads that got none", true, source_reads_failed},
    {"reads.hits", "reads", "reads answered by their first lookup", true, source_reads_hits},
    {"reads.local_hits", "reads", "reads answered by the local cache of their app server", true,
     source_reads_local_hits},
    {"hit_ratio", "share", "reads answered by either, as a share of reads issued", false, source_hit_ratio},
    LATENCY_LINES(source_read, "latency.read", "successful reads"),
    LATENCY_LINES(source_session, "latency.session", "successful sessions"),
};

const size_t metrics_source_n = sizeof metrics_source_table / sizeof metrics_source_table[0];

const char *metrics_verdict_name(enum verdict_kind v)
{
    static const char *const name[] = {[VERDICT_CALM] = "calm",
                                       [VERDICT_DEGRADED] = "degraded",
                                       [VERDICT_COLLAPSED] = "collapsed",
                                       [VERDICT_NONE] = "undecided"};
    return name[v];
}

const char *metrics_undecided_text(enum undecided_why why)
{
    static const char *const text[] = {
        [UNDECIDED_NOT] = NULL,
        [UNDECIDED_NO_SLO] = "the scenario states no SLO",
        [UNDECIDED_PARTIAL] = "the run was interrupted",
        [UNDECIDED_TRIGGER] = "the SLO is violated at the end, but the trigger was not over, or only just",
        [UNDECIDED_RECOVERING] = "the SLO is violated at the end, but less and less waits: a longer run would tell"};
    return text[why];
}

static const struct metric *find(const struct metric *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static const char source_prefix[] = "traffic.";

static bool is_of_source(const char *name)
{
    return strncmp(name, source_prefix, sizeof source_prefix - 1) == 0;
}

/* Looks a dotted name up; *source is the index of the source that it names, or 0. */
static const struct metric *look_up(const struct config *c, const char *name, size_t *source)
{
    static const char alias[] = "db.queries.peak_per_second";
    *source = 0;
    if (strcmp(name, alias) == 0) {
        return find(metrics_table, metrics_n, "db.peak_per_second");
    }
    if (!is_of_source(name)) {
        return find(metrics_table, metrics_n, name);
    }
    const char *rest = name + sizeof source_prefix - 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        size_t length = strlen(c->sources[i].name);
        if (strncmp(rest, c->sources[i].name, length) == 0 && rest[length] == '.') {
            const struct metric *m = find(metrics_source_table, metrics_source_n, rest + length + 1);
            if (m != NULL) {
                *source = i;
                return m;
            }
        }
    }
    return NULL;
}

bool metrics_exists(const struct config *c, const char *name)
{
    size_t source = 0;
    return strcmp(name, "verdict") == 0 || look_up(c, name, &source) != NULL;
}

size_t metrics_count(const struct config *c)
{
    return metrics_n + c->sources_n * metrics_source_n;
}

bool metrics_index(const struct config *c, const char *name, size_t *index)
{
    size_t source = 0;
    const struct metric *m = look_up(c, name, &source);
    if (m == NULL) {
        return false;
    }
    *index = is_of_source(name) ? metrics_n + source * metrics_source_n + (size_t)(m - metrics_source_table)
                                : (size_t)(m - metrics_table);
    return true;
}

double metrics_at(const struct results *r, size_t index)
{
    if (index < metrics_n) {
        return metrics_table[index].value(r, 0);
    }
    size_t source = (index - metrics_n) / metrics_source_n;
    return metrics_source_table[(index - metrics_n) % metrics_source_n].value(r, source);
}

bool metrics_value(const struct results *r, const char *name, double *value)
{
    size_t source = 0;
    const struct metric *m = look_up(r->config, name, &source);
    if (m == NULL) {
        return false;
    }
    *value = m->value(r, source);
    return true;
}
