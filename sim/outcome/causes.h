/* SPDX-License-Identifier: GPL-3.0-or-later */
/* causes.h: what the scenario plans to happen, as causes of what follows: when each begins, when it is over, and for how
 * long it may be to blame.
 *
 * What makes it worse is a cause: an event (but for traffic that becomes less), a burst, a rise of a source's `shape` by a
 * tenth or more, and an empty cache at the start. It is to blame for what begins while it lasts or within
 * CAUSES_AFTER_N windows after it; what empties a cache, until a time to live has passed besides, because what was then
 * fetched together expires together; traffic that has grown, until it is less again. Users belong to the
 * window in which they came, so an outage may begin some seconds before what hurt them.
 *
 * Where none of these is to blame, the windows themselves may show a cause: keys that went missing all at once.
 */
#ifndef HERDSIM_CAUSES_H
#define HERDSIM_CAUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/results.h"

enum { CAUSES_AFTER_N = 5 };

/* Until when an event does something, in s. (That a node has gone is over when an event brings it back.) */
double causes_event_over_s(const struct results *r, const struct config_event *e);

/* What came just before the outage that begins with a window. */
struct cause causes_of(const struct results *r, size_t window);

/* Instant of the first cause that is planned; INFINITY: none. */
double causes_first_s(const struct results *r);

/* When the last of those that begin from_s to until_s is over; -INFINITY: none does. */
double causes_over_s(const struct results *r, double from_s, double until_s);

/* Whether something that lasts, an outage of the database or the like, still does at an instant. */
bool causes_last(const struct results *r, double at_s);

#endif
