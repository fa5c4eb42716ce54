/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_words.c: names, numbers, claims (see advise_words.h). */
#include "study/advise_words.h"

#include <math.h>
#include <string.h>

#include "outcome/metrics.h"

struct text advise_words_set(const struct advise *a, size_t set)
{
    uint32_t options = a->selection.set[set].options;
    struct text name = text_format("%s", options == 0 ? "(nothing)" : "");
    for (size_t i = 0; i < a->advice->options_n; i++) {
        if ((options >> i & 1) != 0) {
            name = text_format("%.350s%s%.40s", name.s, name.s[0] != '\0' ? " + " : "", a->advice->option[i].name);
        }
    }
    return name;
}

struct text advise_words_cost(const struct advise *a, double cost)
{
    bool money = a->advice->unit[0] == '$';
    const char *unit = money ? a->advice->unit + 1 : a->advice->unit;
    const char *blank = unit[0] != '\0' && unit[0] != '/' ? " " : "";
    return text_format("%s%s%s%.30s", money ? "$" : "", text_grouped(cost).s, blank, unit);
}

const char *advise_words_state(const struct advise *a, size_t set)
{
    static const char *const words[] = {[SELECTION_WAITING] = "not settled",   [SELECTION_HOLDS] = "holds",
                                        [SELECTION_REFUTED] = "does not hold", [SELECTION_HOPELESS] = "hopeless",
                                        [SELECTION_IMPOSSIBLE] = "impossible", [SELECTION_OPEN] = "open"};
    return set == a->selection.answer ? "the answer" : words[a->selection.set[set].state];
}

struct text advise_words_runs(const struct advise *a, size_t set)
{
    const struct share *seen = &a->selection.set[set].seen;
    return seen->n == 0 ? text_format("-") : text_format("%zu of %zu", seen->held, seen->n);
}

struct text advise_words_share(const struct advise *a, size_t set)
{
    const struct share *seen = &a->selection.set[set].seen;
    struct share_interval i = share_interval(seen->held, seen->n, a->selection.confidence);
    return seen->n == 0 ? text_format("-") : text_format("%.0f%% to %.0f%%", floor(100 * i.low), ceil(100 * i.high));
}

struct text advise_words_title(const struct advise *a)
{
    return text_format("%s: the cheapest of %zu sets of %zu options under which \"%.100s\" holds in %s of all runs",
                       a->design->base->name, a->selection.sets_n, a->advice->options_n, a->condition.text,
                       text_percent(a->selection.share).s);
}

struct text advise_words_answer(const struct advise *a)
{
    size_t answer = a->selection.answer;
    if (!advise_has_answer(a)) {
        return text_format("No set of these options is proven to hold.");
    }
    struct text held = advise_words_runs(a, answer);
    if (a->selection.set[answer].options == 0) {
        return text_format("Nothing needs to be done: it holds in %s runs as it is.", held.s);
    }
    return text_format("Take %.250s, for %.60s: it holds in %s runs.", advise_words_set(a, answer).s,
                       advise_words_cost(a, a->selection.set[answer].cost).s, held.s);
}

/* Every member: what becomes of it without. */
static size_t members(const struct advise *a, struct text *claim)
{
    size_t n = 0;
    uint32_t options = a->selection.set[a->selection.answer].options;
    for (size_t i = 0; i < a->advice->options_n; i++) {
        size_t without = selection_find(&a->selection, options & ~(1U << i));
        if ((options >> i & 1) == 0) {
            continue;
        }
        const struct selection_set *x = &a->selection.set[without];
        const char *name = a->advice->option[i].name;
        if (x->state == SELECTION_IMPOSSIBLE) {
            claim[n++] = text_format("%s is needed: without it the rest means nothing.", name);
        } else if (x->state == SELECTION_OPEN) {
            claim[n++] = text_format("Whether %s is needed is open: without it, %s runs (%s).", name,
                                     advise_words_runs(a, without).s, advise_words_share(a, without).s);
        } else {
            claim[n++] = text_format("%s is needed: without it, %s runs (%s of all).", name,
                                     advise_words_runs(a, without).s, advise_words_share(a, without).s);
        }
    }
    return n;
}

static struct text cheaper(const struct advise *a)
{
    size_t by[SELECTION_OPEN + 1] = {0}, all = 0;
    double cost = advise_has_answer(a) ? a->selection.set[a->selection.answer].cost : (double)INFINITY;
    for (size_t i = 0; i < a->selection.sets_n && a->selection.set[i].cost < cost; i++) {
        by[a->selection.set[i].state]++;
        all++;
    }
    struct text words =
        text_format("%s%zu set%s", advise_has_answer(a) ? "Cheaper: " : "All: ", all, all == 1 ? "" : "s");
    static const struct {
        enum selection_state state;
        const char *words;
    } parts[] = {{SELECTION_REFUTED, "refuted by runs"},
                 {SELECTION_HOPELESS, "by arithmetic and a run"},
                 {SELECTION_IMPOSSIBLE, "cannot be simulated"},
                 {SELECTION_OPEN, "too close to tell"}};
    const char *between = ": ";
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        if (by[parts[k].state] > 0) {
            words = text_format("%.300s%s%zu %s", words.s, between, by[parts[k].state], parts[k].words);
            between = ", ";
        }
    }
    return text_format("%.350s.", words.s);
}

size_t advise_words_claims(const struct advise *a, struct text claim[ADVISE_WORDS_MOST])
{
    size_t n = 0, answer = a->selection.answer;
    if (advise_has_answer(a)) {
        n += members(a, claim);
    }
    if (answer != 0) {
        claim[n++] = cheaper(a);
    }
    for (size_t i = 0; i < a->selection.sets_n && n < ADVISE_WORDS_MOST; i++) {
        const struct selection_set *x = &a->selection.set[i];
        bool tie = advise_has_answer(a) && i != answer && !(x->cost < a->selection.set[answer].cost) &&
                   !(x->cost > a->selection.set[answer].cost);
        if (tie && x->state == SELECTION_HOLDS) {
            claim[n++] = text_format("A tie: %.250s costs the same and holds, too (%s runs).", advise_words_set(a, i).s,
                                     advise_words_runs(a, i).s);
        } else if (x->state == SELECTION_OPEN) {
            claim[n++] = text_format("Too close to tell: %.250s, %s runs (%s of all).", advise_words_set(a, i).s,
                                     advise_words_runs(a, i).s, advise_words_share(a, i).s);
        }
    }
    return n;
}

struct text advise_words_price(const struct advise *a)
{
    size_t looked_at = 0;
    for (size_t i = 0; i < a->selection.sets_n; i++) {
        looked_at += a->selection.set[i].state != SELECTION_WAITING;
    }
    return text_format("%s runs, %zu of %zu sets settled. All of it holds together with %s confidence.",
                       text_grouped((double)a->runs_n).s, looked_at, a->selection.sets_n,
                       text_percent(a->selection.confidence).s);
}

struct text advise_words_value(const struct interval *i, size_t effect, bool difference)
{
    const char *unit = metrics_unit(advise_effects[effect].metric);
    const char *sign = !difference ? "" : i->mean < 0 ? "-" : "+";
    double value = difference ? fabs(i->mean) : i->mean;
    if (i->n == 0 || isnan(i->mean)) {
        return text_format("-");
    }
    if (difference && i->n > 1 && i->low <= 0 && i->high >= 0) {
        return text_format(i->low < i->high ? "not clear" : "none");
    }
    bool share = strcmp(unit, "share") == 0 || strcmp(unit, "ratio") == 0;
    return text_format("%s%s", sign,
                       strcmp(unit, "s") == 0 ? text_seconds(value).s
                       : share                ? text_percent(value).s
                                              : text_si(value).s);
}
