/* SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope_line.c: columns and units of all lines of the envelope, in one place (see envelope_line.h). */
#include "report/terminal/envelope_line.h"

#include <math.h>

#define LABEL_WIDTH 37
#define VALUE_WIDTH 11

void envelope_line(FILE *out, const char *label, const char *value, const char *formula)
{
    fputs("  ", out);
    text_left(out, label, LABEL_WIDTH);
    text_right(out, value, VALUE_WIDTH);
    fprintf(out, "   %s\n", formula);
}

struct text envelope_line_per_s(double rate)
{
    return text_format(isfinite(rate) ? "%s/s" : "%s", text_grouped(rate).s);
}

static const char *survives(double load, double capacity)
{
    if (load >= capacity) {
        return "not survivable";
    }
    return load > 0.8 * capacity ? "on the edge, long queues" : "survivable";
}

void envelope_line_share(FILE *out, const char *label, double load, double capacity)
{
    if (isfinite(capacity)) {
        envelope_line(out, label, text_percent(load / capacity).s,
                      text_format("%s of %s: %s", envelope_line_per_s(load).s, envelope_line_per_s(capacity).s,
                                  survives(load, capacity))
                          .s);
    }
}
