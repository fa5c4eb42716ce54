/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c: rows by offset, read back when they are put in order (see store.h). */
#include "study/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "base/printable.h"
#include "report/files/file.h"

#define FILES_MAX (sizeof((struct store *)NULL)->file / sizeof(FILE *))

bool store_init(struct store *s, size_t runs_n)
{
    *s = (struct store){.runs_n = runs_n};
    s->row = calloc(runs_n + 1, sizeof *s->row);
    return s->row != NULL;
}

void store_free(struct store *s)
{
    for (size_t i = 0; i < s->files_n; i++) {
        fclose(s->file[i]);
    }
    free(s->row);
    *s = (struct store){0};
}

static bool complain(const char *path, FILE *errors)
{
    fprintf(errors, "herdsim: %s: %s\n", printable_text(path).s, strerror(errno));
    return false;
}

static FILE *open_file(struct store *s, const char *path, const char *mode, FILE *errors)
{
    if (s->files_n == FILES_MAX) {
        fprintf(errors, "herdsim: more than %zu parts; join some of them first\n", FILES_MAX);
        return NULL;
    }
    FILE *f = fopen(path, mode);
    if (f == NULL) {
        complain(path, errors);
        return NULL;
    }
    s->file[s->files_n++] = f;
    return f;
}

static bool read_row(const struct store_row *row, char **text, size_t *size)
{
    if (*size < row->length + 1) {
        char *more = realloc(*text, row->length + 1);
        if (more == NULL) {
            return false;
        }
        *text = more;
        *size = row->length + 1;
    }
    (*text)[row->length] = '\0';
    return fseeko(row->file, row->offset, SEEK_SET) == 0 && fread(*text, 1, row->length, row->file) == row->length;
}

/* Whether a run that is there already has that very line. */
static bool agrees(const struct store_row *row, const char *line, size_t length)
{
    char *text = NULL;
    size_t size = 0;
    bool same = row->length == length && read_row(row, &text, &size) && memcmp(text, line, length) == 0;
    free(text);
    return same;
}

/* Takes in whole lines from the second on; *end is where the last of them ends. */
static bool take_rows(struct store *s, FILE *f, const char *path, int64_t *end, FILE *errors)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    bool ok = true;
    rewind(f);
    *end = 0;
    for (bool first = true; ok && (n = getline(&line, &size, f)) > 0 && line[n - 1] == '\n'; first = false) {
        int64_t offset = *end;
        *end += n;
        char *after = line;
        unsigned long long run = first ? 0 : strtoull(line, &after, 10);
        if (first) {
            continue;
        }
        if (after == line || *after != ',' || run >= s->runs_n) {
            fprintf(errors, "herdsim: %s: not the rows of this sweep\n", printable_text(path).s);
            ok = false;
        } else if (s->row[run].file == NULL) {
            s->row[run] = (struct store_row){f, offset, (size_t)n};
            s->there_n++;
        } else {
            off_t at = ftello(f);
            ok = agrees(&s->row[run], line, (size_t)n) && fseeko(f, at, SEEK_SET) == 0;
            if (!ok) {
                fprintf(errors, "herdsim: %s: run %llu differs from the same run elsewhere\n", printable_text(path).s,
                        run);
            }
        }
    }
    free(line);
    return ok;
}

bool store_read(struct store *s, const char *path, FILE *errors)
{
    FILE *f = open_file(s, path, "r", errors);
    int64_t end;
    return f != NULL && take_rows(s, f, path, &end, errors);
}

bool store_begin(struct store *s, const char *dir, const char *first_line, FILE *errors)
{
    struct file_path path = file_join(dir, "sweep.rows");
    FILE *f = open_file(s, path.text, "a+", errors);
    if (f == NULL) {
        return false;
    }
    rewind(f);
    size_t length = strlen(first_line), got = 0;
    for (int c; got < length && (c = fgetc(f)) != EOF; got++) {
        if (c != (unsigned char)first_line[got]) {
            fprintf(errors,
                    "herdsim: %s holds what another sweep has begun; choose another folder (-o), or remove that file\n",
                    printable_text(path.text).s);
            return false;
        }
    }
    int64_t end = 0;
    if (got == length && !take_rows(s, f, path.text, &end, errors)) {
        return false;
    }
    /* Cut off a torn line, be it the first. */
    if (ftruncate(fileno(f), end) != 0 || fseeko(f, 0, SEEK_END) != 0) {
        return complain(path.text, errors);
    }
    s->part = f;
    if (end == 0 && (fputs(first_line, f) == EOF || fflush(f) != 0)) {
        return complain(path.text, errors);
    }
    return true;
}

bool store_add(struct store *s, size_t run, const char *line, size_t length, FILE *errors)
{
    ensure(run < s->runs_n);
    int64_t offset = lseek(fileno(s->part), 0, SEEK_END);
    ssize_t n = write(fileno(s->part), line, length);
    if (offset < 0 || n != (ssize_t)length) {
        fprintf(errors, "herdsim: sweep.rows: %s\n", n < 0 ? strerror(errno) : "no space left");
        return false;
    }
    s->there_n += s->row[run].file == NULL;
    s->row[run] = (struct store_row){s->part, offset, length};
    return true;
}

bool store_finish(struct store *s, const char *dir, const char *header, FILE *errors)
{
    struct file_path path = file_join(dir, "sweep.csv"), beside = file_join(dir, "sweep.csv.new"),
                     part = file_join(dir, "sweep.rows");
    FILE *out = fopen(beside.text, "w");
    if (out == NULL) {
        return complain(beside.text, errors);
    }
    char *text = NULL;
    size_t size = 0;
    bool ok = fputs(header, out) != EOF;
    for (size_t run = 0; ok && run < s->runs_n; run++) {
        const struct store_row *row = &s->row[run];
        ok = row->file == NULL || (read_row(row, &text, &size) && fwrite(text, 1, row->length, out) == row->length);
    }
    free(text);
    ok = fclose(out) == 0 && ok;
    if (!ok || rename(beside.text, path.text) != 0) {
        complain(path.text, errors);
        unlink(beside.text);
        return false;
    }
    unlink(part.text);
    return true;
}
