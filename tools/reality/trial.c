/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trial.c: one scenario, run for real and simulated under the same schedule. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>

#include "asked.h"
#include "fail.h"
#include "fleet.h"
#include "model/engine/sim.h"

#define LATE_MOST_S 0.002 /* p99 */
enum { ATTEMPTS_MOST = 2 };

void trial_run(struct trial *t, const struct config *c, const struct endpoints *where)
{
    *t = (struct trial){.config = c};
    struct asked asked;
    const char *why = asked_of(c, &asked);
    if (why != NULL) {
        fail("variant %s: the load program can only do %s", c->variant, why);
    }
    struct schedule schedule = schedule_of(c);
    for (t->attempts = 1;; t->attempts++) {
        struct record *record = fleet_run(c, &asked, &schedule, where);
        struct histogram late = {0};
        for (size_t i = 0; i < schedule.reads_n; i++) {
            histogram_record(&late, (uint64_t)record[i].late_ns);
        }
        t->late_p99_s = histogram_quantile_ns(&late, 0.99) / (double)NS_PER_S;
        bool keep = !trial_disturbed(t) || t->attempts == ATTEMPTS_MOST;
        if (keep) {
            measures_of_records(&t->real, c, record, schedule.reads_n);
        }
        fleet_free(record, &schedule);
        if (keep) {
            break;
        }
        fprintf(stderr, "reality: %s: the machine was busy, reads began %.1f ms late (p99): again\n", c->variant,
                1e3 * t->late_p99_s);
    }
    schedule_free(&schedule);
}

static void simulate(struct measures *m, const struct config *config, uint64_t seed)
{
    struct config c = *config;
    struct results *r = NULL;
    c.run.seed = seed;
    if (sim_run(&c, &(struct sim_options){0}, &r) != SIM_DONE) {
        fail("out of memory");
    }
    measures_of_results(m, r);
    results_free(r);
}

void trial_simulate(struct trial *t, const struct config *simulated)
{
    for (unsigned i = 0; i < TRIAL_REPLICATIONS; i++) {
        simulate(&t->simulated[i], simulated, i + 1);
    }
    simulate(&t->same, simulated, t->config->run.seed);
}

void trial_free(struct trial *t)
{
    measures_free(&t->real);
    measures_free(&t->same);
    for (unsigned i = 0; i < TRIAL_REPLICATIONS; i++) {
        measures_free(&t->simulated[i]);
    }
}

struct trial_difference trial_compare(const struct trial *t, enum measure m)
{
    static const double aims[MEASURES_N] = {
        [MEASURE_HERD] = 0.1,      [MEASURE_QUERIES] = 0.1, [MEASURE_PEAK] = INFINITY, [MEASURE_SERVICE] = INFINITY,
        [MEASURE_HITS] = INFINITY, [MEASURE_P50] = 0.25,    [MEASURE_P99] = 0.25};
    double value[TRIAL_REPLICATIONS];
    for (unsigned i = 0; i < TRIAL_REPLICATIONS; i++) {
        value[i] = t->simulated[i].value[m];
    }
    double mean = gsl_stats_mean(value, 1, TRIAL_REPLICATIONS);
    double sd = gsl_stats_sd_m(value, 1, TRIAL_REPLICATIONS, mean);
    double chance = gsl_cdf_tdist_Pinv(0.995, TRIAL_REPLICATIONS - 1) * sd * sqrt(1 + 1.0 / TRIAL_REPLICATIONS);
    double real = t->real.value[m];
    double relative = mean == 0 && real == 0 ? 0 : real / mean - 1;
    return (struct trial_difference){.mean = mean,
                                     .half = gsl_cdf_tdist_Pinv(0.975, TRIAL_REPLICATIONS - 1) * sd /
                                             sqrt(TRIAL_REPLICATIONS),
                                     .relative = relative,
                                     .verdict = !(fabs(relative) > aims[m])   ? TRIAL_WITHIN
                                                : fabs(real - mean) <= chance ? TRIAL_CHANCE
                                                                              : TRIAL_BEYOND};
}

bool trial_disturbed(const struct trial *t)
{
    return t->late_p99_s > LATE_MOST_S;
}
