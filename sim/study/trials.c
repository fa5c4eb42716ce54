/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trials.c: the crew takes them one by one (see trials.h). */
#include "study/trials.h"

#include <math.h>
#include <pthread.h>

#include "model/engine/sim.h"
#include "outcome/metrics.h"
#include "report/samples.h"

struct round {
    struct trials *trials;
    struct trial *list;
    atomic_bool no_memory;
};

static void answer(const struct trials *t, const struct results *results, struct trial *trial)
{
    trial->held = condition_holds(t->condition, results);
    for (size_t i = 0; i < t->metrics_n; i++) {
        if (!metrics_value(results, t->metrics[i], &trial->metric[i])) {
            trial->metric[i] = (double)NAN;
        }
    }
}

static bool piece(void *context, struct crew_thread *thread, size_t i)
{
    struct round *round = context;
    struct trials *t = round->trials;
    struct trial *trial = &round->list[i];
    struct config config = *trial->config;
    config.run.seed = samples_seed(config.run.seed, trial->replication);
    uint64_t bytes = sim_memory_needed(&config).total_bytes;
    struct results *results = NULL;
    struct sim_options options = {.stop = thread->stop, .shelf = &thread->shelf};
    bool fits = bytes <= t->room.available_bytes;
    enum sim_status status = SIM_NO_MEMORY;
    if (fits) {
        room_take(&t->room, bytes);
        status = sim_run(&config, &options, &results);
        room_give(&t->room, bytes);
    }
    if (status == SIM_DONE) {
        answer(t, results, trial);
    }
    results_free(results);
    if (status == SIM_NO_MEMORY) {
        atomic_store(&round->no_memory, true);
    }
    return status != SIM_NO_MEMORY;
}

enum crew_status trials_run(struct trials *t, struct trial *list, size_t n)
{
    struct round round = {.trials = t, .list = list};
    struct crew_work work = {.name = t->name,
                             .n = n,
                             .before_n = t->done_n,
                             .open_ended = true,
                             .piece = piece,
                             .context = &round,
                             .progress = t->progress,
                             .signal = &t->signal};
    enum crew_status status = crew_run(t->threads, &work);
    t->done_n += n;
    if (status == CREW_FAILED) {
        fprintf(t->errors, "herdsim: out of memory\n");
    }
    return status;
}
