/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schedule.h: who reads what, when and on which server: the very sessions that the simulator draws for the config. */
#ifndef HERDSIM_REALITY_SCHEDULE_H
#define HERDSIM_REALITY_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "model/config.h"

struct scheduled {
    int64_t at_ns;     /* from the start of the run, rising */
    uint64_t number;   /* of the read, by which its draws are addressed */
    int64_t lookup_ns; /* round trip of its first look in the cache */
    uint32_t key, server;
};

struct schedule {
    struct scheduled *read;
    size_t reads_n;
};

/* Ends the process without memory. */
struct schedule schedule_of(const struct config *c);
void schedule_free(struct schedule *s);

#endif
