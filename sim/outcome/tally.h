/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.h: users by the window in which they first came: who was served, how long after, and who was lost.
 *
 * A session ends when it ends, a user's story belongs to the window of its beginning; so the counts of a window change for
 * as long as somebody who came in it waits. They are kept in two forms:
 *
 *   exact    came, served, lost, and served past a limit, one count for each limit of an SLO: a few words a window and
 *            source, for ever, so the SLO is judged without rounding
 *   rounded  a log-linear histogram of how long it took (64 buckets an octave, within 0.8%) for the percentiles; as many
 *            windows are open at a time as TALLY_OPEN_BYTES hold (a power of two), and who is served after his window
 *            has closed counts in its percentiles as who is not served at all
 *
 * The histograms of windows that are closed are added up for the percentiles of the run. All memory is taken at the start.
 */
#ifndef HERDSIM_TALLY_H
#define HERDSIM_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/histogram.h"
#include "model/results.h"
#include "outcome/slo.h"

/* A bucket is two of base/histogram.h, whose number the caller has at hand. */
enum { TALLY_BUCKETS = HISTOGRAM_BUCKETS / 2, TALLY_OPEN_BYTES = 16 << 20 };

struct tally_counts {
    uint32_t count[TALLY_BUCKETS];
};

struct tally_source {
    struct slo_limit limit[2 * SLO_LIMITS_MAX];
    size_t limits_n;
    uint64_t total[TALLY_BUCKETS]; /* of the windows that are closed, and measured */
};

/* Where users of one source are counted who are served in the window in which they came, and soon: nearly all, if all is well. */
struct tally_now {
    struct user_window *users;
    uint32_t *count;
    int64_t least_ns;
};

struct tally {
    struct results *results;
    struct tally_now *now; /* by source */
    struct tally_source *source;
    struct tally_counts *open; /* [window modulo open_n][source] */
    size_t open_n, open_bytes, sources_n;
    size_t window;    /* in progress */
    size_t closed_n;  /* windows whose histogram is given up */
    int64_t start_ns; /* of the window in progress */
    int64_t window_ns;
};

/* Takes memory; false without. The rows of the results must be there. */
bool tally_init(struct tally *t, struct results *r);
void tally_release(struct tally *t);
uint64_t tally_bytes(const struct config *c);

/* Words that a window needs for users past limits, over all sources. */
size_t tally_late_n(const struct config *c);

static inline size_t tally_window(const struct tally *t, int64_t open_ns)
{
    return open_ns >= t->start_ns ? t->window : (size_t)(open_ns / t->window_ns);
}

/* The same where the user came in an earlier window or is served past the least of the limits. */
void tally_served_late(struct tally *t, size_t source, int64_t open_ns, int64_t latency_ns);

/* A user who came at open_ns is served, latency_ns after that. */
static inline void tally_served(struct tally *t, size_t source, int64_t open_ns, int64_t latency_ns)
{
    const struct tally_now *now = &t->now[source];
    if (__builtin_expect(open_ns < t->start_ns || latency_ns > now->least_ns, 0)) {
        tally_served_late(t, source, open_ns, latency_ns);
        return;
    }
    now->users->served++;
    now->count[histogram_bucket((uint64_t)latency_ns) / 2]++;
}

/* A user who came at open_ns gives up, or is turned away for good. */
static inline void tally_lost(struct tally *t, size_t source, int64_t open_ns)
{
    t->results->windows[tally_window(t, open_ns)].source[source].users.lost++;
}

/* The window in progress is over; the next one begins at start_ns. */
void tally_next(struct tally *t, int64_t start_ns);

/* After the last window: who still waits, percentiles, totals. */
void tally_finish(struct tally *t);

#endif
