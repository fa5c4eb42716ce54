/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_incident.c: the incident of the variant that fared worst, for the terminal. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/memory_stream.h"
#include "report/incident.h"
#include "report/report.h"

#define NAME_WIDTH 40
#define NAME_WIDTH_BEFORE_NOTE 25
#define SCREEN_WIDTH 80

enum { HEAD_LINES = 2 };

/* Whether a variant fared worse than another: more users lost, or not served at the end; if as many, the SLO broken for
 * longer; if as long, more of its users hurt. */
static bool is_worse(const struct results *a, const struct results *b)
{
    uint64_t lost_a = a->users.lost + a->users.waiting, lost_b = b->users.lost + b->users.waiting;
    if (lost_a != lost_b) {
        return lost_a > lost_b;
    }
    if (a->slo.violated_s < b->slo.violated_s || a->slo.violated_s > b->slo.violated_s) {
        return a->slo.violated_s > b->slo.violated_s;
    }
    return a->users_hurt > b->users_hurt;
}

/* How many lines of the terminal a story takes, and where `out` is given, the story. */
static size_t story_lines(const struct incident *i, int width, FILE *out)
{
    size_t n = 0;
    for (size_t k = 0; k < i->n; k++) {
        struct memory_stream line;
        memory_must(memory_stream_open(&line) ? &line : NULL);
        fprintf(line.out, "%*.2f s  ", width, i->line[k].at_s);
        text_wrap(line.out, i->line[k].text.s, width + 4, SCREEN_WIDTH - 1);
        fputc('\n', line.out);
        char *text = memory_must(memory_stream_close(&line, NULL));
        for (const char *c = text; *c != '\0'; c++) {
            n += *c == '\n';
        }
        if (out != NULL) {
            fputs(text, out);
        }
        free(text);
    }
    return n;
}

/* The most important sentences that fit so many lines. */
static void print_story(const struct results *r, FILE *out, size_t lines_most)
{
    struct incident i;
    int width = snprintf(NULL, 0, "%.2f", seconds(r->end_ns));
    size_t sentences = lines_most < INCIDENT_LINES_MAX ? lines_most : INCIDENT_LINES_MAX;
    incident_tell_most(&i, r, sentences);
    while (sentences > 1 && story_lines(&i, width, NULL) > lines_most) {
        incident_tell_most(&i, r, --sentences);
    }
    story_lines(&i, width, out);
}

void report_incident(const struct report_run *run, FILE *out, size_t lines_most)
{
    const struct results *worst = NULL;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        if (r->outages_n > 0 && (worst == NULL || is_worse(r, worst))) {
            worst = r;
        }
    }
    if (worst == NULL) {
        return;
    }
    bool alone = run->results_n == 1;
    fprintf(out, "\n  The incident of variant %s%s\n",
            text_clip(worst->config->variant, alone ? NAME_WIDTH : NAME_WIDTH_BEFORE_NOTE).s,
            alone ? "" : " (of the others: incident.txt)");
    print_story(worst, out, lines_most < HEAD_LINES + 1 ? 1 : lines_most - HEAD_LINES);
}
