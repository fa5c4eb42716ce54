/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_scenario.c: libFuzzer target over the scenario loader (`make fuzz`).
 *
 * Input up to a first NUL byte is a scenario, what follows it one --set. Neither may crash, leak or hang the
 * loader; a scenario that loads must resolve to a text that loads again, variant for variant, and that
 * resolves to itself. Corpus: the bundled scenarios, good and bad.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct scenario *load(const char *text, size_t length, const char *set, bool *silent)
{
    char *said = NULL;
    size_t bytes = 0;
    bool unreadable = false;
    FILE *errors = open_memstream(&said, &bytes);
    ensure(errors != NULL);
    struct scenario_options options = {.set = &set, .set_n = set == NULL ? 0 : 1};
    struct scenario *s = scenario_load_text("fuzz/input.json", text, length, &options, errors, &unreadable);
    fclose(errors);
    *silent = bytes == 0;
    free(said);
    return s;
}

static void check_resolved(const struct scenario *s)
{
    bool silent = false;
    char *text = scenario_resolved_text(s);
    struct scenario *again = load(text, strlen(text), NULL, &silent);
    ensure(again != NULL);
    ensure(again->variants_n == s->variants_n);
    ensure(again->expectations_n == s->expectations_n);
    for (size_t i = 0; i < s->variants_n; i++) {
        ensure(strcmp(again->variants[i].variant, s->variants[i].variant) == 0);
        ensure(again->variants[i].protections_n == s->variants[i].protections_n);
    }
    char *twice = scenario_resolved_text(again);
    ensure(strcmp(text, twice) == 0);
    free(twice);
    free(text);
    scenario_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size == 0 ? NULL : memchr(data, '\0', size);
    size_t length = nul == NULL ? size : (size_t)(nul - data);
    char *set = nul == NULL ? NULL : strndup((const char *)nul + 1, size - length - 1);
    char *text = malloc(length == 0 ? 1 : length); /* of the exact size, so that reading past it is seen */
    ensure(text != NULL);
    if (length > 0) {
        memcpy(text, data, length);
    }
    bool silent = false;
    struct scenario *s = load(text, length, set, &silent);
    ensure((s != NULL) == silent);
    if (s != NULL) {
        check_resolved(s);
    }
    scenario_free(s);
    free(text);
    free(set);
    return 0;
}
