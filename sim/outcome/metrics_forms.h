/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics_forms.h: the forms of a line in metrics.def and source_metrics.def, each in terms of METRIC, which whoever
 * includes those defines. */
#ifndef HERDSIM_METRICS_FORMS_H
#define HERDSIM_METRICS_FORMS_H

#define COUNT(id, name, unit, help, ...) METRIC(id, name, unit, true, help, __VA_ARGS__)
#define FIGURE(id, name, unit, help, ...) METRIC(id, name, unit, false, help, __VA_ARGS__)

#define DURATIONS(id, path, what, h)                                                                                   \
    FIGURE(id##_mean, path ".mean", "s", what ", mean", in_seconds(histogram_mean_ns(h)))                              \
    FIGURE(id##_p50, path ".p50", "s", what ", median", in_seconds(histogram_quantile_ns(h, 0.5)))                     \
    FIGURE(id##_p90, path ".p90", "s", what ", 90th percentile", in_seconds(histogram_quantile_ns(h, 0.9)))            \
    FIGURE(id##_p99, path ".p99", "s", what ", 99th percentile", in_seconds(histogram_quantile_ns(h, 0.99)))           \
    FIGURE(id##_p999, path ".p999", "s", what ", 99.9th percentile", in_seconds(histogram_quantile_ns(h, 0.999)))      \
    FIGURE(id##_max, path ".max", "s", what ", maximum", max_of(h))

/* Of users by when they came: what became of them, and how long it took. */
#define USERS(id, what, u)                                                                                             \
    COUNT(id##_came, "users.came", "users", what " who came: sessions with all their attempts", (u).came)              \
    COUNT(id##_served, "users.served", "users", what " of whom an attempt succeeded", (u).served)                      \
    COUNT(id##_lost, "users.lost", "users", what " who gave up, or were turned away for good", (u).lost)               \
    COUNT(id##_waiting, "users.waiting", "users", what " who were neither served nor lost by the end", (u).waiting)    \
    FIGURE(id##_lost_share, "users.lost_share", "share", what " lost, of those who came", share((u).lost, (u).came))   \
    FIGURE(id##_p50, "latency.user.p50", "s", what ", from first coming until served, median", (u).p50)                \
    FIGURE(id##_p90, "latency.user.p90", "s", what ", from first coming until served, 90th percentile", (u).p90)       \
    FIGURE(id##_p99, "latency.user.p99", "s",                                                                          \
           what ", from first coming until served, 99th percentile; null: it falls on users lost or still waiting",    \
           (u).p99)                                                                                                    \
    FIGURE(id##_p999, "latency.user.p999", "s", what ", from first coming until served, 99.9th percentile", (u).p999)

#define SIGNAL(id, path, unit, what, which)                                                                            \
    FIGURE(id##_fired, path ".fired", "s", "end of the first window, from the trigger on, that raised the signal",     \
           r->alert[which].fired_s)                                                                                    \
    FIGURE(id##_value, path ".value", unit, what ", in that window", r->alert[which].value)                            \
    FIGURE(id##_lead, path ".lead", "s", "from then until the next outage begins; negative: it was under way",         \
           r->alert[which].lead_s)                                                                                     \
    FIGURE(id##_for, path ".for", "s", "how long the signal was up, windows added up", r->alert[which].for_s)

#endif
