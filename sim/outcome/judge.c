/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.c: who judges what, in order (see judge.h). */
#include "outcome/judge.h"

#include <math.h>

#include "outcome/alerts.h"
#include "outcome/outages.h"
#include "outcome/recovery.h"
#include "outcome/slo.h"
#include "outcome/verdict.h"
#include "outcome/warmup.h"

/* When a session failed for the first time from an instant on. The model notes that exactly, once after every event; where
 * it noted it too early (a burst is no event of the model), it was by the end of the first window that counts a failure. */
static double first_failed_s(const struct results *r, double from_s)
{
    size_t w = 0, m = 0;
    while (w < r->windows_n &&
           (seconds(r->windows[w].end_ns) <= from_s || r->windows[w].counter[COUNTER_SESSIONS_FAILED] == 0)) {
        w++;
    }
    while (m < r->incidents_n &&
           (seconds(r->incident[m].at_ns) < from_s || r->incident[m].kind != INCIDENT_SESSION_FAILED)) {
        m++;
    }
    double by_s = w < r->windows_n ? seconds(r->windows[w].end_ns) : NAN;
    return m < r->incidents_n ? fmin(seconds(r->incident[m].at_ns), by_s) : by_s;
}

void judge_results(struct results *r)
{
    slo_judge(r);
    outages_find(r);
    recovery_find(r);
    verdict_find(r);
    double from_s = fmax(recovery_watched_s(r), warmup_over_s(r));
    r->first_failed_s = first_failed_s(r, from_s);
    alerts_judge(r, from_s);
}
