/* SPDX-License-Identifier: GPL-3.0-or-later */
/* args_values.h: the values of options, from text. */
#ifndef HERDSIM_ARGS_VALUES_H
#define HERDSIM_ARGS_VALUES_H

#include <stdbool.h>
#include <stddef.h>

/* A whole number from 0 to `max`, in digits only. */
bool args_values_whole(const char *text, unsigned long long max, unsigned long long *value);

/* A share between 0 and 1, both excluded, as "5%" or "0.05". */
bool args_values_share(const char *text, double *share);

/* "METRIC:PRECISION", the precision over 0 and up to 1, as "5%" or "0.05"; the metric is the first *metric_n bytes. */
bool args_values_goal(const char *text, size_t *metric_n, double *precision);

#endif
