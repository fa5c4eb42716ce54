/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of users: nothing that a terminal obeys gets through, whatever the bytes; what is plain stays as it is. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/printable.h"
#include "base/rng.h"

Test(printable, plain_text_stays)
{
    static const char *const plain[] = {"",      "a b",      "\xc3\xbc\xe2\x82\xac\xf0\x9f\x90\x91",
                                        "<&'\"", "\xc2\xa0", "\xef\xbf\xbd"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        cr_assert_str_eq(printable_text(plain[i]).s, plain[i]);
    }
}

Test(printable, what_a_terminal_or_xml_must_not_see)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"a\033[31mb", "a?[31mb"},
        {"a\nb\tc\r", "a?b?c?"},
        {"\x7f", "?"},
        {"\xc2\x9b"
         "31m",
         "?31m"},
        {"\x9b"
         "31m",
         "?31m"},
        {"\xe2\x80\xae", "?"},
        {"\xe2\x81\xa6", "?"},
        {"\xef\xbf\xbe", "?"},
        {"\xf0\x9f\xbf\xbf", "?"},
        {"\xc0\x80", "??"},
        {"\xed\xa0\x80", "???"},
        {"\xe2\x82", "??"},
        {"\xf4\x90\x80\x80", "????"},
        {"\xff", "?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(printable_text(cases[i].text).s, cases[i].shown, "case %zu", i);
    }
}

/* 20,000 texts of random bytes of a fixed seed: what comes out is UTF-8 without controls, and comes out of itself. */
Test(printable, random_bytes)
{
    struct rng r = rng_seed(18, 0, 0);
    for (size_t trial = 0; trial < 20000; trial++) {
        char text[64];
        for (size_t i = 0; i + 1 < sizeof text; i++) {
            text[i] = (char)(rng_next(&r) >> (trial % 2 ? 56 : 57));
        }
        text[sizeof text - 1] = '\0';
        struct printable once = printable_text(text);
        bool good;
        for (const char *c = once.s; *c != '\0'; c += printable_character(c, &good)) {
            cr_assert(printable_character(c, &good) > 0 && good);
        }
        cr_assert_str_eq(printable_text(once.s).s, once.s);
    }
}

Test(printable, long_text_ends_in_an_ellipsis)
{
    static char text[3000];
    memset(text, 'x', sizeof text - 1);
    struct printable p = printable_text(text);
    cr_assert_lt(strlen(p.s), sizeof p.s);
    cr_assert_str_eq(p.s + strlen(p.s) - 3, "\xe2\x80\xa6");
}
