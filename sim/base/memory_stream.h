/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory_stream.h: a stream whose text grows in memory, all of it or none.
 *
 * open_memstream() of glibc drops what it has no memory for, and neither ferror() nor fclose() tells. This one tells, so
 * that nothing is taken for a whole text that is not.
 */
#ifndef HERDSIM_MEMORY_STREAM_H
#define HERDSIM_MEMORY_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct memory_stream {
    FILE *out; /* to be printed to */
    char *text;
    size_t n, room;
    bool failed;
};

/* False without memory; to be closed otherwise. `m` must stay where it is until then. */
bool memory_stream_open(struct memory_stream *m);

/* The text, ended by a zero that does not count, to be freed; its length in *n (may be NULL). NULL if memory ran out at any
 * time, or the stream has met with another error. */
char *memory_stream_close(struct memory_stream *m, size_t *n);

#endif
