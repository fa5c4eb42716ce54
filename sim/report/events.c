/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/events.h"
#include "model/event.h"

#include <math.h>

#define NAME_WIDTH 60

struct text events_label(const struct config_event *e)
{
    return e->type->label(e);
}

struct text events_over_label(const struct config_event *e)
{
    return text_format("%s", e->type->over_label != NULL ? e->type->over_label : "");
}

struct text events_burst_label(const struct config_source *s)
{
    return text_format("%s: %s session%s", text_clip(s->name, NAME_WIDTH).s, text_si((double)s->burst_sessions).s,
                       s->burst_sessions == 1 ? "" : "s");
}

bool events_prepared(const struct results *r, double ordered_s)
{
    const struct prewarm_results *p = &r->prewarm;
    return p->loaded > 0 && p->started_s <= ordered_s && !(p->cutover_s <= ordered_s);
}
