/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slo.h: the users of a window held against an SLO.
 *
 * An SLO is a list of limits: so large a share of the users who come in a window is served within this time, counted from
 * their first coming, with all their attempts. `p99: 500ms` is (99%, 500 ms); `success: 99.9%` is (99.9%, patience), for
 * who waits longer than that is not served in any sense that helps (where a latency limit is longer still: than that).
 *
 * A window is judged by what is certain. Of `came` users, `within` were served in time, and `unknown` still wait at the end
 * of the run and have not waited for that long yet. It meets a limit if within >= share x came, and violates it if within +
 * unknown < share x came; in between it is open: those who came too shortly before the end are not judged. While nobody
 * comes after such a violation and somebody still waits, it goes on.
 */
#ifndef HERDSIM_SLO_H
#define HERDSIM_SLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/results.h"

enum { SLO_LIMITS_MAX = SLO_RANKS_N + 1 };

struct slo_limit {
    int64_t within_ns;
    double share;
};

/* The limits that an SLO asks for, latencies first, each longer than the one before it or not; 0: it asks for nothing. */
size_t slo_limits(const struct config_slo *s, struct slo_limit out[SLO_LIMITS_MAX]);

/* Whether an SLO asks for something; whether that of the scenario, or of one of its sources, does. */
bool slo_asks(const struct config_slo *s);
bool slo_any(const struct config *c);

/* Shares of users promised a latency, as a name and a number: "p99", 0.99. */
extern const char *const slo_rank_name[SLO_RANKS_N];
extern const double slo_rank_share[SLO_RANKS_N];

/* Limits that users of a source are held against: the scenario's, then its own. Returns how many. */
size_t slo_limits_of_source(const struct config *c, size_t source, struct slo_limit out[2 * SLO_LIMITS_MAX]);

/* Which users an SLO is about: those of one source by the source's own, or all by the scenario's. */
#define SLO_ALL SIZE_MAX

struct slo_count { /* users of a window and one limit */
    uint64_t came;
    uint64_t hurt;    /* certainly not served within the limit */
    uint64_t unknown; /* not yet: they came too shortly before the end */
};

/* Limit number `limit` of the SLO of `scope`, in a window. */
struct slo_count slo_count_of(const struct results *r, size_t window, size_t scope, size_t limit);

/* Who is hurt: a user of that source who is not served within this time, the longest latency that the scenario promises, or
 * the source, whichever is shorter; where one of them promises no latency, its patience. 0: neither promises anything. */
int64_t slo_hurting_ns(const struct config *c, size_t source);

/* How many users who came in a window were hurt. */
uint64_t slo_hurt_n(const struct results *r, size_t window);

/* How long the SLO of one source is violated, windows added up, in s; NAN: it has none of its own. */
double slo_source_broken_s(const struct results *r, size_t source);

/* Fills windows[].slo, windows[].source[].slo, results->slo and users_hurt. */
void slo_judge(struct results *r);

#endif
