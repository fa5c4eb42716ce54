/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printable.c: UTF-8 is decoded strictly (RFC 3629); what comes out is held against a short list (see printable.h). */
#include "base/printable.h"

#include <stdint.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* The code point and its bytes; 0 bytes where there is none: overlong, a surrogate, beyond U+10FFFF, cut off. */
static size_t decode(const unsigned char *s, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
    if (n == 0 || s[0] > 0xf4) {
        return 0;
    }
    *code = s[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (s[i] & 0x3fU);
    }
    return *code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff) ? 0 : n;
}

static bool can_be_shown(uint32_t code)
{
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    bool line_end = code == 0x2028 || code == 0x2029;
    bool direction = code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
                     (code >= 0x2066 && code <= 0x2069);
    bool no_character = (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
    return !control && !line_end && !direction && !no_character;
}

size_t printable_character(const char *s, bool *good)
{
    uint32_t code = 0;
    if (*s == '\0') {
        return 0;
    }
    size_t n = decode((const unsigned char *)s, &code);
    *good = n > 0 && can_be_shown(code);
    return n > 0 ? n : 1;
}

struct printable printable_text(const char *s)
{
    struct printable p;
    size_t used = 0;
    bool good;
    for (size_t n; (n = printable_character(s, &good)) > 0; s += n) {
        if (used + n + sizeof ELLIPSIS > sizeof p.s) {
            memcpy(p.s + used, ELLIPSIS, sizeof ELLIPSIS);
            return p;
        }
        if (good) {
            memcpy(p.s + used, s, n);
        }
        p.s[used] = good ? p.s[used] : '?';
        used += good ? n : 1;
    }
    p.s[used] = '\0';
    return p;
}
