/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slo_text.c: each promise with its share (see slo_text.h). */
#include "report/slo_text.h"

#include <string.h>

#include "outcome/slo.h"

struct text slo_text(const struct config_slo *slo)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    size_t n = slo_limits(slo, limits);
    struct text t = {""};
    for (size_t i = 0; i < n; i++) {
        const char *separator = i > 0 ? ", " : "";
        struct text share = text_percent(limits[i].share), within = text_seconds((double)limits[i].within_ns * 1e-9);
        bool at_all = slo->success > 0 && i + 1 == n;
        t = text_format("%s%s%s %s%s%s", t.s, separator, share.s, at_all ? "served (in " : "within ", within.s,
                        at_all ? ")" : "");
    }
    return t;
}

struct text slo_text_all(const struct config *c)
{
    enum { MOST = 300 };
    struct text users = text_format("of the users of every %s", text_seconds(seconds(c->run.window_ns)).s);
    struct text t = slo_text(&c->slo);
    if (t.s[0] != '\0') {
        t = text_format("%.60s %.240s", users.s, t.s);
    }
    for (size_t i = 0; i < c->sources_n && strlen(t.s) < MOST; i++) {
        struct text own = slo_text(&c->sources[i].slo), name = text_clip(c->sources[i].name, 40);
        if (own.s[0] != '\0') {
            t = t.s[0] != '\0' ? text_format("%.300s; of those of %s %.60s", t.s, name.s, own.s)
                               : text_format("%.60s, those of %s: %.240s", users.s, name.s, own.s);
        }
    }
    return t;
}
