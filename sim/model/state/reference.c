/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.c: every read an event (see reference.h).
 *
 * The heap orders by (time, place, number of entry). Events of the model come with the place that they
 * have on the fast path. The three kinds that only exist here take places that do not disturb it:
 *   answers of hits   0, before all else of their instant: they change nothing that others see
 *   reads             right behind the beginning of their session, before all that was or is decided for the same
 *                     instant: the fast path looks at them inline. They take the place of the event that began the
 *                     session (and come behind it by their number); an arrival has no place that they could take, but
 *                     then nothing else is pending.
 *   arrivals          the last place: the fast path takes them when nothing else of their instant is left
 */
#include "model/state/reference.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "base/memory.h"

struct reference *reference_new(void)
{
    return calloc(1, sizeof(struct reference));
}

void reference_read_done(struct reference_reads *reads)
{
    ensure(reads->left > 0);
    if (--reads->left == 0) {
        free(reads->key);
        free(reads->lookup_ns);
        free(reads->node);
        free(reads);
    }
}

void reference_free(struct reference *r)
{
    if (r == NULL) {
        return;
    }
    for (size_t i = 0; i < r->n; i++) {
        if (r->heap[i].kind == REFERENCE_READ) {
            reference_read_done(r->heap[i].issued);
        }
    }
    free(r->heap);
    free(r);
}

static bool before(const struct reference_entry *a, const struct reference_entry *b)
{
    if (a->time_ns != b->time_ns) {
        return a->time_ns < b->time_ns;
    }
    return a->place != b->place ? a->place < b->place : a->number < b->number;
}

void reference_enter(struct reference *r, struct reference_entry e)
{
    ensure(e.time_ns >= 0);
    if (r->n == r->room) {
        r->room = r->room == 0 ? 1024 : 2 * r->room;
        r->heap = memory_must(realloc(r->heap, r->room * sizeof *r->heap));
    }
    e.number = r->number++;
    size_t i = r->n++;
    for (; i > 0 && before(&e, &r->heap[(i - 1) / 2]); i = (i - 1) / 2) {
        r->heap[i] = r->heap[(i - 1) / 2];
    }
    r->heap[i] = e;
}

struct reference_entry reference_pop(struct reference *r)
{
    ensure(r->n > 0);
    struct reference_entry first = r->heap[0], last = r->heap[--r->n];
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
    r->place = first.place;
    return first;
}

void reference_push(struct reference *r, int64_t time_ns, uint64_t place, enum state_event kind, uint32_t argument)
{
    reference_enter(
        r, (struct reference_entry){
               .time_ns = time_ns, .place = place, .kind = REFERENCE_MODEL, .event = kind, .argument = argument});
}

void reference_issue_reads(struct sim *sim, uint32_t session, const struct arrival *arrival)
{
    struct session *s = &sim->session[session];
    uint32_t n = (uint32_t)sim->config->sources[s->source].reads_per_session;
    struct reference_reads *issued = memory_must(calloc(1, sizeof *issued));
    *issued = (struct reference_reads){.arrival = *arrival, .session = session, .left = n};
    issued->key = memory_must(calloc(n, sizeof *issued->key));
    issued->lookup_ns = memory_must(calloc(n, sizeof *issued->lookup_ns));
    issued->node = memory_must(calloc(n, sizeof *issued->node));
    for (uint32_t i = 0; i < n; i++) {
        issued->key[i] = arrival->key[i];
        issued->lookup_ns[i] = arrival->lookup_ns[i];
        issued->node[i] = arrival->node[i];
    }
    issued->arrival.key = issued->key;
    issued->arrival.lookup_ns = issued->lookup_ns;
    issued->arrival.node = issued->node;
    s->pending = n;
    uint64_t place = sim->reference->place < s->end_place ? sim->reference->place : s->end_place;
    for (uint32_t i = 0; i < n; i++) {
        reference_enter(
            sim->reference,
            (struct reference_entry){
                .time_ns = sim->now_ns, .place = place, .kind = REFERENCE_READ, .argument = i, .issued = issued});
    }
}
