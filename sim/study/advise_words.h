/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_words.h: a selection in words. */
#ifndef HERDSIM_ADVISE_WORDS_H
#define HERDSIM_ADVISE_WORDS_H

#include "report/text.h"
#include "study/advise.h"

/* "a + b", "(nothing)"; its cost with the unit; what is known of it. */
struct text advise_words_set(const struct advise *a, size_t set);
struct text advise_words_cost(const struct advise *a, double cost);
const char *advise_words_state(const struct advise *a, size_t set);

/* "12 of 14", "72% to 98%". */
struct text advise_words_runs(const struct advise *a, size_t set);
struct text advise_words_share(const struct advise *a, size_t set);

struct text advise_words_title(const struct advise *a);
struct text advise_words_answer(const struct advise *a);

/* What is claimed besides, a sentence each: members, cheaper sets, ties, what stays open; at most `most`. Returns how many. */
enum { ADVISE_WORDS_MOST = 40 };
size_t advise_words_claims(const struct advise *a, struct text claim[ADVISE_WORDS_MOST]);

/* What it cost, and how sure it is. */
struct text advise_words_price(const struct advise *a);

/* A metric's mean with its unit, of a difference with its sign. */
struct text advise_words_value(const struct interval *i, size_t effect, bool difference);

#endif
