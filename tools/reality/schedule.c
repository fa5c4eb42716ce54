/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schedule.c: sessions and keys as the simulator draws them, so that both sides meet the same users. */
#include "schedule.h"

#include <stdlib.h>

#include "fail.h"
#include "model/sessions/traffic.h"

struct schedule schedule_of(const struct config *c)
{
    struct traffic traffic;
    if (!traffic_init(&traffic, c, NULL, false, NULL)) {
        fail("out of memory");
    }
    struct schedule s = {NULL, 0};
    size_t room = 0;
    while (traffic.first_ns != TIME_NEVER) {
        if (s.reads_n == room) {
            room = room == 0 ? 4096 : 2 * room;
            s.read = realloc(s.read, room * sizeof *s.read);
            if (s.read == NULL) {
                fail("out of memory");
            }
        }
        struct arrival a;
        traffic_take(&traffic, &a);
        s.read[s.reads_n++] = (struct scheduled){
            .at_ns = a.at_ns, .number = a.first_read, .lookup_ns = a.lookup_ns[0], .key = a.key[0], .server = a.server};
    }
    traffic_release(&traffic);
    return s;
}

void schedule_free(struct schedule *s)
{
    free(s->read);
    *s = (struct schedule){NULL, 0};
}
