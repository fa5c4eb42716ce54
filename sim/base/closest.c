/* SPDX-License-Identifier: GPL-3.0-or-later */
/* closest.c: edit distance with swaps by dynamic programming, three rows at a time; nothing is close that differs in
 * a third of its letters (see closest.h).
 */
#include "base/closest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LENGTH_MAX 63
#define SEPARATORS ".-"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int lower(char c)
{
    return tolower((unsigned char)c);
}

/* Both lengths at most LENGTH_MAX. Three rows of the usual table are enough: swaps look back two. */
static size_t distance(const char *a, size_t a_n, const char *b, size_t b_n)
{
    size_t row[3][LENGTH_MAX + 1];
    for (size_t j = 0; j <= b_n; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= a_n; i++) {
        size_t *now = row[i % 3];
        const size_t *above = row[(i - 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_n; j++) {
            size_t replace = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            now[j] = least(replace, least(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                now[j] = least(now[j], row[(i - 2) % 3][j - 2] + 1);
            }
        }
    }
    return row[a_n % 3][b_n];
}

const char *closest_of(const char *word, const char *const *words, size_t n)
{
    size_t length = strlen(word);
    if (length == 0 || length > LENGTH_MAX) {
        return NULL;
    }
    const char *best = NULL;
    size_t allowed = length < 3 ? 1 : (length + 2) / 3;
    for (size_t i = 0; i < n; i++) {
        size_t other = strlen(words[i]);
        if (other > LENGTH_MAX) {
            continue;
        }
        size_t d = distance(word, length, words[i], other);
        if (d <= allowed && d < other) {
            best = words[i];
            if (d == 0) {
                break;
            }
            allowed = d - 1;
        }
    }
    return best;
}

/* Copies the segment of a path that begins at `from`, cut off at LENGTH_MAX bytes; returns where the next one begins, or
 * NULL. */
static const char *segment(const char *from, char to[LENGTH_MAX + 1])
{
    size_t n = strcspn(from, SEPARATORS);
    memcpy(to, from, least(n, LENGTH_MAX));
    to[least(n, LENGTH_MAX)] = '\0';
    return from[n] != '\0' ? from + n + 1 : NULL;
}

#define MISTYPED 100 /* worse than any number of further segments */

/* How far a path is from a word: its segments that are none of the word's, and those of the word that it has almost;
 * SIZE_MAX if it lacks one. */
static size_t path_distance(const char *word, const char *path)
{
    char wanted[LENGTH_MAX + 1], there[LENGTH_MAX + 1];
    const char *const one[] = {there};
    size_t further = 0;
    const char *next = segment(word, wanted);
    bool missing = true;
    while (path != NULL) {
        path = segment(path, there);
        if (missing && closest_of(wanted, one, 1) != NULL) {
            further += strcmp(wanted, there) != 0 ? MISTYPED : 0;
            missing = next != NULL;
            next = missing ? segment(next, wanted) : NULL;
        } else {
            further++;
        }
    }
    return missing ? SIZE_MAX : further;
}

const char *closest_path_of(const char *word, const char *const *words, size_t n)
{
    const char *best = closest_of(word, words, n);
    if (best != NULL) {
        return best;
    }
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t d = path_distance(word, words[i]);
        if (d < nearest) {
            nearest = d;
            best = words[i];
        }
    }
    return best;
}
