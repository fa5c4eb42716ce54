/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic_draw.h: drawing one batch of sessions of one source (private to traffic). */
#ifndef HERDSIM_TRAFFIC_DRAW_H
#define HERDSIM_TRAFFIC_DRAW_H

#include "model/sessions/traffic.h"

/* Fills a batch with the next sessions of a source; an empty or short batch is the source's last. */
void traffic_draw_batch(const struct traffic *t, struct traffic_source *s, struct traffic_batch *b);

#endif
