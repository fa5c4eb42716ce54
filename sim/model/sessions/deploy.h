/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deploy.h: restarts of app servers, all at once or batch by batch (private to the model).
 *
 * A server that restarts comes up with an empty local cache, `downtime` later, and takes no sessions until then; those
 * in progress on it, or waiting in its accept queue, are finished by the old process. Users who would open a session on
 * it are sent to another server.
 */
#ifndef HERDSIM_DEPLOY_H
#define HERDSIM_DEPLOY_H

#include "model/state/state.h"

struct deploys; /* which servers are down, and how far each deploy is */

/* NULL without memory. */
struct deploys *deploy_new(const struct config *c);
void deploy_free(struct deploys *d);

/* Whether the config has deploys at all, and bytes that deploy_new then takes. */
bool deploy_planned(const struct config *c);
uint64_t deploy_bytes(const struct config *c);

/* The event of the config, again for every batch: the next servers go down. And: the next servers are up again. */
void deploy_down(struct sim *sim, uint32_t event);
void deploy_up(struct sim *sim, uint32_t event);

/* Where a session goes whose balancer has chosen this server: there if it is up; otherwise to another one that is, drawn
 * at the address `number` (of its first read); UINT32_MAX if none is up. Only where deploys are planned. */
uint32_t deploy_route(const struct sim *sim, uint32_t server, uint64_t number);

#endif
