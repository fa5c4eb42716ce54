/* SPDX-License-Identifier: GPL-3.0-or-later */
/* windows.c: how many windows there are and which count (see windows.h). */
#include "outcome/windows.h"

#include "base/ensure.h"

size_t windows_planned_n(const struct config *c)
{
    ensure(c->run.window_ns > 0 && c->run.duration_ns > 0);
    return (size_t)((c->run.duration_ns + c->run.window_ns - 1) / c->run.window_ns);
}

size_t windows_complete_n(const struct results *r)
{
    size_t n = r->windows_n;
    if (n > 1) {
        const struct window *last = &r->windows[n - 1];
        n -= 2 * (last->end_ns - last->start_ns) < r->config->run.window_ns;
    }
    return n;
}
