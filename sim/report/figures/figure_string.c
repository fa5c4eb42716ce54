/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_string.c: one way for foreign text into a script (see figure_string.h). */
#include "report/figures/figure_string.h"

#include <string.h>

#include "base/printable.h"
#include "report/text.h"

void figure_string_print(FILE *out, const char *text)
{
    fputc('\'', out);
    bool good;
    for (size_t n; (n = printable_character(text, &good)) > 0; text += n) {
        if (text[0] == '\'') {
            fputs("\xe2\x80\x99", out);
        } else if (strncmp(text, "]]>", 3) == 0) {
            fputs("] ", out); /* else it would end the text in an SVG */
        } else {
            fprintf(out, "%.*s", good ? (int)n : 1, good ? text : " ");
        }
    }
    fputc('\'', out);
}
