/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h: the rows of a sweep on disk, whole at any instant.
 *
 * While a sweep runs, each row is appended to DIR/sweep.rows in one write, below a line that says which sweep and shard it
 * is; a kill can tear the last line only, which the next start cuts off. When all are there, they are written in the order
 * of their numbers to DIR/sweep.csv, by rename, and sweep.rows goes. So the bytes of sweep.csv do not tell how often the
 * sweep was stopped, or in which order threads finished.
 */
#ifndef HERDSIM_STORE_H
#define HERDSIM_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct store_row { /* where it lies; no file: not there */
    FILE *file;
    int64_t offset;
    size_t length;
};

struct store {
    struct store_row *row; /* by number of the run */
    size_t runs_n, there_n;
    FILE *part; /* sweep.rows, open for more */
    FILE *file[1024];
    size_t files_n;
};

/* Room for so many runs. False without memory. */
bool store_init(struct store *s, size_t runs_n);
void store_free(struct store *s);

/* Opens DIR/sweep.rows to add rows to; takes over what an earlier start with the same first line has left. With another
 * first line, false after a message. */
bool store_begin(struct store *s, const char *dir, const char *first_line, FILE *errors);

/* Appends a row (a line with its end). Not from several threads at once. */
bool store_add(struct store *s, size_t run, const char *line, size_t length, FILE *errors);

/* Takes in the rows of a finished sweep.csv (with a header), or of a sweep.rows. False after a message; a run that is
 * there already must be the same bytes. */
bool store_read(struct store *s, const char *path, FILE *errors);

/* Writes all rows there are to DIR/sweep.csv below the header; then removes DIR/sweep.rows. */
bool store_finish(struct store *s, const char *dir, const char *header, FILE *errors);

#endif
