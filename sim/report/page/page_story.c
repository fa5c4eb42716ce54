/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_story.c: one column per variant, as wide as a line of words needs; on a narrow screen they follow each other (see
 * page_parts.h). */
#include "report/incident.h"
#include "report/page/html.h"
#include "report/page/page_parts.h"
#include "report/palette.h"
#include "report/text.h"

static void print_variant(FILE *out, const struct results *r, size_t variant)
{
    struct incident incident;
    incident_tell(&incident, r);
    fprintf(out, "<div><h3><span class=\"swatch\" style=\"background:%s\"></span>", palette_hex(variant));
    html_text(out, r->config->variant);
    fputs("</h3>\n<table>\n", out);
    for (size_t i = 0; i < incident.n; i++) {
        fputs("<tr>", out);
        html_element(out, "td", NULL, text_seconds(incident.line[i].at_s).s);
        html_element(out, "td", NULL, incident.line[i].text.s);
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

void page_story_print(FILE *out, const struct report_run *run)
{
    fputs("<h2 id=\"incidents\">What happened</h2>\n", out);
    if (run->samples != NULL) {
        html_element(out, "p", "note", text_format("In the first replication (seed %llu).", run->seed).s);
    }
    fputs("<div class=\"stories\">\n", out);
    for (size_t i = 0; i < run->results_n; i++) {
        print_variant(out, run->results[i], i);
    }
    fputs("</div>\n", out);
}
