#include "model/moments.h"

static void write_down(struct sim *sim, enum moment_kind kind, uint32_t argument)
{
    struct results *r = sim->meter.results;
    if (r->moments_n == RESULTS_MOMENTS_MAX) {
        r->moments_lost++;
        return;
    }
    r->moment[r->moments_n++] = (struct moment){.at_ns = sim->now_ns, .argument = argument, .kind = kind};
}

void moments_note(struct sim *sim, enum moment_kind kind, uint32_t server)
{
    uint32_t bit = UINT32_C(1) << kind;
    if ((sim->moments_noted & bit) == 0) {
        sim->moments_noted |= bit;
        write_down(sim, kind, server);
    }
}

void moments_trigger(struct sim *sim, uint32_t event)
{
    sim->moments_noted = 0;
    write_down(sim, MOMENT_TRIGGER, event);
}

void moments_over(struct sim *sim, uint32_t event)
{
    write_down(sim, MOMENT_TRIGGER_OVER, event);
}

void sim_moment(struct sim *sim, enum moment_kind kind, uint32_t server)
{
    moments_note(sim, kind, server);
}
