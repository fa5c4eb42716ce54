/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_page.c: report.html is a whole page whatever users call their things, and refers to nothing outside itself. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "report/files/file.h"
#include "report/page/html.h"
#include "report/page/page.h"
#include "report/page/page_figures.h"
#include "report/report.h"
#include "report_fixture.h"

#define HOSTILE                                                                                                        \
    "</td><script>alert(1)</script><img src=x onerror='a()'>\" onload=\"&amp;\x1b[31m <!-- figures: end -->\n"

static char *printed(file_compose compose, const void *context)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    cr_assert(compose(out, context));
    fclose(out);
    return text;
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *s = text; (s = strstr(s, part)) != NULL; s += strlen(part)) {
        n++;
    }
    return n;
}

/* Whether tags nest: every one that opens is closed by its own, but for those that HTML has no end for. */
static bool is_balanced(const char *page)
{
    char open[64][16];
    size_t n = 0;
    for (const char *s = strchr(page, '<'); s != NULL; s = strchr(s, '<')) {
        char name[16];
        if (strncmp(s, "<!--", 4) == 0) {
            s = strstr(s, "-->");
            continue;
        }
        const char *end = s; /* of the tag; what stands in quotes does not end it */
        for (char quote = '\0'; *end != '\0' && (*end != '>' || quote != '\0'); end++) {
            quote = quote == *end ? '\0' : quote == '\0' && (*end == '"' || *end == '\'') ? *end : quote;
        }
        if (sscanf(s, "</%15[a-zA-Z0-9]", name) == 1) {
            if (n == 0 || strcmp(open[--n], name) != 0) {
                return false;
            }
        } else if (sscanf(s, "<%15[a-zA-Z0-9]", name) == 1 && strcmp(name, "meta") != 0 && end[-1] != '/') {
            cr_assert_lt(n, 64);
            memcpy(open[n++], name, sizeof name);
        }
        s = end;
    }
    return n == 0;
}

static bool print_hostile(FILE *out, const void *text)
{
    html_text(out, text);
    return true;
}

Test(page, text_is_no_markup)
{
    char *text = printed(print_hostile, "a<b> & \"c\" 'd'\n\te\x01\xff \xc3\xa4\xe2\x80\xae");
    cr_assert_str_eq(text, "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\n\te?? \xc3\xa4?");
    free(text);
}

static struct report_fixture *hostile_run(void)
{
    static const struct report_fixture_variant variants[] = {{"plain", 1.5, 8000, 120}, {HOSTILE, 0, 12000, 60}};
    static const struct report_expectation expectations[] = {{"db.queries", "plain", REPORT_GT, 1, NULL},
                                                             {"verdict", HOSTILE, REPORT_EQ, 0, "calm"}};
    struct report_fixture *f = report_fixture_new(HOSTILE, HOSTILE, variants, 2, 90, 30);
    cr_assert_not_null(f);
    struct report_run *run = report_fixture_run(f);
    run->about = run->scenario_text = run->command = HOSTILE;
    run->expectations = expectations;
    run->expectations_n = 2;
    return f;
}

Test(page, is_whole_and_needs_nothing_else)
{
    struct report_fixture *f = hostile_run();
    char *page = printed(page_print, report_fixture_run(f));
    cr_assert(is_balanced(page));
    static const char *const never[] = {
        "<script", "<img", "onerror='", "onload=\"", "http:", "https:", "@import", "url(", "\x1b"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        cr_assert_null(strstr(page, never[i]), "%s", never[i]);
    }
    static const char *const once[] = {
        "<h1>",           "id=\"table\"",  "id=\"expectations\"",     "id=\"figures\"",        "id=\"incidents\"",
        "id=\"outages\"", "id=\"repeat\"", "<!-- figures: begin -->", "<!-- figures: end -->", "default-src 'none'"};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        cr_assert_eq(count_of(page, once[i]), 1, "%s: %zu times", once[i], count_of(page, once[i]));
    }
    cr_assert_geq(count_of(page, "&lt;script&gt;"), 7, "title, heading, about, names, expectation, command, scenario");
    free(page);
    report_fixture_free(f);
}

Test(page, figures_take_their_place)
{
    char root[] = "/tmp/herdsim-page-XXXXXX";
    cr_assert_not_null(mkdtemp(root));
    struct report_fixture *f = hostile_run();
    cr_assert(report_write(report_fixture_run(f), root, stderr));
    cr_assert(file_make_folder(file_join(root, "plots").text, stderr));
    FILE *svg = fopen(file_join(root, "plots/latency.svg").text, "w");
    fputs("<?xml version=\"1.0\"?>\n<svg><g id='a' fill=\"url(#b)\"><use href='#b'/></g><text>id='a' #b</text></svg>\n",
          svg);
    fclose(svg);
    char *page[2];
    for (size_t i = 0; i < 2; i++) { /* the second time in place of the first */
        cr_assert(page_figures_fill(root, stderr));
        page[i] = file_read(file_join(root, PAGE_FIGURES_FILE).text, NULL, stderr);
        cr_assert_not_null(page[i]);
    }
    cr_assert_str_eq(page[0], page[1]);
    cr_assert(is_balanced(page[0]));
    cr_assert_not_null(strstr(page[0], "<figure id=\"latency\">\n<svg><g id='latency-a' fill=\"url(#latency-b)\">"
                                       "<use href='#latency-b'/></g><text>id='a' #b</text></svg>\n</figure>\n"));
    cr_assert_null(strstr(page[0], "<?xml"));
    cr_assert_null(strstr(page[0], "No figures were drawn"));
    cr_assert_eq(count_of(page[0], "<h2 "), 6, "what stood around the place is still there");
    free(page[0]);
    free(page[1]);
    report_fixture_free(f);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}
