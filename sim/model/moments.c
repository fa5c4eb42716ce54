#include "model/moments.h"

void moments_write(struct sim *sim, enum moment_kind kind, uint32_t argument)
{
    struct results *r = sim->meter.results;
    if (r->moments_n == RESULTS_MOMENTS_MAX) {
        r->moments_lost++;
        return;
    }
    r->moment[r->moments_n++] = (struct moment){.at_ns = sim->now_ns, .argument = argument, .kind = kind};
}

void moments_trigger(struct sim *sim, uint32_t event)
{
    sim->moments_noted = 0;
    moments_write(sim, MOMENT_TRIGGER, event);
}

void moments_over(struct sim *sim, uint32_t event)
{
    moments_write(sim, MOMENT_TRIGGER_OVER, event);
}

void sim_moment(struct sim *sim, enum moment_kind kind, uint32_t server)
{
    moments_note(sim, kind, server);
}
