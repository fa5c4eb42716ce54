/* reference.c: every read an event (see reference.h).
 *
 * The heap orders by (time, place, number of entry). Events of the model come with the place that they
 * have on the fast path. The three kinds that only exist here take places that do not disturb it:
 *   answers of hits   0, before all else of their instant: they change nothing that others see
 *   reads             right behind the beginning of their session: the fast path looks at them inline
 *   arrivals          the last place: the fast path takes them when nothing else of their instant is left
 */
#include "model/reference.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "model/lookup.h"
#include "model/sim_dispatch.h"
#include "model/users.h"

enum entry_kind { ENTRY_MODEL, ENTRY_ARRIVAL, ENTRY_READ, ENTRY_ANSWER };

struct issued { /* the reads of one session, until each has looked in the cache */
    struct arrival arrival;
    uint32_t session, left;
    uint32_t *key;
    int64_t *lookup_ns;
    uint16_t *node;
};

struct entry {
    int64_t time_ns;
    uint64_t place, number;
    enum entry_kind kind;
    enum state_event event;
    uint32_t argument; /* of a model event; read of the session; session */
    struct issued *issued;
};

struct reference {
    struct entry *heap;
    size_t n, room;
    uint64_t number;
    bool arrival_pending;
};

struct reference *reference_new(void)
{
    return calloc(1, sizeof(struct reference));
}

static void free_issued(struct issued *i)
{
    free(i->key);
    free(i->lookup_ns);
    free(i->node);
    free(i);
}

void reference_free(struct reference *r)
{
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < r->n; i++) {
        if (r->heap[i].kind == ENTRY_READ && --r->heap[i].issued->left == 0) {
            free_issued(r->heap[i].issued);
        }
    }
    free(r->heap);
    free(r);
}

static bool before(const struct entry *a, const struct entry *b)
{
    if (a->time_ns != b->time_ns) {
        return a->time_ns < b->time_ns;
    }
    return a->place != b->place ? a->place < b->place : a->number < b->number;
}

static void push(struct reference *r, struct entry e)
{
    if (r->n == r->room) {
        r->room = r->room == 0 ? 1024 : 2 * r->room;
        r->heap = realloc(r->heap, r->room * sizeof *r->heap);
        ensure(r->heap != NULL);
    }
    e.number = r->number++;
    size_t i = r->n++;
    for (; i > 0 && before(&e, &r->heap[(i - 1) / 2]); i = (i - 1) / 2) {
        r->heap[i] = r->heap[(i - 1) / 2];
    }
    r->heap[i] = e;
}

static struct entry pop(struct reference *r)
{
    struct entry first = r->heap[0], last = r->heap[--r->n];
    size_t i = 0;
    for (size_t child = 1; child < r->n; child = 2 * i + 1) {
        if (child + 1 < r->n && before(&r->heap[child + 1], &r->heap[child])) {
            child++;
        }
        if (!before(&r->heap[child], &last)) {
            break;
        }
        r->heap[i] = r->heap[child];
        i = child;
    }
    r->heap[i] = last;
    return first;
}

void reference_push(struct reference *r, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument)
{
    push(r,
         (struct entry){.time_ns = time_ns, .place = place, .kind = ENTRY_MODEL, .event = kind, .argument = argument});
}

void reference_issue_reads(struct sim *sim, uint32_t session, const struct arrival *arrival)
{
    struct session *s = &sim->session[session];
    uint32_t n = (uint32_t)sim->config->sources[s->source].reads_per_session;
    struct issued *issued = calloc(1, sizeof *issued);
    ensure(issued != NULL);
    *issued = (struct issued){.arrival = *arrival, .session = session, .left = n};
    issued->key = calloc(n, sizeof *issued->key);
    issued->lookup_ns = calloc(n, sizeof *issued->lookup_ns);
    issued->node = calloc(n, sizeof *issued->node);
    ensure(issued->key != NULL && issued->lookup_ns != NULL && issued->node != NULL);
    for (uint32_t i = 0; i < n; i++) {
        issued->key[i] = arrival->key[i];
        issued->lookup_ns[i] = arrival->lookup_ns[i];
        issued->node[i] = arrival->node[i];
    }
    issued->arrival.key = issued->key;
    issued->arrival.lookup_ns = issued->lookup_ns;
    issued->arrival.node = issued->node;
    s->pending = n;
    for (uint32_t i = 0; i < n; i++) {
        push(sim->reference,
             (struct entry){
                 .time_ns = sim->now_ns, .place = s->end_place, .kind = ENTRY_READ, .argument = i, .issued = issued});
    }
}

static void look(struct sim *sim, struct issued *issued, uint32_t i)
{
    int64_t answer_ns = lookup_one(sim, issued->session, &issued->arrival, i);
    if (answer_ns >= 0) {
        push(sim->reference,
             (struct entry){
                 .time_ns = sim->now_ns + answer_ns, .place = 0, .kind = ENTRY_ANSWER, .argument = issued->session});
    }
    if (--issued->left == 0) {
        free_issued(issued);
    }
}

static void open_session(struct sim *sim)
{
    struct arrival arrival;
    traffic_take(&sim->traffic, &arrival);
    sim->reference->arrival_pending = false;
    users_open(sim, &arrival);
}

bool reference_step(struct sim *sim, int64_t end_ns)
{
    struct reference *r = sim->reference;
    if (!r->arrival_pending && sim->traffic.first_ns != TIME_NEVER) {
        push(r, (struct entry){.time_ns = sim->traffic.first_ns, .place = UINT64_MAX, .kind = ENTRY_ARRIVAL});
        r->arrival_pending = true;
    }
    if (r->n == 0 || r->heap[0].time_ns >= end_ns) {
        return false;
    }
    struct entry e = pop(r);
    sim_dispatch_time(sim, e.time_ns);
    switch (e.kind) {
    case ENTRY_MODEL:
        sim_dispatch_event(sim, (struct event){.kind = (uint32_t)e.event, .argument = e.argument});
        break;
    case ENTRY_ARRIVAL:
        open_session(sim);
        break;
    case ENTRY_READ:
        look(sim, e.issued, e.argument);
        break;
    case ENTRY_ANSWER:
        users_read_decided(sim, e.argument, e.time_ns, true);
        break;
    }
    return true;
}
