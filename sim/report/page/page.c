/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.c: head, sections in the order of the questions that a reader has, and how to repeat it (see page.h). */
#include "report/page/page.h"

#include "report/page/html.h"
#include "report/page/page_figures.h"
#include "report/page/page_parts.h"
#include "report/text.h"

static void print_head(FILE *out, const struct report_run *run)
{
    const char *title = run->title[0] != '\0' ? run->title : run->name;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"generator\" content=\"herdsim\">\n<title>",
          out);
    html_text(out, title);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", page_style_sheet);
    html_element(out, "h1", NULL, title);
    fputc('\n', out);
    html_element(out, "p", "about", run->about);
    fputc('\n', out);
    if (run->partial) {
        html_element(out, "p", "fail", "Interrupted: some variants are missing, or end early.");
    }
}

static void print_repeat(FILE *out, const struct report_run *run)
{
    fputs("<h2 id=\"repeat\">To repeat it</h2>\n", out);
    if (run->command != NULL) {
        html_element(out, "pre", NULL, run->command);
    }
    fputs("<p class=\"note\">The scenario with every default filled in is <code>scenario.json</code> beside this page, "
          "and here; "
          "it runs to the same results.</p>\n<details><summary>The scenario</summary>\n",
          out);
    html_element(out, "pre", NULL, run->scenario_text);
    html_element(out, "p", "note", text_format("Seed %llu.", run->seed).s);
    fputs("</details>\n", out);
}

bool page_print(FILE *out, const void *context)
{
    const struct report_run *run = context;
    print_head(out, run);
    fputs("<h2 id=\"table\">What came of it</h2>\n", out);
    page_table_print(out, run);
    page_expectations_print(out, run);
    fputs("<h2 id=\"figures\">Figures</h2>\n", out);
    page_figures_print_place(out);
    page_outages_print(out, run);
    page_story_print(out, run);
    print_repeat(out, run);
    fputs("</body>\n</html>\n", out);
    return true;
}
