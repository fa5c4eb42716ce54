/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arithmetic_outage.c: see arithmetic_outage.h.
 */
#include "report/terminal/arithmetic_outage.h"

#include <math.h>

#include "base/dist.h"
#include "report/terminal/envelope_line.h"
#include "theory/estimate.h"
#include "theory/formulas.h"
#include "theory/stationary.h"

struct hottest {
    struct text name;
    double rate_per_s;
};

static void hotter(struct hottest *h, const struct config *c, struct text name, uint64_t rank)
{
    double rate_per_s = stationary_key_rate_per_s(c, rank);
    if (rate_per_s > h->rate_per_s) {
        *h = (struct hottest){name, rate_per_s};
    }
}

/* The key that is read most, by its name if it has one. */
static struct hottest hottest_key(const struct config *c)
{
    struct hottest h = {.rate_per_s = -1};
    for (size_t i = 0; i < c->keys.names_n; i++) {
        hotter(&h, c, text_clip(c->keys.names[i].name, 20), c->keys.names[i].rank);
    }
    hotter(&h, c, text_format("the most popular"), 1);
    for (size_t i = 0; i < c->sources_n; i++) {
        if (c->sources[i].key_rank > 0) {
            hotter(&h, c, text_clip(c->sources[i].key_name, 20), c->sources[i].key_rank);
        }
    }
    return h;
}

void arithmetic_outage_item(const struct config *c, FILE *out)
{
    const struct config_database *d = &c->database;
    if (d->kind != DATABASE_THROUGHPUT) {
        return;
    }
    struct hottest h = hottest_key(c);
    envelope_line(out, "most that one item can be read", envelope_line_per_s(d->partition_rate_per_s).s,
                  "as an item lies in one partition");
    envelope_line_share(out, text_format("  %s, uncached", h.name.s).s, h.rate_per_s, d->partition_rate_per_s);
}

void arithmetic_outage_local(const struct config *c, FILE *out)
{
    const struct config_local *l = &c->servers.local;
    if (!l->present || l->ttl_ns == TIME_NEVER) {
        return;
    }
    struct hottest h = hottest_key(c);
    double servers = (double)c->servers.count, ttl_s = seconds(l->ttl_ns);
    double fetch_s = in_seconds(dist_mean_ns(c->cache.present ? &c->cache.latency : &c->database.service));
    fprintf(out, "\nLocal caches of N = %s servers, T = %s\n", text_grouped(servers).s, text_seconds(ttl_s).s);
    envelope_line(out, text_format("%s: reads", h.name.s).s, envelope_line_per_s(h.rate_per_s).s,
                  "lambda, on all servers");
    envelope_line(
        out, text_format("  that reach the %s", c->cache.present ? "cache tier" : "database").s,
        envelope_line_per_s(formulas_local_through_per_s(servers, h.rate_per_s, ttl_s, fetch_s)).s,
        text_format("N / (T + S + N / lambda), S = %s: each server fetches for itself", text_seconds(fetch_s).s).s);
}

static void print_attempts(const struct config_source *s, FILE *out)
{
    struct text formula = text_format("(1 - p^n) / (1 - p), which is n");
    if (!isnan(s->retry.budget)) {
        formula = text_format("1 + budget of %s%s, at most n = %s", text_percent(s->retry.budget).s,
                              s->retry.budget_floor_per_s > 0
                                  ? text_format(" + %s", envelope_line_per_s(s->retry.budget_floor_per_s).s).s
                                  : "",
                              text_grouped((double)s->retry.attempts).s);
    }
    envelope_line(out, text_format("%s: attempts per session", text_clip(s->name, 14).s).s,
                  text_si(estimate_attempts(s)).s, formula.s);
}

void arithmetic_outage_retries(const struct config *c, double load, double capacity, FILE *out)
{
    double client = estimate_client_attempts(c);
    double users = estimate_mean_attempts(c);
    if (client * users <= 1) {
        return;
    }
    fputs("\nRetries, when every attempt fails (p = 1; n attempts at most)\n", out);
    for (size_t i = 0; i < c->sources_n; i++) {
        if (estimate_attempts(&c->sources[i]) > 1) {
            print_attempts(&c->sources[i], out);
        }
    }
    if (client > 1) {
        envelope_line(out, "client library: attempts per query", text_si(client).s,
                      "at a throttled query; they multiply");
    }
    envelope_line(out, "database reads", envelope_line_per_s(load * client * users).s,
                  text_format("%s x %s", envelope_line_per_s(load).s, text_si(client * users).s).s);
    envelope_line_share(out, "  share of capacity", load * client * users, capacity);
    if (isfinite(capacity)) {
        double most = capacity / (client * users);
        envelope_line(out, "recovers by itself at a load below", envelope_line_per_s(most).s,
                      text_format("capacity / attempts; it is %s: %s", envelope_line_per_s(load).s,
                                  load < most ? "so it does" : "so it may not")
                          .s);
    }
}
