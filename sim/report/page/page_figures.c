/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_figures.c: reads the page, writes it again with the figures in their place (see page_figures.h). */
#include "report/page/page_figures.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

#define FIGURES_MAX 32

struct filled {
    char *page;
    char *svg[FIGURES_MAX]; /* in the order of plots_names; NULL: not drawn */
};

static bool print_filled(FILE *out, const void *context)
{
    const struct filled *f = context;
    const char *begin = strstr(f->page, BEGIN) + strlen(BEGIN);
    fprintf(out, "%.*s", (int)(begin - f->page), f->page);
    for (size_t i = 0; i < FIGURES_MAX && plots_names[i] != NULL; i++) {
        if (f->svg[i] != NULL) {
            fprintf(out, "<figure id=\"%s\">\n", plots_names[i]);
            page_figures_inline(out, f->svg[i], text_format("%s-", plots_names[i]).s);
            fputs("</figure>\n", out);
        }
    }
    fputs(strstr(begin, END), out);
    return true;
}

/* A file, or NULL where there is none. False after one line on `errors` if there is one that cannot be read. */
static bool read_if_there(const char *path, char **text, FILE *errors)
{
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return true;
    }
    *text = file_read(path, NULL, errors);
    return *text != NULL;
}

bool page_figures_fill(const char *dir, FILE *errors)
{
    struct filled f = {.page = NULL};
    struct file_path path = file_join(dir, PAGE_FIGURES_FILE);
    bool good = read_if_there(path.text, &f.page, errors);
    for (size_t i = 0; good && plots_names[i] != NULL && i < FIGURES_MAX; i++) {
        struct file_path svg = file_join(dir, text_format("plots/%s.svg", plots_names[i]).s);
        good = read_if_there(svg.text, &f.svg[i], errors);
    }
    const char *begin = f.page != NULL ? strstr(f.page, BEGIN) : NULL;
    if (good && begin != NULL && strstr(begin, END) != NULL) {
        good = file_write(path.text, print_filled, &f, errors);
    }
    free(f.page);
    for (size_t i = 0; i < FIGURES_MAX; i++) {
        free(f.svg[i]);
    }
    return good;
}
