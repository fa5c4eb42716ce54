/* SPDX-License-Identifier: GPL-3.0-or-later */
/* processor_sharing.c: processor sharing by virtual time (see processor_sharing.h).
 *
 * The clock is brought forward only where its speed changes, so its reading depends on nothing but the instants at
 * which queries entered, left and ended. It starts again at 0 whenever nobody is in service; its whole nanoseconds
 * are kept as an integer, so that it loses no precision however long the database is busy.
 */
#include "model/requests/processor_sharing.h"

#include <math.h>

#include "base/ensure.h"
#include "theory/capacity.h"

static uint64_t members_of(const struct config_database *d, uint64_t slots_n)
{
    return d->connections < slots_n ? d->connections : slots_n;
}

uint64_t processor_sharing_bytes(const struct config_database *d, uint64_t slots_n)
{
    return idheap_bytes(slots_n, members_of(d, slots_n));
}

bool processor_sharing_init(struct processor_sharing *s, const struct config_database *d, uint64_t slots_n)
{
    ensure(d->contention >= 0 && d->contention <= 1 && d->coherency >= 0 && d->connections >= 1);
    *s = (struct processor_sharing){.cores = capacity_cores(d),
                                    .contention = d->contention,
                                    .coherency = d->coherency,
                                    .factor = 1,
                                    .next_ns = TIME_NEVER};
    return idheap_init(&s->finish, slots_n, members_of(d, slots_n));
}

void processor_sharing_release(struct processor_sharing *s)
{
    idheap_release(&s->finish);
}

/* Brings the clock forward to now. */
static void advance(struct processor_sharing *s, int64_t now_ns)
{
    ensure(now_ns >= s->at_ns);
    if (s->finish.n > 0) {
        double part = s->virtual_part + (double)(now_ns - s->at_ns) / s->stretch;
        double whole = floor(part);
        s->virtual_ns += (int64_t)whole;
        s->virtual_part = part - whole;
    }
    s->at_ns = now_ns;
}

/* After a change of n or of the factor: the speed from now on, and who ends next. */
static void plan(struct processor_sharing *s)
{
    double n = (double)s->finish.n;
    s->next_ns = TIME_NEVER;
    if (n == 0) {
        s->virtual_ns = 0;
        s->virtual_part = 0;
        return;
    }
    s->stretch = s->factor * fmax(1, n / s->cores) * capacity_interference(s->contention, s->coherency, n);
    ensure(s->stretch >= s->factor); /* nobody is served faster for having company */
    double left = fmax(0, (double)(idheap_first(&s->finish).key - s->virtual_ns) - s->virtual_part);
    double wait_ns = ceil(left * s->stretch);
    if (!isinf(s->factor) && wait_ns < 0x1p62) {
        s->next_ns = s->at_ns + (int64_t)wait_ns;
    }
}

void processor_sharing_enter(struct processor_sharing *s, int64_t now_ns, uint32_t slot, int64_t service_ns)
{
    ensure(service_ns >= 0);
    advance(s, now_ns);
    idheap_add(&s->finish, slot, s->virtual_ns + (s->virtual_part > 0) + service_ns);
    plan(s);
}

void processor_sharing_leave(struct processor_sharing *s, int64_t now_ns, uint32_t slot)
{
    advance(s, now_ns);
    idheap_remove(&s->finish, slot);
    plan(s);
}

void processor_sharing_set_speed(struct processor_sharing *s, int64_t now_ns, double factor)
{
    ensure(factor > 0);
    advance(s, now_ns);
    s->factor = factor;
    plan(s);
}

bool processor_sharing_take(struct processor_sharing *s, int64_t now_ns, uint32_t *slot)
{
    if (s->next_ns > now_ns) {
        return false;
    }
    ensure(s->finish.n > 0);
    advance(s, now_ns);
    struct idheap_entry first = idheap_first(&s->finish);
    if (s->virtual_ns < first.key) { /* it is due: the clock was short of it by a rounding error */
        s->virtual_ns = first.key;
        s->virtual_part = 0;
    }
    idheap_remove(&s->finish, first.id);
    *slot = first.id;
    plan(s);
    return true;
}
