/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line.c: words with anything but plain characters are quoted (see command_line.h). */
#include "cli/command_line.h"
#include "base/memory_stream.h"

#include <string.h>

/* In single quotes where a shell would see more in it than a word; a single quote ends them, stands escaped, and begins them
 * again. */
static void print_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:%@";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word != '\0'; word++) {
        fputs(*word == '\'' ? "'\\''" : (const char[]){*word, '\0'}, out);
    }
    fputc('\'', out);
}

static void print_option(FILE *out, const char *option, const char *value)
{
    fprintf(out, " %s ", option);
    print_word(out, value);
}

char *command_line_of(const struct args *args, const char *operand)
{
    struct memory_stream stream;
    if (!memory_stream_open(&stream)) {
        return NULL;
    }
    FILE *out = stream.out;
    fputs("herdsim run", out);
    for (size_t i = 0; i < args->variants_n; i++) {
        print_option(out, "--variant", args->variants[i]);
    }
    for (size_t i = 0; i < args->set_n; i++) {
        print_option(out, "--set", args->set[i]);
    }
    if (args->seed_given) {
        fprintf(out, " --seed %llu", args->seed);
    }
    if (args->replications > 1) { /* one is what there is without being asked for */
        fprintf(out, " --replications %u", args->replications);
    }
    if (args->until != NULL) {
        print_option(out, "--until", args->until);
    }
    fputs(operand[0] == '-' ? " -- " : " ", out);
    print_word(out, operand);
    return memory_stream_close(&stream, NULL);
}
