/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html.c: character by character (see html.h). */
#include "report/page/html.h"

#include "base/printable.h"

void html_text(FILE *out, const char *text)
{
    bool good;
    for (size_t n; (n = printable_character(text, &good)) > 0; text += n) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        case '\n':
        case '\t':
            fputc(*text, out);
            break;
        default:
            fprintf(out, "%.*s", good ? (int)n : 1, good ? text : "?");
        }
    }
}

void html_element(FILE *out, const char *tag, const char *class, const char *text)
{
    fprintf(out, class != NULL ? "<%s class=\"%s\">" : "<%s>", tag, class);
    html_text(out, text);
    fprintf(out, "</%s>", tag);
}
