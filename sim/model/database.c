/* database.c: an M/G/c/K station when driven by Poisson arrivals (see database.h).
 *
 * The service time of a query is drawn at the address of what it is for (the read that it serves; the deadline that
 * a refresh forestalls; the key that is pre-warmed), so the same query takes equally long in every variant.
 */
#include "model/database.h"

#include "base/rng.h"
#include "model/episode.h"
#include "model/purposes.h"

static void classify(struct sim *sim, const struct request *f)
{
    state_count(sim, COUNTER_DB_QUERIES);
    switch ((enum fetch_kind)f->kind) {
    case FETCH_REFRESH:
        state_count(sim, COUNTER_DB_REFRESH);
        return;
    case FETCH_PREWARM:
        state_count(sim, COUNTER_DB_PREWARM);
        return;
    case FETCH_DEMAND:
        state_count(sim, episode_first_query(sim, f->key) ? COUNTER_DB_FIRST : COUNTER_DB_DUPLICATE);
        return;
    }
}

static void serve(struct sim *sim, uint32_t slot)
{
    const struct request *f = &sim->request[slot];
    static const uint64_t purpose[] = {
        [FETCH_DEMAND] = PURPOSE_SERVICE, [FETCH_REFRESH] = PURPOSE_REFRESH, [FETCH_PREWARM] = PURPOSE_PREWARM};
    struct rng draw = rng_at(sim->config->run.seed, purpose[f->kind], f->number, f->key);
    int64_t service_ns = dist_draw(sim->service, &draw);
    struct results *r = sim->meter.results;
    histogram_record(&r->db_wait, (uint64_t)(sim->now_ns - f->since_ns));
    histogram_record(&r->db_service, (uint64_t)service_ns);
    state_push(sim, sim->now_ns + service_ns, STATE_QUERY_DONE, slot);
    state_expect(sim, slot); /* so few queries are in service that it will still be at hand */
}

bool database_submit(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    classify(sim, f);
    f->since_ns = sim->now_ns;
    if (sim->db_busy < sim->config->database.connections) {
        sim->db_busy++;
        meter_level_set(&sim->meter, LEVEL_DB_BUSY, sim->now_ns, sim->db_busy);
        serve(sim, slot);
        return true;
    }
    if (sim->db_queue.n >= sim->config->database.queue_limit) {
        state_count(sim, COUNTER_DB_REJECTED);
        return false;
    }
    state_fifo_add(&sim->db_queue, slot, &sim->request[sim->db_queue.n > 0 ? sim->db_queue.tail : slot].next);
    meter_level_set(&sim->meter, LEVEL_DB_QUEUE, sim->now_ns, sim->db_queue.n);
    return true;
}

void database_release(struct sim *sim)
{
    state_count(sim, COUNTER_DB_DONE);
    if (sim->db_queue.n == 0) {
        sim->db_busy--;
        meter_level_set(&sim->meter, LEVEL_DB_BUSY, sim->now_ns, sim->db_busy);
        return;
    }
    uint32_t next = state_fifo_take(&sim->db_queue, sim->request[sim->db_queue.head].next);
    __builtin_prefetch(&sim->request[sim->db_queue.n > 0 ? sim->db_queue.head : next]); /* the one after it */
    meter_level_set(&sim->meter, LEVEL_DB_QUEUE, sim->now_ns, sim->db_queue.n);
    serve(sim, next);
}

double database_oldest_s(const struct sim *sim)
{
    if (sim->db_queue.n == 0) {
        return 0;
    }
    return (double)(sim->now_ns - sim->request[sim->db_queue.head].since_ns) / (double)NS_PER_S;
}
