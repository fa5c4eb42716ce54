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

#define SIGNAL(id, path, unit, what, which)                                                                            \
    FIGURE(id##_fired, path ".fired", "s", "end of the first window, from the trigger on, that raised the signal",     \
           r->alert[which].fired_s)                                                                                    \
    FIGURE(id##_value, path ".value", unit, what ", in that window", r->alert[which].value)                            \
    FIGURE(id##_lead, path ".lead", "s", "from then until a session failed for the first time; negative: after it",    \
           r->alert[which].lead_s)                                                                                     \
    FIGURE(id##_for, path ".for", "s", "how long the signal was up, windows added up", r->alert[which].for_s)

#endif
