/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.c: everything returns a small struct by value, so that texts can be nested in one call (see text.h). */
#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

struct text text_format(const char *pattern, ...)
{
    struct text t;
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(t.s, sizeof t.s, pattern, arguments);
    va_end(arguments);
    return t;
}

/* Three significant digits, so that 999.7 becomes 1000 before a unit is chosen for it. */
static double rounded(double value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.2e", value);
    return strtod(digits, NULL);
}

/* A number without the zeros that end its fraction. */
static struct text trimmed(int decimals, double value, const char *suffix)
{
    struct text t = text_format("%.*f", decimals, value);
    size_t n = strlen(t.s);
    while (decimals > 0 && t.s[n - 1] == '0') {
        n--;
    }
    if (decimals > 0 && t.s[n - 1] == '.') {
        n--;
    }
    snprintf(t.s + n, sizeof t.s - n, "%s", suffix);
    return t;
}

struct text text_si(double value)
{
    static const struct {
        double scale;
        const char *suffix;
    } units[] = {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    if (isnan(value)) {
        return text_format("-");
    }
    if (isinf(value)) {
        return text_format(value < 0 ? "-inf" : "no limit");
    }
    double v = rounded(value);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (fabs(v) >= units[i].scale) {
            double m = v / units[i].scale;
            return trimmed(fabs(m) >= 100 ? 0 : fabs(m) >= 10 ? 1 : 2, m, units[i].suffix);
        }
    }
    return text_format("%.6g", v);
}

struct text text_grouped(double value)
{
    if (!isfinite(value) || fabs(value) >= 1e7 || (fabs(value) < 10 && value != floor(value))) {
        return text_si(value);
    }
    char digits[32];
    snprintf(digits, sizeof digits, "%.0f", value);
    struct text t;
    size_t n = strlen(digits), o = 0;
    for (size_t i = 0; i < n; i++) {
        t.s[o++] = digits[i];
        if ((n - i) % 3 == 1 && i + 1 < n && digits[i] != '-') {
            t.s[o++] = ',';
        }
    }
    t.s[o] = '\0';
    return t;
}

struct text text_count(uint64_t n, const char *thing)
{
    return text_format("%s %s%s", text_grouped((double)n).s, thing, n == 1 ? "" : "s");
}

struct text text_seconds(double s)
{
    if (isnan(s)) {
        return text_format("-");
    }
    if (isinf(s)) {
        return text_format("never");
    }
    double v = rounded(s), a = fabs(v);
    if (a == 0) {
        return text_format("0 s");
    }
    if (a < 1e-3) {
        return text_format("%.3g us", rounded(v * 1e6));
    }
    if (a < 1) {
        return text_format("%.3g ms", rounded(v * 1e3));
    }
    if (a < 180) {
        return text_format("%.3g s", v);
    }
    return a < 3600 ? text_format("%.3g min", v / 60) : text_format("%.3g h", v / 3600);
}

struct text text_seconds_short(double s)
{
    if (!isfinite(s) || (fabs(s) >= 99.5 && fabs(s) < 180)) {
        return text_seconds(s);
    }
    double unit = fabs(s) < 180 ? 1 : fabs(s) < 3600 ? 60 : 3600; /* two digits of what is shown */
    char digits[32];
    snprintf(digits, sizeof digits, "%.1e", s / unit);
    return text_seconds(strtod(digits, NULL) * unit);
}

struct text text_percent(double share)
{
    double p = share * 100;
    if (isnan(p)) {
        return text_format("-");
    }
    if (isinf(p)) {
        return text_format("no limit");
    }
    if (p > 0 && p < 0.01) {
        return text_format("<0.01%%");
    }
    if (p > 99.99 && p < 100) {
        return text_format(">99.99%%");
    }
    if (p >= 1000) {
        return text_format("%s%%", text_grouped(p).s);
    }
    return trimmed(p > 99 && p < 100 ? 2 : p >= 100 ? 0 : p < 1 ? 2 : 1, p, "%");
}

int text_width(const char *s)
{
    int n = 0;
    bool good;
    for (size_t bytes; (bytes = printable_character(s, &good)) > 0; s += bytes) {
        n++;
    }
    return n;
}

struct text text_clip(const char *s, int width)
{
    struct text t;
    int left = text_width(s) <= width ? width : width - 1;
    size_t o = 0;
    for (; *s != '\0' && left > 0; left--) {
        bool good;
        size_t n = printable_character(s, &good);
        if (o + n + sizeof "\xe2\x80\xa6" > sizeof t.s) {
            break;
        }
        memcpy(t.s + o, s, n);
        if (!good) {
            t.s[o] = ' ';
        }
        o += good ? n : 1;
        s += n;
    }
    strcpy(t.s + o, *s == '\0' ? "" : "\xe2\x80\xa6");
    return t;
}

static void spaces(FILE *out, int n)
{
    if (n > 0) {
        fprintf(out, "%*s", n, "");
    }
}

void text_right(FILE *out, const char *s, int width)
{
    spaces(out, width - text_width(s));
    fputs(s, out);
}

void text_left(FILE *out, const char *s, int width)
{
    fputs(s, out);
    spaces(out, width - text_width(s));
}

void text_wrap(FILE *out, const char *words, int indent, int width)
{
    int column = indent;
    while (*words != '\0') {
        int length = (int)strcspn(words, " ");
        struct text word = text_format("%.*s", length, words);
        if (column > indent && column + 1 + text_width(word.s) > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        fprintf(out, "%s%s", column > indent ? " " : "", word.s);
        column += text_width(word.s) + (column > indent);
        words += length;
        words += *words == ' ';
    }
}
