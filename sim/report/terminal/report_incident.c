/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_incident.c: the incident of the variant that fared worst, for the terminal. */
#include "report/incident.h"
#include "report/report.h"

#define NAME_WIDTH 40

/* How badly a run went; 0: nothing to tell. */
static int harm_of(const struct results *r)
{
    bool violated = r->undecided == UNDECIDED_TRIGGER || r->undecided == UNDECIDED_RECOVERING;
    return r->verdict == VERDICT_COLLAPSED || r->verdict == VERDICT_OVERLOADED ? 3
           : violated                                                          ? 2
                                                                               : r->verdict == VERDICT_DEGRADED;
}

void report_incident(const struct report_run *run, FILE *out)
{
    const struct results *worst = NULL;
    for (size_t i = 0; i < run->results_n; i++) {
        const struct results *r = run->results[i];
        if (harm_of(r) > (worst == NULL ? 0 : harm_of(worst))) {
            worst = r;
        }
    }
    if (worst == NULL) {
        return;
    }
    fprintf(out, "\n  The incident of variant %s%s\n\n", text_clip(worst->config->variant, NAME_WIDTH).s,
            run->results_n > 1 ? " (of the others: incident.txt in their folders)" : "");
    incident_print(out, worst);
}
