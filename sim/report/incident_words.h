/* incident_words.h: how an incident says things: each function gives one line without its time.
 */
#ifndef HERDSIM_INCIDENT_WORDS_H
#define HERDSIM_INCIDENT_WORDS_H

#include "model/results.h"
#include "report/text.h"

/* A moment that is no trigger. */
struct text incident_words_moment(const struct results *r, const struct moment *m);

/* The first session that failed, for the reason that `why` is; MOMENT_SESSION_FAILED: one of its reads failed. */
struct text incident_words_failure(enum moment_kind why);

/* A signal that fired. */
struct text incident_words_signal(const struct results *r, enum signal s);

/* How the run ended. */
struct text incident_words_verdict(const struct results *r);

#endif
