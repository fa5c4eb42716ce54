/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_lines.c: lines in order of time; where there is no room the least important goes (see incident_parts.h). */
#include <string.h>

#include "report/incident_parts.h"

static void drop(struct incident_teller *t, size_t i)
{
    struct incident *out = t->out;
    memmove(&out->line[i], &out->line[i + 1], (out->n - i - 1) * sizeof out->line[0]);
    memmove(&t->weight[i], &t->weight[i + 1], (out->n - i - 1) * sizeof t->weight[0]);
    out->n--;
}

void incident_lines_add(struct incident_teller *t, enum incident_weight weight, double at_s, struct text text)
{
    struct incident *out = t->out;
    if (out->n == t->lines_most) {
        size_t least = out->n - 1;
        for (size_t i = out->n; i-- > 0;) {
            least = t->weight[i] < t->weight[least] ? i : least;
        }
        if (t->weight[least] >= weight) {
            return;
        }
        drop(t, least);
    }
    size_t i = out->n;
    while (i > 0 && out->line[i - 1].at_s > at_s) {
        out->line[i] = out->line[i - 1];
        t->weight[i] = t->weight[i - 1];
        i--;
    }
    out->line[i] = (struct incident_line){at_s, text};
    t->weight[i] = weight;
    out->n++;
}
