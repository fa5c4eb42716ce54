/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asked.h: what a scenario asks of the real system: whether the load program can do it, and the protections' numbers. */
#ifndef HERDSIM_REALITY_ASKED_H
#define HERDSIM_REALITY_ASKED_H

#include <stdbool.h>

#include "model/config.h"
#include "store.h"

enum asked_coalescing { ASKED_NO_COALESCING, ASKED_SERVER, ASKED_CLUSTER };

struct asked {
    enum asked_coalescing coalescing;
    int64_t lock_ttl_ns, poll_ns, wait_limit_ns; /* ASKED_CLUSTER */
    double spread;                               /* of the TTL; 0 without jitter */
    bool refreshes;
    struct store_watch watch; /* if it refreshes */
};

/* NULL and *out filled, or why the config cannot be done for real. */
const char *asked_of(const struct config *c, struct asked *out);

#endif
