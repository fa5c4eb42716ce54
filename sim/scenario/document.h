/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.h: the text of a scenario file and of the files that it extends, as one tree. */
#ifndef HERDSIM_DOCUMENT_H
#define HERDSIM_DOCUMENT_H

#include "scenario/errors.h"

#define DOCUMENT_CHAIN_MAX 16

/* The bytes of a file, at most JSON_SCAN_BYTES_MAX + 1 of them (more is too large for the scanner, which says
 * so), from malloc. NULL with *why (static text) if it cannot be read. `regular`: refuses what is no plain
 * file, which a device or a pipe named in a scenario would be. */
char *document_read(const char *path, bool regular, size_t *length, const char **why);

/* The tree of a text with what it extends beneath it; its "extends" is gone. NULL if it is no JSON object
 * (reported). *complete turns false if something that it extends could not be had (reported). */
cJSON *document_tree(struct errors *errors, const char *label, const char *text, size_t length, bool *complete);

#endif
