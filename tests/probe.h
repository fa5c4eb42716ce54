/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe.h: a protection that decides nothing and writes down what it sees: misses that become known, fills,
 * queries that come to their end. To be switched on before all others.
 */
#ifndef HERDSIM_TESTS_PROBE_H
#define HERDSIM_TESTS_PROBE_H

#include "fixture.h"

enum probe_what { PROBE_MISS, PROBE_FILL, PROBE_REPLY };

struct probe_event {
    enum probe_what what;
    int64_t at_ns;
    uint64_t number; /* of the read, where there is one */
    uint32_t key, server;
    enum fetch_kind kind; /* of a reply */
    bool ok;
};

struct probe {
    struct probe_event *event;
    size_t n, room;
};

struct probe_params {
    struct probe *probe;
};

static inline void probe_note(const struct protection_instance *g, struct probe_event e)
{
    struct probe *p = ((const struct probe_params *)g->params)->probe;
    if (p->n == p->room) {
        p->room = p->room == 0 ? 1024 : 2 * p->room;
        p->event = realloc(p->event, p->room * sizeof *p->event);
        cr_assert_not_null(p->event);
    }
    p->event[p->n++] = e;
}

static inline enum answer probe_miss(struct protection_instance *g, struct sim *sim, read_slot read)
{
    probe_note(g, (struct probe_event){.what = PROBE_MISS,
                                       .at_ns = sim_now_ns(sim),
                                       .number = sim_read_number(sim, read),
                                       .key = sim_read_key(sim, read),
                                       .server = sim_read_server(sim, read)});
    return ANSWER_PASS;
}

static inline void probe_fill(struct protection_instance *g, struct sim *sim, uint32_t key)
{
    probe_note(g, (struct probe_event){.what = PROBE_FILL, .at_ns = sim_now_ns(sim), .key = key});
}

static inline void probe_reply(struct protection_instance *g, struct sim *sim, const struct fetch_info *fetch)
{
    probe_note(g, (struct probe_event){.what = PROBE_REPLY,
                                       .at_ns = sim_now_ns(sim),
                                       .number = fetch->read != READ_NONE ? sim_read_number(sim, fetch->read) : 0,
                                       .key = fetch->key,
                                       .server = fetch->server,
                                       .kind = fetch->kind,
                                       .ok = fetch->ok});
}

static const struct field probe_fields[] = {{.type = FIELD_END}};

static const struct protection probe_protection = {.name = "probe",
                                                   .scenario.fields = probe_fields,
                                                   .params_bytes = sizeof(struct probe_params),
                                                   .miss = probe_miss,
                                                   .fill = probe_fill,
                                                   .reply = probe_reply};

/* Switches it on. */
static inline void probe_watch(struct fixture *f, struct probe *probe)
{
    *probe = (struct probe){.n = 0};
    ((struct probe_params *)fixture_protect(f, &probe_protection))->probe = probe;
}

static inline void probe_free(struct probe *probe)
{
    free(probe->event);
}

/* How many events of a kind there are. */
static inline size_t probe_count(const struct probe *probe, enum probe_what what)
{
    size_t n = 0;
    for (size_t i = 0; i < probe->n; i++) {
        n += probe->event[i].what == what;
    }
    return n;
}

#endif
