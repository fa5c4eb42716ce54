/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.h: what the database can serve at each instant, and how much of that is asked of it (private to the model).
 *
 * It changes with the database's speed, with outages (in which it can serve nothing), and where queries in service slow each
 * other down, with how many there are: beyond the best number of them n* it can serve no more than it does. With X(n) the
 * throughput of n queries in service (theory/capacity.h),
 *
 *   capacity(n) = X(max(n, n*)) / slow-down        load(n) = X(n) / X(max(n, n*)), 1 if no more are let in
 *
 * so load is a share, and 100% means that more work would not be done any sooner. While the database hangs whoever is in
 * service keeps it busy; one that refuses is idle.
 */
#ifndef HERDSIM_LOAD_H
#define HERDSIM_LOAD_H

#include <stdbool.h>

#include "model/config.h"

struct load {
    const struct config_database *config;
    double usual_per_s;               /* at the best number of queries, not slowed; INFINITY: no limit */
    double capacity_per_s, share;     /* at this instant */
    double capacity_area, share_area; /* integrated over the window in progress, x ns */
    int64_t since_ns;
};

struct load_now {
    uint64_t busy; /* queries in service */
    double factor; /* service takes so many times as long */
    bool hangs, refuses;
};

struct load_mean {         /* over a window */
    double capacity_per_s; /* INFINITY: no limit */
    double share;          /* meaningful where queries in service share the database */
};

void load_init(struct load *l, const struct config_database *c);

/* Something of this has changed. */
void load_note(struct load *l, int64_t now_ns, const struct load_now *now);

/* The window that began at start_ns ends. */
struct load_mean load_close(struct load *l, int64_t start_ns, int64_t end_ns);

#endif
