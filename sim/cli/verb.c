/* The verbs that simulate nothing, and the loading that they share with `run`. */
#include "cli/verb.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/report.h"
#include "scenario/scenario.h"

static void warn_of_overridden(const struct scenario *s)
{
    for (size_t i = 0; i < s->overridden_n; i++) {
        const struct scenario_overridden *o = &s->overridden[i];
        fprintf(stderr, "herdsim: --set %s: variant '%s' states its own; use --set %s\n", o->set, o->variant,
                o->instead);
    }
}

struct scenario *verb_load(const char *given, const struct args *args, const struct bundle *bundle,
                           enum exit_status *status)
{
    *status = EXIT_USAGE;
    char *path = bundle_resolve(bundle, given, stderr);
    if (path == NULL) {
        return NULL;
    }
    struct scenario_options options = {
        .set = args->set, .set_n = args->set_n, .seed_given = args->seed_given, .seed = args->seed};
    bool unreadable = false;
    struct scenario *s = scenario_load(path, &options, stderr, &unreadable);
    free(path);
    if (s == NULL) {
        *status = unreadable ? EXIT_CANNOT : EXIT_USAGE;
    } else if (args->variants_n > 0 && !scenario_keep_variants(s, args->variants, args->variants_n, stderr)) {
        scenario_free(s);
        s = NULL;
    }
    if (s != NULL && !args->quiet) {
        warn_of_overridden(s);
    }
    return s;
}

enum exit_status verb_check(const struct args *args, const struct bundle *bundle)
{
    enum exit_status worst = EXIT_OK;
    for (size_t i = 0; i < args->operands_n; i++) {
        enum exit_status status;
        struct scenario *s = verb_load(args->operands[i], args, bundle, &status);
        if (s == NULL) {
            worst = status > worst ? status : worst;
            continue;
        }
        if (args->resolved) {
            char *text = scenario_resolved_text(s);
            fputs(text ? text : "", stdout);
            worst = text == NULL && worst == EXIT_OK ? EXIT_CANNOT : worst;
            free(text);
        } else if (!args->quiet) {
            printf("%s: ok (%s, %zu variant%s)\n", s->path, s->name, s->variants_n, s->variants_n == 1 ? "" : "s");
        }
        scenario_free(s);
    }
    return worst;
}

/* The envelope of a config as text, to be freed; NULL without memory. */
static char *envelope_text(const struct scenario *s, const struct config *variant, const char *name)
{
    struct config c = *variant;
    c.variant = name;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    report_envelope(s->title, &c, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* "a, b, c": the variants whose envelope is that of variant `first`. */
static void group_name(const struct scenario *s, char *const *texts, size_t first, char *name, size_t size)
{
    size_t n = 0;
    for (size_t i = first; i < s->variants_n && n < size; i++) {
        if (strcmp(texts[i], texts[first]) == 0) {
            n += (size_t)snprintf(name + n, size - n, "%s%s", n > 0 ? ", " : "", s->variants[i].variant);
        }
    }
}

static void print_envelopes(const struct scenario *s, char *const *texts)
{
    for (size_t i = 0; i < s->variants_n; i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++) {
            seen = strcmp(texts[i], texts[j]) == 0;
        }
        if (seen) {
            continue;
        }
        char name[512];
        group_name(s, texts, i, name, sizeof name);
        char *text = envelope_text(s, &s->variants[i], name);
        printf("%s%s", i > 0 ? "\n" : "", text ? text : "herdsim: out of memory\n");
        free(text);
    }
}

enum exit_status verb_envelope(const struct args *args, const struct bundle *bundle)
{
    enum exit_status status;
    struct scenario *s = verb_load(args->operands[0], args, bundle, &status);
    if (s == NULL) {
        return status;
    }
    char **texts = calloc(s->variants_n, sizeof *texts);
    bool ok = texts != NULL;
    for (size_t i = 0; ok && i < s->variants_n; i++) {
        texts[i] = envelope_text(s, &s->variants[i], ""); /* under no name, so that equal numbers are equal texts */
        ok = texts[i] != NULL;
    }
    if (ok) {
        print_envelopes(s, texts);
    } else {
        fprintf(stderr, "herdsim: out of memory\n");
    }
    for (size_t i = 0; texts != NULL && i < s->variants_n; i++) {
        free(texts[i]);
    }
    free(texts);
    scenario_free(s);
    return ok ? EXIT_OK : EXIT_CANNOT;
}

/* The title of a bundled scenario, to be freed; NULL if the file is bad. */
static char *title_of(const char *path)
{
    char *complaints = NULL;
    size_t size;
    FILE *errors = open_memstream(&complaints, &size);
    if (errors == NULL) {
        return NULL;
    }
    bool unreadable = false;
    struct scenario *s = scenario_load(path, &(struct scenario_options){0}, errors, &unreadable);
    char *title = s ? strdup(s->title) : NULL;
    scenario_free(s);
    fclose(errors);
    free(complaints);
    return title;
}

enum exit_status verb_list(const struct args *args, const struct bundle *bundle)
{
    (void)args;
    if (bundle->names_n == 0) {
        fprintf(stderr, "herdsim: no scenarios found next to the program or in share/herdsim/scenarios\n");
        return EXIT_CANNOT;
    }
    int width = 0;
    for (size_t i = 0; i < bundle->names_n; i++) {
        int length = (int)strlen(bundle->names[i]);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < bundle->names_n; i++) {
        char *path = bundle_path(bundle, i);
        char *title = path ? title_of(path) : NULL;
        printf("%-*s  %s\n", width, bundle->names[i], title ? title : "(bad: see `herdsim check`)");
        free(title);
        free(path);
    }
    return EXIT_OK;
}

enum exit_status verb_schema(const struct args *args, const struct bundle *bundle)
{
    (void)bundle;
    if (args->markdown) {
        scenario_write_reference(stdout);
    } else {
        scenario_write_schema(stdout);
    }
    return EXIT_OK;
}

enum exit_status verb_plot(const struct args *args, const struct bundle *bundle)
{
    const char *dir = args->operands[0];
    struct stat st;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        fprintf(stderr, "herdsim: '%s' is not a folder\n", dir);
        return EXIT_CANNOT;
    }
    if (bundle->plots == NULL) {
        fprintf(stderr, "herdsim: no gnuplot scripts found next to the program or in share/herdsim/plots\n");
        return EXIT_CANNOT;
    }
    if (!report_plot(dir, bundle->plots, stderr)) {
        return EXIT_CANNOT;
    }
    printf("plots: %s/plots\n", dir);
    return EXIT_OK;
}
