/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setup.h: small configs built by hand, each with one mechanism in it and all else out of the way.
 *
 * A config points to sources, events, and parameters of protections; a setup is a config with room for them. It must
 * not be copied: the config would point into the original.
 */
#ifndef HERDSIM_SETUP_H
#define HERDSIM_SETUP_H

#include "model/config.h"
#include "model/protection.h"

enum { SETUP_EVENTS_MAX = 2, SETUP_PARAMS_BYTES = 64, SETUP_SHAPE_MAX = 2 };

struct setup {
    struct config c;
    struct config_source source[1];
    struct config_shape_point shape[SETUP_SHAPE_MAX];
    struct config_event event[SETUP_EVENTS_MAX];
    _Alignas(max_align_t) char params[CONFIG_PROTECTIONS_MAX][SETUP_PARAMS_BYTES];
};

/* One source of 100 sessions a second of one read each, one server without limits, a cache of one node with zero latency
 * and no TTL, cold; an unlimited database of constant 10 ms; 1,000 keys, uniform; 10 s in windows of 1 s; no alerts; clients that do not repeat throttled queries; all else
 * at its default. The source goes
 * to where `source` points; there are no events, but `events` is where they are to be. */
void setup_config(struct config *c, struct config_source *source, struct config_event *events);

/* The same as a setup. */
void setup_plain(struct setup *s);

/* Likewise, with no cache: Poisson queries straight to the database, one a session, `lambda_per_s` of them. */
void setup_queries(struct setup *s, double lambda_per_s, struct dist_spec service);

/* Queries that a queue of load rho must see until its mean is known about as well at every load: the slower it forgets, the
 * more. As many where it cannot grow (rho >= 1 and a limit) as at light load. */
double setup_long_enough(double rho);

/* How long it runs, in windows of equal length. */
void setup_run(struct setup *s, double seconds, unsigned windows_n);

/* Sessions stop coming at that instant. */
void setup_stop_traffic(struct setup *s, double at_s);

/* Adds an event, to be completed; events must be added by time. */
struct config_event *setup_event(struct setup *s, const struct event_type *type, double at_s);

/* Switches a protection on; its parameters, at their defaults, can be set with setup_set. */
void *setup_protect(struct setup *s, const struct protection *kind);

/* Sets a numeric parameter of a protection by its field: durations in ns, INFINITY for no limit. False if there is no
 * such field. */
bool setup_set(void *params, const struct protection *kind, const char *name, double value);

/* An exponential distribution of that mean, s; a lognormal one by coefficient of variation, or constant if that is 0. */
struct dist_spec setup_exponential(double mean_s);
struct dist_spec setup_with_cv(double mean_s, double cv);

/* Seconds in ns. */
int64_t setup_ns(double seconds);

#endif
