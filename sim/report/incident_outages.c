/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_outages.c: every number is of users who came in the windows that are named, as timeline.csv has them (see
 * incident_parts.h).
 */
#include "report/incident_parts.h"

#include <math.h>

#include "outcome/slo.h"
#include "report/cause_text.h"

enum { TOLD_N = 3, LONG_WINDOWS_N = 3 };

/* "1 user", "2,400 users" */
static struct text users_text(uint64_t n)
{
    return text_format("%s user%s", text_grouped((double)n).s, n == 1 ? "" : "s");
}

/* ", 12 of them lost", or nothing. */
static struct text lost_text(uint64_t lost, uint64_t waiting)
{
    struct text still =
        waiting > 0 ? text_format(", %s still waiting", text_grouped((double)waiting).s) : (struct text){""};
    return lost > 0 ? text_format(", %s of them lost%s", text_grouped((double)lost).s, still.s) : still;
}

/* What hurt means: "not served within 500 ms". */
static struct text promise_text(const struct config *c)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    size_t n = slo_limits(&c->slo, limits);
    int64_t longest_ns = 0;
    for (size_t i = 0; i < n && (i + 1 < n || longest_ns == 0); i++) {
        longest_ns = limits[i].within_ns > longest_ns ? limits[i].within_ns : longest_ns;
    }
    return n == 0 ? text_format("not served as promised")
                  : text_format("not served within %s", text_seconds((double)longest_ns * 1e-9).s);
}

/* What came before it is in the story already if it was planned. */
static struct text before_text(const struct config *c, const struct cause *cause)
{
    bool seen = cause->kind == CAUSE_NONE || cause->kind == CAUSE_EXPIRY || cause->kind == CAUSE_HERD;
    return seen || cause->kind == CAUSE_SHAPE ? text_format("; before it: %s", cause_text(c, cause).s)
                                              : (struct text){""};
}

static void tell_begin(struct incident_teller *t, const struct outage *o, enum incident_weight weight, bool first)
{
    const struct results *r = t->r;
    size_t window = 0;
    while (seconds(r->windows[window].start_ns) < o->begin_s) {
        window++;
    }
    struct text meaning = first ? text_format(" (%s)", promise_text(r->config).s) : (struct text){""};
    incident_lines_add(
        t, weight, o->begin_s,
        text_format("an outage begins: %s of %s are hurt%s%s", text_grouped((double)slo_hurt_n(r, window)).s,
                    users_text(r->windows[window].users.came).s, meaning.s, before_text(r->config, &o->cause).s));
}

static void tell_worst(struct incident_teller *t, const struct outage *o)
{
    const struct results *r = t->r;
    const struct window *w = &r->windows[o->worst];
    if (o->end_s - o->begin_s <= LONG_WINDOWS_N * seconds(r->config->run.window_ns) ||
        seconds(w->start_ns) <= o->begin_s) {
        return;
    }
    incident_lines_add(t, INCIDENT_TURN, seconds(w->start_ns),
                       text_format("its worst window: %s of %s are hurt%s",
                                   text_grouped((double)slo_hurt_n(r, o->worst)).s, users_text(w->users.came).s,
                                   lost_text(w->users.lost, w->users.waiting).s));
}

static void tell_end(struct incident_teller *t, const struct outage *o, enum incident_weight weight)
{
    incident_lines_add(t, weight, o->end_s,
                       text_format("the outage %s: in %s %s of %s were hurt%s", o->over ? "is over" : "goes on",
                                   text_seconds(o->end_s - o->begin_s).s, text_grouped((double)o->hurt).s,
                                   users_text(o->came).s, lost_text(o->lost, o->waiting).s));
}

/* The outages in which most users were hurt, in order of time; of equals the earlier. Returns how many. */
static size_t worst_of(const struct results *r, size_t told[TOLD_N])
{
    size_t n = 0;
    for (size_t i = 0; i < r->outages_n; i++) {
        size_t rank = 0; /* of this one among all */
        for (size_t k = 0; k < r->outages_n; k++) {
            uint64_t a = r->outage[k].hurt, b = r->outage[i].hurt;
            rank += a > b || (a == b && k < i);
        }
        if (rank < TOLD_N) {
            told[n++] = i;
        }
    }
    return n;
}

/* Those that are not told, in a line where the first of them begins. */
static void tell_others(struct incident_teller *t, const size_t *told, size_t told_n)
{
    const struct results *r = t->r;
    uint64_t hurt = 0, lost = 0, waiting = 0;
    size_t n = r->outages_lost, first = SIZE_MAX, last = 0;
    for (size_t i = 0, next = 0; i < r->outages_n; i++) {
        if (next < told_n && told[next] == i) {
            next++;
            continue;
        }
        n++;
        first = first == SIZE_MAX ? i : first;
        last = i;
        hurt += r->outage[i].hurt;
        lost += r->outage[i].lost;
        waiting += r->outage[i].waiting;
    }
    if (first == SIZE_MAX) {
        return;
    }
    struct text more = n == 1 ? text_format("another outage") : text_format("the first of %zu more outages", n);
    incident_lines_add(t, INCIDENT_TURN, r->outage[first].begin_s,
                       text_format("%s, until %.2f s: %s hurt%s", more.s, r->outage[last].end_s, users_text(hurt).s,
                                   lost_text(lost, waiting).s));
}

void incident_outages_tell(struct incident_teller *t)
{
    const struct results *r = t->r;
    size_t told[TOLD_N], n = worst_of(r, told), worst = 0;
    for (size_t i = 1; i < n; i++) {
        worst = r->outage[told[i]].hurt > r->outage[told[worst]].hurt ? i : worst;
    }
    for (size_t i = 0; i < n; i++) {
        const struct outage *o = &r->outage[told[i]];
        enum incident_weight weight = i == worst ? INCIDENT_FRAME : INCIDENT_TURN;
        tell_begin(t, o, weight, i == 0);
        tell_worst(t, o);
        tell_end(t, o, weight);
    }
    tell_others(t, told, n);
}
