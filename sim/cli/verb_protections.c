/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_protections.c: `herdsim protections`: what the registry says of each protection, for a terminal or a README. */
#include <stdio.h>

#include "cli/verb.h"
#include "protections/registry.h"
#include "report/text.h"

/* As one writes it in a scenario: coalescing (scope: server). */
static struct text name_of(const struct protection *p)
{
    return p->choice == NULL ? text_format("%s", p->name)
                             : text_format("%s (%s: %s)", p->name, p->choice, p->scenario.value);
}

static void print_wrapped(const char *label, const char *words)
{
    printf("  %-7s", label);
    text_wrap(stdout, words, 9, 80);
    putchar('\n');
}

static void print_table(void)
{
    printf("| protection | what it is for | what it costs | found in |\n|---|---|---|---|\n");
    for (size_t i = 0; i < registry_n; i++) {
        const struct protection *p = registry_protections[i];
        printf("| `%s` | %s | %s | %s |\n", name_of(p).s, p->scenario.help, p->costs, p->found);
    }
}

enum exit_status verb_protections(const struct args *args, const struct data_dirs *dirs)
{
    (void)dirs;
    if (args->markdown) {
        print_table();
        return EXIT_OK;
    }
    for (size_t i = 0; i < registry_n; i++) {
        const struct protection *p = registry_protections[i];
        printf("%s%s\n", i > 0 ? "\n" : "", name_of(p).s);
        print_wrapped("for", p->scenario.help);
        print_wrapped("costs", p->costs);
        print_wrapped("found", p->found);
    }
    return EXIT_OK;
}
