/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_terminal.c: what a run prints: so much that it fits a screen, unless all is asked for.
 *
 * A screen is 45 lines. The table, what it means and what was expected come first; the chart and the story of the variant
 * that fared worst share the lines that are left.
 */
#include <string.h>

#include "base/memory.h"
#include "base/memory_stream.h"
#include "report/report.h"

enum { SCREEN_LINES = 45, FOOT_LINES = 2, STORY_LEAST = 6, STORY_MOST = 14, CHART_VARIANTS = 3, CHART_LINES = 14 };

static size_t lines_of(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        n += *text == '\n';
    }
    return n;
}

/* Prints one part and tells how many lines it took. */
static size_t print_part(FILE *out, struct memory_stream *part)
{
    char *text = memory_must(memory_stream_close(part, NULL));
    size_t n = lines_of(text);
    fputs(text, out);
    free(text);
    return n;
}

static void print_brief(const struct report_run *run, FILE *out, int width, bool colour)
{
    struct memory_stream part;
    memory_must(memory_stream_open(&part) ? &part : NULL);
    report_table(run, part.out, REPORT_BRIEF, colour);
    size_t used = print_part(out, &part) + FOOT_LINES;
    memory_must(memory_stream_open(&part) ? &part : NULL);
    report_chart(run, part.out, width, used + CHART_LINES + STORY_LEAST <= SCREEN_LINES ? CHART_VARIANTS : 1, colour);
    used += print_part(out, &part);
    size_t left = used + STORY_LEAST < SCREEN_LINES ? SCREEN_LINES - used : STORY_LEAST;
    report_incident(run, out, left < STORY_MOST ? left : STORY_MOST);
}

void report_terminal(const struct report_run *run, FILE *out, int width, enum report_detail detail, bool colour)
{
    if (detail == REPORT_BRIEF && run->results_n > 0) {
        print_brief(run, out, width, colour);
        return;
    }
    report_table(run, out, detail, colour);
    if (detail == REPORT_FULL) {
        report_chart(run, out, width, SIZE_MAX, colour);
        report_incident(run, out, SIZE_MAX);
    }
}
