/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arithmetic.c: a section per question, each line a label, a value and the formula with the config's numbers in it
 * (see arithmetic.h).
 */
#include "report/terminal/arithmetic.h"

#include <math.h>

#include "base/dist.h"
#include "base/zipf.h"
#include "report/terminal/arithmetic_outage.h"
#include "report/terminal/envelope_line.h"
#include "report/text.h"
#include "theory/empty_cache.h"
#include "theory/estimate.h"
#include "theory/stationary.h"

static struct text reads_text(const struct config_source *s)
{
    return text_format("%s read%s", text_grouped((double)s->reads_per_session).s, s->reads_per_session == 1 ? "" : "s");
}

static void print_burst(const struct config_source *s, FILE *out)
{
    envelope_line(out, text_format("%s: a burst of sessions", text_clip(s->name, 14).s).s,
                  text_grouped((double)s->burst_sessions).s,
                  text_format("once, at %s, within %s; %s each", text_seconds(seconds(s->burst_at_ns)).s,
                              text_seconds(seconds(s->burst_over_ns)).s, reads_text(s).s)
                      .s);
}

static void print_source(const struct config_source *s, FILE *out)
{
    struct text name = text_clip(s->name, 16), formula = text_format("as given");
    double reads = (double)s->reads_per_session;
    if (s->rate_kind == SOURCE_DAILY) {
        envelope_line(out, text_format("%s: users in the peak", name.s).s,
                      text_grouped(s->daily_active * s->peak_share).s,
                      text_format("%s daily x %s", text_si(s->daily_active).s, text_percent(s->peak_share).s).s);
        formula = text_format("users in the peak / %s s", text_grouped(seconds(s->peak_duration_ns)).s);
    }
    envelope_line(out, text_format("%s: sessions", name.s).s, envelope_line_per_s(s->sessions_per_s).s, formula.s);
    formula = text_format("sessions/s x %s", reads_text(s).s);
    if (s->key_name != NULL) {
        formula = text_format("sessions/s x %s, all of %s", reads_text(s).s, text_clip(s->key_name, 30).s);
    }
    envelope_line(out, text_format("%s: reads", name.s).s, envelope_line_per_s(s->sessions_per_s * reads).s, formula.s);
}

static void print_demand(const struct config *c, double reads_per_s, FILE *out)
{
    fputs("\nDemand\n", out);
    for (size_t i = 0; i < c->sources_n; i++) {
        (c->sources[i].rate_kind == SOURCE_BURST ? print_burst : print_source)(&c->sources[i], out);
    }
    envelope_line(out, "reads in all", envelope_line_per_s(reads_per_s).s,
                  "sum over the sources, at the start, without bursts");
}

static struct text popularity_formula(const struct config_popularity *p)
{
    switch (p->kind) {
    case POPULARITY_UNIFORM:
        break;
    case POPULARITY_EXPONENT:
        return text_format("Zipf's law: p_i = i^-%.4g / sum", p->exponent);
    case POPULARITY_TOP_SHARE:
        return text_format("Zipf's law: p_i = i^-%.4g / sum (%s of keys take %s of reads)", p->exponent,
                           text_percent(p->key_share).s, text_percent(p->read_share).s);
    case POPULARITY_UNIQUE:
        return text_format("Zipf's law: p_i = i^-%.4g / sum (%s of a second's reads distinct)", p->exponent,
                           text_percent(p->unique_per_second).s);
    case POPULARITY_HIT_RATIO:
        return text_format("Zipf's law: p_i = i^-%.4g / sum (solved for a hit ratio of %s)", p->exponent,
                           text_percent(p->hit_ratio).s);
    }
    return text_format("all keys alike: p_i = 1 / keys");
}

static void print_popularity(const struct config *c, FILE *out)
{
    struct zipf_law law = zipf_law_of(c->keys.count, c->keys.popularity.exponent);
    envelope_line(out, "keys", text_grouped((double)c->keys.count).s, popularity_formula(&c->keys.popularity).s);
    if (c->keys.count >= 100) {
        envelope_line(out, "share of reads of the top 1%", text_percent(zipf_top_share(&law, c->keys.count / 100)).s,
                      "sum of p_i, i up to keys / 100");
    }
}

/* Where the capacity comes from. */
static struct text capacity_from(const struct config_database *d, double capacity)
{
    struct text service = text_seconds(in_seconds(dist_mean_ns(&d->service)));
    if (d->kind == DATABASE_THROUGHPUT) {
        return text_format("%s partitions x %s", text_grouped((double)d->partitions).s,
                           envelope_line_per_s(d->partition_rate_per_s).s);
    }
    if (isinf(capacity)) {
        return text_format("as many queries at once as there are, %s each", service.s);
    }
    if (d->contention > 0 || d->coherency > 0) {
        return text_format("best of n / (1 + sigma (n - 1) + kappa n (n - 1)) / mean service of %s", service.s);
    }
    if (d->cores < d->connections) {
        return text_format("%s cores / mean service of %s", text_grouped((double)d->cores).s, service.s);
    }
    return text_format("%s connections / mean service of %s", text_grouped((double)d->connections).s, service.s);
}

static void print_database(const struct config *c, double reads_per_s, double capacity, FILE *out)
{
    const struct config_servers *s = &c->servers;
    fputs("\nDatabase\n", out);
    envelope_line(out, "capacity", isinf(capacity) ? "no limit" : envelope_line_per_s(capacity).s,
                  capacity_from(&c->database, capacity).s);
    if (s->pool_size != COUNT_UNLIMITED) {
        envelope_line(out, "connections that the pools allow", text_grouped((double)s->count * (double)s->pool_size).s,
                      text_format("%s servers x a pool of %s", text_grouped((double)s->count).s,
                                  text_grouped((double)s->pool_size).s)
                          .s);
    }
    envelope_line_share(out, "share of it without any cache", reads_per_s, capacity);
    arithmetic_outage_item(c, out);
}

static struct text hit_formula(const struct config *c)
{
    const struct config_local *l = &c->servers.local;
    bool tier = c->cache.present;
    int64_t ttl_ns = tier ? c->cache.ttl_ns : l->ttl_ns;
    bool full = (tier ? c->cache.capacity : l->capacity) != COUNT_UNLIMITED;
    if (tier && l->present) {
        return text_format("local caches, and the cache tier for what they let through");
    }
    if (ttl_ns != TIME_NEVER) {
        return text_format("sum p_i lambda_i T / (1 + lambda_i T), T = %s%s", text_seconds(seconds(ttl_ns)).s,
                           full ? "; or LRU's if less" : "");
    }
    return text_format(full ? "LRU: sum p_i (1 - e^(-lambda_i t)), t so that as many fit" : "no expiry, no eviction");
}

static void print_steady(const struct config *c, double reads_per_s, double capacity, FILE *out)
{
    double h = stationary_hit_ratio(c), nodes = (double)c->cache.nodes;
    fprintf(out, "\n%s (lambda_i: reads/s of key i%s, p_i: its share of the reads)\n",
            c->cache.present ? "Cache, long after its start" : "Local caches, long after their start",
            c->cache.present ? "" : " on one server");
    envelope_line(out, "hit ratio h", text_percent(h).s, hit_formula(c).s);
    envelope_line(out, "database reads", envelope_line_per_s(reads_per_s * (1 - h)).s, "reads/s x (1 - h)");
    envelope_line_share(out, "  share of capacity", reads_per_s * (1 - h), capacity);
    if (h < 1) {
        envelope_line(out,
                      c->cache.present ? "losing this cache multiplies that by" : "losing them all multiplies that by",
                      text_si(estimate_loss_factor(h)).s, "1 / (1 - h)");
    }
    if (h < 1 && c->cache.present && c->cache.nodes > 1 && !c->servers.local.present) {
        envelope_line(out, text_format("losing one node of %s, by", text_grouped(nodes).s).s,
                      text_si(estimate_node_loss_factor(h, nodes)).s, "1 + h / (N (1 - h)), N nodes");
    }
}

static void print_warming(const struct config *c, double reads_per_s, FILE *out)
{
    static const struct {
        double at_s;
        const char *label;
    } moments[] = {{1, "after 1 s: database reads"}, {60, "after 1 min"}, {600, "after 10 min"}, {3600, "after 1 h"}};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        double hit = stationary_warmup_hit_ratio(c, moments[i].at_s);
        int64_t ttl_ns = c->cache.present ? c->cache.ttl_ns : c->servers.local.ttl_ns;
        bool expired = seconds(ttl_ns) < moments[i].at_s;
        envelope_line(out, moments[i].label, envelope_line_per_s(reads_per_s * empty_cache_missed(hit)).s,
                      text_format("%shit ratio %s%s", i == 0 ? "reads/s x sum p_i e^(-lambda_i t); " : "",
                                  text_percent(hit).s, expired ? " (but entries expire before)" : "")
                          .s);
    }
}

static void print_first_second(const struct config *c, double reads_per_s, double capacity, FILE *out)
{
    double rule = estimate_rule_per_s(reads_per_s), distinct = stationary_distinct(c, 1);
    envelope_line(out, "first second, rule of thumb", envelope_line_per_s(rule).s, "reads/s x 20% unique");
    envelope_line_share(out, "  share of capacity", rule, capacity);
    envelope_line(out, "first second, by popularity", envelope_line_per_s(distinct).s,
                  "distinct keys: sum 1 - e^(-lambda_i t), t = 1 s");
    envelope_line_share(out, "  share of capacity", distinct, capacity);
}

static void print_cold(const struct config *c, double reads_per_s, double capacity, FILE *out)
{
    if (c->cache.present) {
        fputs("\nEmpty cache (no entry expires, each key is fetched once)\n", out);
        print_first_second(c, reads_per_s, capacity, out);
    } else {
        fputs("\nEmpty local caches (no entry expires, each server fetches each key once)\n", out);
    }
    print_warming(c, reads_per_s, out);
    if (reads_per_s >= capacity) {
        envelope_line(out, "below capacity after", text_seconds(estimate_below_capacity_s(c, reads_per_s, capacity)).s,
                      "when that load meets the capacity (S at least)");
    }
}

/* `reads_n`: that there are at all; INFINITY for lasting traffic. */
static void print_herd(const struct config *c, const char *name, double rate_per_s, double reads_n, FILE *out)
{
    struct estimate_herd herd = estimate_herd_of(c, rate_per_s, reads_n);
    fputs("  ", out);
    text_left(out, text_clip(name, 28).s, 28);
    text_right(out, envelope_line_per_s(rate_per_s).s, 12);
    text_right(out, text_grouped(herd.alone).s, 14);
    text_right(out, text_grouped(herd.per_server).s, 18);
    text_right(out, text_grouped(herd.cluster).s, 14);
    fputc('\n', out);
}

static void print_herds(const struct config *c, FILE *out)
{
    double fetch_s = stationary_fetch_s(c);
    fprintf(out, "\nHerd on one key: queries while its entry is missing, for S = %s (look-up and query)\n",
            text_seconds(fetch_s).s);
    fprintf(out, "  %-28s%12s%14s%18s%14s\n", "", "", "no", "coalescing", "coalescing");
    fprintf(out, "  %-28s%12s%14s%18s%14s\n", "key", "lambda", "coalescing", "per server", "cluster-wide");
    print_herd(c, "the most popular", stationary_key_rate_per_s(c, 1), (double)INFINITY, out);
    for (size_t i = 0; i < c->keys.names_n; i++) {
        const struct config_key_name *key = &c->keys.names[i];
        print_herd(c, key->name, stationary_key_rate_per_s(c, key->rank), (double)INFINITY, out);
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        if (s->rate_kind == SOURCE_BURST && s->key_name != NULL) {
            double reads_n = (double)s->burst_sessions * (double)s->reads_per_session;
            print_herd(c, text_format("burst of %s", text_clip(s->name, 20).s).s,
                       reads_n / fmax(seconds(s->burst_over_ns), 1e-9), reads_n, out);
        }
    }
    fprintf(out, "  none: 1 + lambda S; per server, N = %s: 1 + (N - 1)(1 - e^(-lambda S / N)); cluster-wide: 1\n",
            text_grouped((double)c->servers.count).s);
}

static struct text load_formula(const struct config *c, const struct estimate_preload *e)
{
    switch (e->limit) {
    case PRELOAD_BY_CAPACITY:
        break;
    case PRELOAD_BY_RATE:
        return text_format("the rate");
    case PRELOAD_BY_PARALLEL:
        return text_format("%s in flight / mean service of %s", text_grouped(e->parallel).s,
                           text_seconds(in_seconds(dist_mean_ns(&c->database.service))).s);
    }
    return text_format("capacity of the database, which its other readers share");
}

static void print_preload(const struct config *c, const struct estimate_preload *e, double reads_per_s, double capacity,
                          FILE *out)
{
    fprintf(out, "\nPre-warm of the %s most popular keys\n", text_si(e->keys).s);
    envelope_line(out, "load on the database meanwhile", envelope_line_per_s(e->load_per_s).s, load_formula(c, e).s);
    envelope_line_share(out, "  share of capacity", e->load_per_s, capacity);
    envelope_line(out, "takes", text_seconds(e->takes_s).s, "keys / that load");
    envelope_line(out, "hit ratio at the cut-over", text_percent(e->hit_ratio).s,
                  "sum of p_i over the keys loaded, if all are fresh still");
    double left_per_s = reads_per_s * (1 - e->hit_ratio);
    envelope_line(out, "database reads at the cut-over", envelope_line_per_s(left_per_s).s,
                  "reads/s x (1 - hit ratio)");
    envelope_line_share(out, "  share of capacity", left_per_s, capacity);
}

void arithmetic_print(const struct config *c, FILE *out)
{
    double reads_per_s = stationary_reads_per_s(c, 0), capacity = stationary_capacity_per_s(c);
    print_demand(c, reads_per_s, out);
    print_popularity(c, out);
    print_database(c, reads_per_s, capacity, out);
    if (c->cache.present || c->servers.local.present) {
        print_steady(c, reads_per_s, capacity, out);
        arithmetic_outage_local(c, out);
        print_cold(c, reads_per_s, capacity, out);
    } else {
        fputs("\nNo cache: every read is a query.\n", out);
    }
    arithmetic_outage_retries(c, reads_per_s * (1 - stationary_hit_ratio(c)), capacity, out);
    if (!c->cache.present) {
        return;
    }
    print_herds(c, out);
    struct estimate_preload preload;
    if (estimate_preload(c, &preload)) {
        print_preload(c, &preload, reads_per_s, capacity, out);
    }
}
