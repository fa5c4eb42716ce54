/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_text.c: no word depends on how long the run goes on after what it tells (see outcome_text.h). */
#include "report/outcome_text.h"

#include <math.h>
#include <string.h>

#include "outcome/slo.h"
#include "report/slo_text.h"

bool outcome_text_has_cache(const struct results *r)
{
    return r->config->cache.present || r->config->servers.local.present;
}

struct text outcome_text_worst(const struct results *r)
{
    double p99_s = r->slo.worst_p99_s;
    if (!isinf(p99_s)) {
        return text_seconds_short(p99_s);
    }
    const struct window *w = &r->windows[r->slo.worst_window];
    return 100 * w->users.lost > w->users.came
               ? text_format("lost")
               : text_format(">%s", text_seconds_short(seconds(r->end_ns - w->end_ns)).s);
}

struct text outcome_text_warm(const struct results *r)
{
    const struct recovery *out = &r->recovery;
    if (isnan(out->trigger_s) || !outcome_text_has_cache(r) || isnan(out->hit_reference)) {
        return text_format("-");
    }
    return !out->warm_to_reach  ? text_format("held")
           : isnan(out->warm_s) ? text_format(">%s", text_seconds_short(seconds(r->end_ns) - out->trigger_s).s)
                                : text_seconds_short(out->warm_s);
}

/* In how many variants this is promised; 0: it was told with an earlier one than `variant`. */
static size_t same_promise(const struct report_run *run, size_t variant, struct text promise)
{
    size_t n = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        bool same = strcmp(slo_text_all(run->results[i]->config).s, promise.s) == 0;
        if (same && i < variant) {
            return 0;
        }
        n += same;
    }
    return n;
}

/* Windows that say nothing, in the variant that has most of them; "": none. */
static struct text unjudged_text(const struct report_run *run)
{
    size_t open_n = 0, nobody_n = 0, all_n = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct slo_results *s = &run->results[i]->slo;
        open_n = s->open_n > open_n ? s->open_n : open_n;
        if (s->nobody_n > nobody_n) {
            nobody_n = s->nobody_n;
            all_n = s->met_n + s->violated_n + s->open_n + s->nobody_n;
        }
    }
    double window_s = seconds(run->results[0]->config->run.window_ns);
    struct text open = {""}, nobody = {""};
    if (open_n > 0) {
        open = text_format("Not judged: who came in the last %s.", text_seconds((double)open_n * window_s).s);
    }
    if (nobody_n > 0) {
        nobody = text_format("Nobody came in %s of %s windows.", text_grouped((double)nobody_n).s,
                             text_grouped((double)all_n).s);
    }
    return text_format("%s%s%s", open.s, open_n > 0 && nobody_n > 0 ? " " : "", nobody.s);
}

size_t outcome_text_promises(const struct report_run *run, struct text sentence[OUTCOME_TEXT_PROMISES_MOST])
{
    size_t told_n = 0;
    for (size_t i = 0; i < run->results_n && told_n + 1 < OUTCOME_TEXT_PROMISES_MOST; i++) {
        const struct config *c = run->results[i]->config;
        struct text promise = slo_text_all(c);
        size_t n = same_promise(run, i, promise);
        if (n == 0 || promise.s[0] == '\0') {
            continue;
        }
        struct text more = n > 1 ? text_format(" and %zu more", n - 1) : (struct text){""};
        struct text where =
            n < run->results_n ? text_format(" of %s%s", text_clip(c->variant, 40).s, more.s) : (struct text){""};
        sentence[told_n++] = text_format("SLO%.60s: %.340s.", where.s, promise.s);
    }
    struct text unjudged = told_n > 0 ? unjudged_text(run) : (struct text){""};
    if (unjudged.s[0] != '\0') {
        sentence[told_n++] = unjudged;
    }
    return told_n;
}
