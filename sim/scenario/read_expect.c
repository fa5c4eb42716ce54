/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_expect.c: the value of an expectation: a number, a text with a unit, or a verdict. */
#include "scenario/read_parts.h"

#include <string.h>

#include "base/units.h"
#include "outcome/metrics.h"
#include "scenario/quantity.h"
#include "scenario/scenario.h"

static void read_verdict(struct reader *r, const cJSON *node, struct expectation *e)
{
    const char *names[VERDICT_NONE + 1];
    for (int i = 0; i <= VERDICT_NONE; i++) {
        names[i] = metrics_verdict_name((enum verdict_kind)i);
        if (cJSON_IsString(node) && strcmp(node->valuestring, names[i]) == 0) {
            e->text = names[i];
            return;
        }
    }
    errors_add(r->errors, errors_at(node), "expected one of \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", got %s%s", names[0],
               names[1], names[2], names[3], names[4], tree_describe(r->arena, node),
               cJSON_IsString(node) ? reader_hint(r, node->valuestring, names, VERDICT_NONE + 1) : "");
}

void read_expect_value(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct expectation *e = out;
    const cJSON *node = tree_get(owner, self->name);
    if (node == NULL) {
        return;
    }
    if (e->metric != NULL && strcmp(e->metric, "verdict") == 0) {
        read_verdict(r, node, e);
        return;
    }
    struct quantity q;
    if (cJSON_IsNumber(node)) {
        e->value = node->valuedouble;
    } else if (cJSON_IsString(node) && quantity_parse(node->valuestring, &q)) {
        e->value = q.kind == QUANTITY_DURATION ? q.value / (double)NS_PER_S : q.value;
    } else {
        reader_expected(r, node, "a number, or a text with a unit (as \"500ms\", \"20%\", \"1k/s\")");
    }
}
