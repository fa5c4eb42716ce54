/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printable.h: text of users on its way to a terminal or a picture.
 *
 * File names, arguments, titles and what other programs say may hold anything: control characters that move the cursor or
 * colour the screen (C0 and C1, as bytes and as UTF-8), direction marks that turn a line around, noncharacters that XML
 * forbids, bytes that are no UTF-8 at all. Whatever prints such text asks here, character by character or at once.
 */
#ifndef HERDSIM_PRINTABLE_H
#define HERDSIM_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character at `s` (1 for a byte that begins none; 0 at the end of the text), and in *good whether it
 * can be shown as it is. */
size_t printable_character(const char *s, bool *good);

struct printable {
    char s[1024];
};

/* The text with '?' for all that cannot be shown, its end cut off with an ellipsis where it is too long. */
struct printable printable_text(const char *s);

#endif
