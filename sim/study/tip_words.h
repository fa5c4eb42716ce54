/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_words.h: what a search for edges has found, in words. */
#ifndef HERDSIM_TIP_WORDS_H
#define HERDSIM_TIP_WORDS_H

#include "report/text.h"
#include "study/tip.h"

/* Two lines of heading: what is asked, and what is varied. */
struct text tip_words_title(const struct tip *t);
struct text tip_words_range(const struct tip *t);

/* "begins", "ceases", "holds again", ...: edge number i of a search. */
const char *tip_words_edge(const struct search *s, size_t i);

/* What a search without an edge has seen, as half a sentence. */
const char *tip_words_none(const struct search *s);

/* The last step of a path, for the head of a column. */
const char *tip_words_leaf(const char *path);

/* What a search has found, as a sentence. */
struct text tip_words_finding(const struct tip *t, const struct tip_lane *lane);

/* What it cost, and how sure it is. */
struct text tip_words_cost(const struct tip *t);

#endif
