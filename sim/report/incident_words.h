/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_words.h: how an incident says things: each function gives one line without its time.
 */
#ifndef HERDSIM_INCIDENT_WORDS_H
#define HERDSIM_INCIDENT_WORDS_H

#include "model/results.h"
#include "report/text.h"

/* A moment that is no trigger. */
struct text incident_words_entry(const struct results *r, const struct incident_entry *m);

/* A session that fails, the first of all or the first for long, for the reason that `why` is; INCIDENT_SESSION_FAILED: one
 * of its reads failed. */
struct text incident_words_failure(enum incident_kind why, bool first);

/* A signal that fired. */
struct text incident_words_signal(const struct results *r, enum alert s);

/* How the run ended. */
struct text incident_words_verdict(const struct results *r);

#endif
