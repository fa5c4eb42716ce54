/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_figures.c: reads the page, writes it again with the figures in their place (see page_figures.h). */
#include "report/page/page_figures.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/files/file.h"
#include "report/files/plots.h"
#include "report/text.h"

#define BEGIN "<!-- figures: begin -->\n"
#define END "<!-- figures: end -->\n"

void page_figures_print_place(FILE *out)
{
    fputs(BEGIN "<p class=\"note\">No figures were drawn. With gnuplot installed, <code>herdsim plot</code> and this "
                "folder puts "
                "them here.</p>\n" END,
          out);
}

/* What comes directly before the name of an id, or a reference to one. */
static size_t id_begins(const char *s)
{
    static const char *const before[] = {" id=\"", " id='", "url(#", "href=\"#", "href='#"};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if (strncmp(s, before[i], strlen(before[i])) == 0) {
            return strlen(before[i]);
        }
    }
    return 0;
}

void page_figures_inline(FILE *out, const char *svg, const char *prefix)
{
    const char *s = strstr(svg, "<svg");
    bool in_tag = false;
    for (; s != NULL && *s != '\0'; s++) {
        in_tag = *s == '<' || (in_tag && *s != '>');
        size_t n = in_tag ? id_begins(s) : 0;
        if (n > 0) {
            fprintf(out, "%.*s%s", (int)n, s, prefix);
            s += n - 1;
        } else {
            fputc(*s, out);
        }
    }
}

struct filled {
    const char *page;
    const char *dir;
};

static bool print_filled(FILE *out, const void *context)
{
    const struct filled *f = context;
    const char *begin = strstr(f->page, BEGIN) + strlen(BEGIN);
    fprintf(out, "%.*s", (int)(begin - f->page), f->page);
    for (size_t i = 0; plots_names[i] != NULL; i++) {
        struct file_path path = file_join(f->dir, text_format("plots/%s.svg", plots_names[i]).s);
        int cause;
        size_t length;
        char *svg = file_take(path.text, &length, &cause);
        if (svg != NULL) {
            fprintf(out, "<figure id=\"%s\">\n", plots_names[i]);
            page_figures_inline(out, svg, text_format("%s-", plots_names[i]).s);
            fputs("</figure>\n", out);
        }
        free(svg);
    }
    fputs(strstr(begin, END), out);
    return true;
}

bool page_figures_fill(const char *dir, FILE *errors)
{
    struct file_path path = file_join(dir, PAGE_FIGURES_FILE);
    int cause;
    size_t length;
    char *page = file_take(path.text, &length, &cause);
    const char *begin = page != NULL ? strstr(page, BEGIN) : NULL;
    bool filled = begin == NULL || strstr(begin, END) == NULL ||
                  file_write(path.text, print_filled, &(struct filled){page, dir}, errors);
    free(page);
    return filled;
}
