/* SPDX-License-Identifier: GPL-3.0-or-later */
/* range.c: rounding by way of the text that stands for a value (see range.h). */
#include "study/range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/units.h"
#include "scenario/schema_path.h"
#include "study/axis.h"

#define EXACT_DIGITS 15
#define NEAR_ZERO 100 /* parts of the range */

/* A plain number is of the field's own kind. */
static void take_kind(struct range *r, enum field_type type)
{
    double scale = 1;
    if (r->kind != QUANTITY_PLAIN) {
        return;
    }
    if (type == FIELD_DURATION) {
        r->kind = QUANTITY_DURATION;
        scale = (double)NS_PER_S;
    } else if (type == FIELD_RATE || type == FIELD_RATIO) {
        r->kind = type == FIELD_RATE ? QUANTITY_RATE : QUANTITY_RATIO;
    }
    r->low *= scale;
    r->high *= scale;
}

bool range_parse(const char *text, double precision, struct range *out, FILE *errors)
{
    struct quantity low, high;
    *out = (struct range){.digits = precision < 0.01 ? 6 : 4};
    if (!axis_range(text, &out->path, &low, &high, errors)) {
        return false;
    }
    const struct field *field = schema_path_field(out->path);
    out->kind = low.kind;
    out->low = low.value;
    out->high = high.value;
    if (field != NULL) {
        take_kind(out, field->type);
    }
    out->whole = field != NULL && field->type == FIELD_COUNT;
    out->log = low.value > 0 && high.value >= RANGE_LOG * low.value;
    return true;
}

void range_free(struct range *r)
{
    free(r->path);
    r->path = NULL;
}

/* "12160us" as "12.16ms". */
static struct quantity_text with_point(struct quantity_text whole)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}};
    struct quantity q;
    for (size_t i = 0; quantity_parse(whole.text, &q) && i < sizeof units / sizeof units[0]; i++) {
        if (q.value >= units[i].ns) {
            struct quantity_text out;
            snprintf(out.text, sizeof out.text, "%.15g%s", q.value / units[i].ns, units[i].name);
            return out;
        }
    }
    return whole;
}

struct quantity_text range_text(const struct range *r, double value)
{
    bool end = value <= r->low || value >= r->high;
    struct quantity_text text = axis_text(r->kind, value, end ? EXACT_DIGITS : r->digits, r->whole);
    return r->kind == QUANTITY_DURATION && strspn(text.text, "0123456789") > (size_t)r->digits ? with_point(text)
                                                                                               : text;
}

double range_si(const struct range *r, double value)
{
    return axis_si(&(struct quantity){r->kind, value});
}

/* The value that the text of one near it stands for. */
static double settled(const struct range *r, double value)
{
    struct quantity q;
    return quantity_parse(range_text(r, value).text, &q) ? q.value : value;
}

double range_between(const struct range *r, double a, double b, double share)
{
    if (share <= 0 || share >= 1) {
        return share <= 0 ? a : b;
    }
    return settled(r, r->log ? a * pow(b / a, share) : a + (b - a) * share);
}

bool range_divides(const struct range *r, double a, double b, double precision)
{
    double middle = range_between(r, a, b, 0.5);
    double scale = fmax(fabs(a + b) / 2, (r->high - r->low) / NEAR_ZERO);
    return middle > a && middle < b && b - a > precision * scale;
}

size_t range_halvings(const struct range *r, size_t n, double precision)
{
    double a = r->low, b = range_between(r, r->low, r->high, 1 / (double)n); /* where values are smallest */
    size_t steps = 0;
    while (range_divides(r, a, b, precision)) {
        a = range_between(r, a, b, 0.5);
        steps++;
    }
    return steps;
}
