/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_run.c: libFuzzer target past the loader (`make fuzz`): what loads, and is small enough to run in a moment, is run on
 * the fast path and by the reference, which must agree to the bit. Corpus: as for fuzz_scenario.c.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../random_scenarios/grow.h"
#include "../random_scenarios/try.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = strndup((const char *)data, size);
    struct scenario *s = text == NULL ? NULL : grow_load(text);
    bool small = s != NULL;
    for (size_t i = 0; small && i < s->variants_n; i++) {
        small = grow_is_small(&s->variants[i]);
    }
    char difference[400];
    if (small && !try_scenario(s, TRY_REFERENCE, difference, sizeof difference)) {
        fprintf(stderr, "%s\n", difference);
        abort();
    }
    scenario_free(s);
    free(text);
    return 0;
}
