/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cause_text.c: planned causes by the words of their events, seen ones by what was seen (see cause_text.h). */
#include "report/cause_text.h"

#include "report/events.h"

struct text cause_text(const struct config *c, const struct cause *cause)
{
    switch (cause->kind) {
    case CAUSE_COLD_START:
        return text_format("the cache is empty");
    case CAUSE_EVENT:
        return events_label(&c->events[cause->index]);
    case CAUSE_BURST:
        return events_burst_label(&c->sources[cause->index]);
    case CAUSE_SHAPE:
        return text_format("more traffic of %.200s", c->sources[cause->index].name);
    case CAUSE_EXPIRY:
        return text_format("many keys go missing");
    case CAUSE_HERD:
        return text_format("a herd on few keys");
    case CAUSE_NONE:
        break;
    }
    return text_format("nothing that was planned or seen");
}
