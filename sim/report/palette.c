/* SPDX-License-Identifier: GPL-3.0-or-later */
/* palette.c: the colours by their names in Okabe and Ito's paper, as gnuplot and a terminal of 256 colours want them
 * (see palette.h).
 */
#include "report/palette.h"

static const struct {
    const char *hex;
    int terminal;
} colours[PALETTE_N] = {
    {"#D55E00", 166}, /* vermillion: the first variant is most often the unprotected one */
    {"#0072B2", 32},  /* blue */
    {"#009E73", 36},  /* bluish green */
    {"#CC79A7", 175}, /* reddish purple */
    {"#E69F00", 214}, /* orange */
    {"#56B4E9", 75},  /* sky blue */
    {"#000000", 245}, /* black; grey on a terminal, whose background may be black */
};

const char *palette_hex(size_t i)
{
    return colours[i % PALETTE_N].hex;
}

int palette_terminal(size_t i)
{
    return colours[i % PALETTE_N].terminal;
}

int palette_dash(size_t i)
{
    return (int)(i / PALETTE_N % 5) + 1;
}

const char *palette_verdict(enum verdict_kind verdict)
{
    static const char *const escapes[] = {
        [VERDICT_CALM] = "\033[32m",
        [VERDICT_DEGRADED] = "\033[33m",
        [VERDICT_COLLAPSED] = "\033[1;31m",
        [VERDICT_OVERLOADED] = "\033[1;31m",
        [VERDICT_NONE] = "",
    };
    return escapes[verdict];
}
