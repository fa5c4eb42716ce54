/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html.h: text on its way into a page. All text that is not markup of our own goes through html_text(), whoever wrote it:
 * what it prints can stand between tags and between double quotes, and cannot end either.
 */
#ifndef HERDSIM_HTML_H
#define HERDSIM_HTML_H

#include <stdio.h>

/* Prints text with &, <, >, " and ' as references, and '?' for what cannot be shown (see base/printable.h), but for line
 * feeds and tabs, which stay. */
void html_text(FILE *out, const char *text);

/* Prints <tag>text</tag>, with a class unless `class` is NULL. Both are words of our own. */
void html_element(FILE *out, const char *tag, const char *class, const char *text);

#endif
