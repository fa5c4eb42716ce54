/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.c: one thing after the other (see compare.h). */
#include "compare.h"

#include <stdio.h>
#include <string.h>

#include "outcome/metrics.h"

struct difference {
    char *text;
    size_t bytes;
};

static bool say(const struct difference *d, const char *what, double a, double b)
{
    snprintf(d->text, d->bytes, "%s: %.17g and %.17g", what, a, b);
    return false;
}

/* NAN is like NAN. */
static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b) || (a == 0 && b == 0);
}

static bool same_window(const struct results *a, const struct results *b, size_t w, const struct difference *d)
{
    const struct window *x = &a->windows[w], *y = &b->windows[w];
    char what[120];
    for (size_t i = 0; i < COUNTERS_N; i++) {
        if (x->counter[i] != y->counter[i]) {
            snprintf(what, sizeof what, "window %zu, %s", w, results_counter_info[i].name);
            return say(d, what, (double)x->counter[i], (double)y->counter[i]);
        }
    }
    for (size_t i = 0; i < GAUGES_N; i++) {
        if (!same_number(x->gauge[i], y->gauge[i])) {
            snprintf(what, sizeof what, "window %zu, %s", w, results_gauge_info[i].name);
            return say(d, what, x->gauge[i], y->gauge[i]);
        }
    }
    bool same =
        memcmp(&x->read, &y->read, sizeof x->read) == 0 && memcmp(&x->session, &y->session, sizeof x->session) == 0;
    for (size_t i = 0; same && i < a->config->sources_n; i++) {
        same = memcmp(&x->source[i].session, &y->source[i].session, sizeof x->source[i].session) == 0;
    }
    snprintf(what, sizeof what, "percentiles of window");
    return same || say(d, what, (double)w, (double)w);
}

static bool same_histograms(const struct results *a, const struct results *b, const struct difference *d)
{
    const struct {
        const char *name;
        const struct histogram *a, *b;
    } pairs[] = {{"wait at the database", &a->db_wait, &b->db_wait},
                 {"service", &a->db_service, &b->db_service},
                 {"wait for the pool", &a->pool_wait, &b->pool_wait},
                 {"age", &a->age, &b->age},
                 {"reads", &a->read.ok, &b->read.ok},
                 {"hits", &a->read.hit, &b->read.hit},
                 {"misses", &a->read.miss, &b->read.miss},
                 {"joined reads", &a->read.joined, &b->read.joined},
                 {"stale reads", &a->read.stale, &b->read.stale},
                 {"failed reads", &a->read.failed, &b->read.failed},
                 {"sessions", &a->session.ok, &b->session.ok},
                 {"failed sessions", &a->session.failed, &b->session.failed}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (memcmp(pairs[i].a, pairs[i].b, sizeof *pairs[i].a) != 0) {
            return say(d, pairs[i].name, (double)pairs[i].a->n, (double)pairs[i].b->n);
        }
    }
    return true;
}

bool compare_results(const struct results *a, const struct results *b, char *difference, size_t bytes)
{
    const struct difference d = {difference, bytes};
    if (a->windows_n != b->windows_n) {
        return say(&d, "windows", (double)a->windows_n, (double)b->windows_n);
    }
    for (size_t w = 0; w < a->windows_n; w++) {
        if (!same_window(a, b, w, &d)) {
            return false;
        }
    }
    if (!same_histograms(a, b, &d)) {
        return false;
    }
    for (size_t i = 0; i < metrics_count(a->config); i++) {
        if (!same_number(metrics_at(a, i), metrics_at(b, i))) {
            char what[40];
            snprintf(what, sizeof what, "metric %zu", i);
            return say(&d, i < metrics_n ? metrics_table[i].name : what, metrics_at(a, i), metrics_at(b, i));
        }
    }
    if (a->incidents_n != b->incidents_n) {
        return say(&d, "entries of the incident log", (double)a->incidents_n, (double)b->incidents_n);
    }
    for (size_t i = 0; i < a->incidents_n; i++) {
        const struct incident_entry *x = &a->incident[i], *y = &b->incident[i];
        if (x->at_ns != y->at_ns || x->argument != y->argument || x->kind != y->kind) {
            return say(&d, "incident log, at", (double)x->at_ns, (double)y->at_ns);
        }
    }
    return a->verdict == b->verdict || say(&d, "verdict", (double)a->verdict, (double)b->verdict);
}
