/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_outages.c: a row each, variant by variant; where there are very many, those that hurt most users (see page_parts.h). */
#include <math.h>

#include "report/cause_text.h"
#include "report/page/html.h"
#include "report/page/page_parts.h"
#include "report/palette.h"
#include "report/text.h"

#define SHOWN_MAX 10 /* of a variant */

static void print_outage(FILE *out, const struct results *r, size_t variant, const struct outage *o)
{
    fprintf(out, "<tr><td><span class=\"swatch\" style=\"background:%s\"></span>", palette_hex(variant));
    html_text(out, r->config->variant);
    fputs("</td>", out);
    html_element(out, "td", NULL, text_seconds(o->begin_s).s);
    html_element(out, "td", NULL, o->over ? text_seconds(o->end_s).s : "not over");
    html_element(out, "td", NULL, text_seconds(o->violated_s).s);
    html_element(out, "td", NULL, text_grouped((double)o->came).s);
    html_element(out, "td", NULL, text_grouped((double)o->hurt).s);
    html_element(out, "td", NULL, text_grouped((double)(o->lost + o->waiting)).s);
    html_element(out, "td", NULL, isinf(o->p99_s) ? "not served" : text_seconds(o->p99_s).s);
    html_element(out, "td", "words", cause_text(r->config, &o->cause).s);
    fputs("</tr>\n", out);
}

/* How many of the run's outages hurt more users, or as many and came earlier. */
static size_t rank_of(const struct results *r, size_t i)
{
    size_t rank = 0;
    for (size_t k = 0; k < r->outages_n; k++) {
        uint64_t hurt = r->outage[k].hurt;
        rank += hurt > r->outage[i].hurt || (k < i && hurt == r->outage[i].hurt);
    }
    return rank;
}

static void print_variant(FILE *out, const struct results *r, size_t variant)
{
    size_t all_n = r->outages_n + (size_t)r->outages_lost;
    for (size_t i = 0; i < r->outages_n; i++) {
        if (rank_of(r, i) < SHOWN_MAX) {
            print_outage(out, r, variant, &r->outage[i]);
        }
    }
    if (all_n > SHOWN_MAX) {
        fputs("<tr><td></td><td class=\"words\" colspan=\"8\">", out);
        html_text(out, text_format("and %zu more, which hurt fewer", all_n - SHOWN_MAX).s);
        fputs("</td></tr>\n", out);
    }
}

void page_outages_print(FILE *out, const struct report_run *run)
{
    size_t outages_n = 0;
    for (size_t i = 0; i < run->results_n; i++) {
        outages_n += run->results[i]->outages_n;
    }
    fputs("<h2 id=\"outages\">Outages</h2>\n", out);
    if (outages_n == 0) {
        html_element(out, "p", NULL, "None: wherever an SLO is stated, it holds throughout.");
        return;
    }
    fputs(
        "<div class=\"scroll\"><table>\n<thead><tr><th>variant</th><th>begins</th><th>ends</th><th>SLO broken for</th>"
        "<th>users came</th><th>hurt</th><th>not served</th><th>worst p99</th><th "
        "class=\"words\">after</th></tr></thead>\n"
        "<tbody>\n",
        out);
    for (size_t i = 0; i < run->results_n; i++) {
        print_variant(out, run->results[i], i);
    }
    fputs("</tbody></table></div>\n<p class=\"note\">An outage is a stretch of windows that violate the SLO. Users by "
          "when they "
          "first came; hurt: not served within the longest time that the SLO promises.</p>\n",
          out);
}
