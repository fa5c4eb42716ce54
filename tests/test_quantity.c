/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with units: exact where decimal digits allow it, and nothing else than what is written down. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "scenario/quantity.h"

static void reads(const char *text, enum quantity_kind kind, double value)
{
    struct quantity q;
    cr_assert(quantity_parse(text, &q), "%s", text);
    cr_assert_eq(q.kind, kind, "%s", text);
    cr_assert(q.value == value, "%s: %.17g", text, q.value);
}

Test(quantity, reads_every_unit_exactly)
{
    reads("10ns", QUANTITY_DURATION, 10);
    reads("2us", QUANTITY_DURATION, 2e3);
    reads("0.333ms", QUANTITY_DURATION, 333e3);
    reads("300s", QUANTITY_DURATION, 300e9);
    reads("1.1s", QUANTITY_DURATION, 1.1e9);
    reads("1min", QUANTITY_DURATION, 60e9);
    reads("1.5h", QUANTITY_DURATION, 5400e9);
    reads("1d", QUANTITY_DURATION, 86400e9);
    reads("5500/s", QUANTITY_RATE, 5500);
    reads("100k/s", QUANTITY_RATE, 1e5);
    reads("1.1M/s", QUANTITY_RATE, 1.1e6);
    reads("60/min", QUANTITY_RATE, 1);
    reads("7200/h", QUANTITY_RATE, 2);
    reads("86400/d", QUANTITY_RATE, 1);
    reads("100M", QUANTITY_COUNT, 1e8);
    reads("1.1k", QUANTITY_COUNT, 1100);
    reads("2G", QUANTITY_COUNT, 2e9);
    reads("20%", QUANTITY_RATIO, 0.2);
    reads("99.9%", QUANTITY_RATIO, 0.999);
    reads("0", QUANTITY_PLAIN, 0);
    reads("0.25", QUANTITY_PLAIN, 0.25);
}

Test(quantity, refuses_everything_else)
{
    static const char *const texts[] = {
        "",    " ",    "s",    "-5s",   "+5s", "5 s",  "5S",    "5m",    "05s",
        "00",  ".5s",  "5.s",  "1e3s",  "1e3", "0x10", "5ss",   "5s ",   " 5s",
        "5/",  "5/ms", "5k/",  "/s",    "k",   "%",    "5%%",   "5kk",   "5ks",
        "inf", "nan",  "1,5s", "5k/ s", "5T",  "5\n",  "5/s/s", "1.2.3", "99999999999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct quantity q;
        cr_assert(!quantity_parse(texts[i], &q), "\"%s\"", texts[i]);
    }
}

/* What is shown can be typed in again and means the same. */
Test(quantity, shown_durations_and_numbers_read_back)
{
    double ns = 1;
    for (; ns < 1e14; ns = ns * 1.2 + 1) {
        double whole = (double)(long long)ns;
        struct quantity q;
        cr_assert(quantity_parse(quantity_duration(whole).text, &q));
        cr_assert(q.kind == QUANTITY_DURATION && q.value == whole, "%s", quantity_duration(whole).text);
        cr_assert(quantity_parse(quantity_number(whole).text, &q));
        cr_assert(q.value == whole, "%s", quantity_number(whole).text);
    }
    cr_assert_str_eq(quantity_duration(90e9).text, "90s");
    cr_assert_str_eq(quantity_duration(0).text, "0s");
    cr_assert_str_eq(quantity_number(4e9).text, "4G");
    cr_assert_str_eq(quantity_number(9999).text, "9999");
}
