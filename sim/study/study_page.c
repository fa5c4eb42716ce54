/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_page.c: head, sections, foot (see study_page.h). */
#include "study/study_page.h"

#include <stdlib.h>
#include <unistd.h>

#include "report/files/file.h"
#include "report/page/html.h"
#include "report/page/page_figures.h"
#include "report/page/page_parts.h"

struct writing {
    const struct study_page *page;
    const char *svg; /* NULL: there is none */
};

static void print_head(FILE *out, const struct study_page *p)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"generator\" content=\"herdsim\">\n<title>",
          out);
    html_text(out, p->title);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", page_style_sheet);
    html_element(out, "h1", NULL, p->title);
    html_element(out, "p", "about", p->subtitle);
    fputc('\n', out);
}

static void print_table(FILE *out, const struct study_table *t)
{
    fputs("<div class=\"scroll\"><table>\n<thead><tr>", out);
    for (size_t c = 0; c < t->columns_n; c++) {
        struct text head = text_format("%s %s", t->column[c].head[0], t->column[c].head[1]);
        html_element(out, "th", t->column[c].left ? "words" : NULL, head.s);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t r = 0; r < t->rows_n; r++) {
        fputs("<tr>", out);
        for (size_t c = 0; c < t->columns_n; c++) {
            html_element(out, "td", t->column[c].left ? "words" : NULL, t->row[r].cell[c].s);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static bool compose(FILE *out, const void *context)
{
    const struct writing *w = context;
    const struct study_page *p = w->page;
    print_head(out, p);
    fputs("<h2>What was found</h2>\n<ul>\n", out);
    for (size_t i = 0; i < p->findings_n; i++) {
        html_element(out, "li", NULL, p->finding[i].s);
        fputc('\n', out);
    }
    fputs("</ul>\n", out);
    print_table(out, p->table);
    if (w->svg != NULL) {
        fputs("<figure>\n", out);
        page_figures_inline(out, w->svg, text_format("%s-", p->figure).s);
        fputs("</figure>\n", out);
    }
    if (p->second_table != NULL) {
        print_table(out, p->second_table);
    }
    html_element(out, "p", "note", p->note);
    fputs("\n<details><summary>The scenario</summary>\n", out);
    html_element(out, "pre", NULL, p->scenario_text);
    fputs("</details>\n</body>\n</html>\n", out);
    return true;
}

bool study_page_write(const struct study_page *p, const char *dir, FILE *errors)
{
    struct file_path svg = file_join(dir, text_format("%s.svg", p->figure).s), path = file_join(dir, "report.html");
    bool drawn = access(svg.text, R_OK) == 0;
    char *text = drawn ? file_read(svg.text, NULL, errors) : NULL;
    const struct writing w = {p, text};
    bool ok = text != NULL || !drawn;
    ok = file_write(path.text, compose, &w, errors) && ok;
    free(text);
    return ok;
}
