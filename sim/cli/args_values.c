/* SPDX-License-Identifier: GPL-3.0-or-later */
/* args_values.c: values of options that are more than a word: whole numbers in a range, the goal of --until (see
 * args_values.h).
 */
#include "cli/args_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool args_values_whole(const char *text, unsigned long long max, unsigned long long *value)
{
    char *end;
    errno = 0;
    if (text[0] < '0' || text[0] > '9') { /* strtoull would take "-1" and " 1" */
        return false;
    }
    *value = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' && *value <= max;
}

bool args_values_share(const char *text, double *share)
{
    char *end;
    if ((text[0] < '0' || text[0] > '9') && text[0] != '.') {
        return false;
    }
    *share = strtod(text, &end);
    if (*end == '%') {
        *share /= 100;
        end++;
    }
    return *end == '\0' && *share > 0 && *share < 1;
}

bool args_values_goal(const char *text, size_t *metric_n, double *precision)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || ((colon[1] < '0' || colon[1] > '9') && colon[1] != '.')) {
        return false;
    }
    char *end;
    *metric_n = (size_t)(colon - text);
    *precision = strtod(colon + 1, &end);
    if (*end == '%') {
        *precision /= 100;
        end++;
    }
    return *end == '\0' && *precision > 0 && *precision <= 1;
}
