/* SPDX-License-Identifier: GPL-3.0-or-later */
/* valid_json FILE...: exits 0 if every file is one whole JSON document. For the test of the command line,
 * so that it needs no other program. */
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_json(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    bool whole = text != NULL && fread(text, 1, (size_t)size, file) == (size_t)size;
    fclose(file);
    cJSON *json = whole ? cJSON_ParseWithOpts(text, NULL, 1) : NULL;
    cJSON_Delete(json);
    free(text);
    return json != NULL;
}

int main(int argc, char **argv)
{
    int status = argc > 1 ? 0 : 1;
    for (int i = 1; i < argc; i++) {
        if (!is_json(argv[i])) {
            fprintf(stderr, "%s: not JSON\n", argv[i]);
            status = 1;
        }
    }
    return status;
}
