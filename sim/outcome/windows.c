/* SPDX-License-Identifier: GPL-3.0-or-later */
/* windows.c: which windows count (see windows.h). */
#include "outcome/windows.h"

size_t windows_complete_n(const struct results *r)
{
    size_t n = r->windows_n;
    if (n > 1) {
        const struct window *last = &r->windows[n - 1];
        n -= 2 * (last->end_ns - last->start_ns) < r->config->run.window_ns;
    }
    return n;
}
