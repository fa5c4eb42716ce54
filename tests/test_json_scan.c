/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict scanner: what is JSON and what is not, and where every value stands. */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <string.h>

#include "scenario/json_scan.h"
#include "scenario/tree.h"

Test(json_scan, notes_the_place_of_every_value)
{
    static const char text[] = "{ \"a\": [1, {\"b\": null}],\n  \"日本\": \"é\", \"c\": -1.5e-3 }";
    static const struct {
        const char *key;
        uint32_t parent, line, column, key_line, key_column;
    } expected[] = {{NULL, 0, 1, 1, 0, 0},  {"a", 0, 1, 8, 1, 3},    {NULL, 1, 1, 9, 0, 0}, {NULL, 1, 1, 12, 0, 0},
                    {"b", 3, 1, 18, 1, 13}, {"日本", 0, 2, 9, 2, 3}, {"c", 0, 2, 19, 2, 14}};
    struct scenario_arena *arena = arena_new();
    struct json_scan scan = json_scan(arena, text, strlen(text));
    cr_assert_str_eq(scan.message, "");
    cr_assert_eq(scan.values_n, 7);
    for (size_t i = 0; i < scan.values_n; i++) {
        const struct json_value *v = &scan.values[i];
        cr_assert(expected[i].key == NULL ? v->key == NULL : strcmp(v->key, expected[i].key) == 0, "%zu", i);
        cr_assert_eq(v->parent, expected[i].parent, "%zu", i);
        cr_assert_eq(v->line, expected[i].line, "%zu", i);
        cr_assert_eq(v->column, expected[i].column, "%zu: %u", i, v->column);
        cr_assert_eq(v->key_line, expected[i].key_line, "%zu", i);
        cr_assert_eq(v->key_column, expected[i].key_column, "%zu: %u", i, v->key_column);
    }
    arena_free(arena);
}

Test(json_scan, finds_names_that_stand_twice)
{
    static const char text[] = "[{\"a\": 1, \"b\": 2, \"\\u0061\": 3}, {\"a\": 4}, {\"b\": {\"b\": 5}}]";
    struct scenario_arena *arena = arena_new();
    struct json_scan scan = json_scan(arena, text, strlen(text));
    size_t twins = 0;
    for (size_t i = 0; i < scan.values_n; i++) {
        if (scan.values[i].twin != NULL) {
            twins++;
            cr_assert_eq(i, 4);
            cr_assert_eq(scan.values[i].twin, &scan.values[2]);
        }
    }
    cr_assert_eq(twins, 1);
    arena_free(arena);
}

/* Texts that cJSON takes and RFC 8259 does not, or that no scenario may hold. */
Test(json_scan, refuses_what_is_no_json)
{
    static const char *const texts[] = {"",
                                        "01",
                                        "-",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "+1",
                                        "1e400",
                                        "-1e999",
                                        "NaN",
                                        "Infinity",
                                        "nul",
                                        "True",
                                        "[1,]",
                                        "[,1]",
                                        "{\"a\":1,}",
                                        "{\"a\"}",
                                        "{a:1}",
                                        "[1 2]",
                                        "1 2",
                                        "\"\n\"",
                                        "\"\x01\"",
                                        "\"\\u0000\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"\\ud800\\u0041\"",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"",
                                        "\"\\",
                                        "\"\xff\"",
                                        "\"\xc0\x80\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\"\xe2\x82\"",
                                        "[",
                                        "{",
                                        "// c\n1",
                                        "/* c */1",
                                        "# c\n1",
                                        "'a'",
                                        "\v1",
                                        "[1]\xc3"};
    struct scenario_arena *arena = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_assert_str_neq(json_scan(arena, texts[i], strlen(texts[i])).message, "", "%zu: %s", i, texts[i]);
    }
    cr_assert_str_neq(json_scan(arena, "\"a\0b\"", 5).message, "", "a NUL in a text");
    arena_free(arena);
}

static void check_walk(const cJSON *node, const struct json_scan *scan, size_t *next, uint32_t parent)
{
    size_t self = (*next)++;
    cr_assert_lt(self, scan->values_n);
    cr_assert_eq(scan->values[self].parent, parent);
    if (node->string != NULL) {
        cr_assert_str_eq(scan->values[self].key, node->string);
    }
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        check_walk(child, scan, next, (uint32_t)self);
    }
}

/* tree_parse relies on it: what the scanner takes, cJSON takes, and both meet the values in one order. */
Test(json_scan, goes_through_a_text_in_the_order_of_cjson)
{
    static const char *const texts[] = {
        "null",
        "-0.0e+00",
        "\"\\u00e9 \\ud83d\\ude00 \\/ \\b\\f\\n\\r\\t\\\\ \\\"\"",
        "[[[]],{},[{}],\"\",0,1E5,true,false]",
        "{\"\": {\"\": []}, \"\\ud83d\\ude00\": 1, \"a\\/b\": [1,2,[3]], \"z\": {\"y\": {\"x\": 1}, \"w\": 2}}",
        "\r\n\t [ 1 ,\r\n 2 ] \n",
        "[123456789012345678901234567890123456789012345678901234567890]",
    };
    struct scenario_arena *arena = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct json_scan scan = json_scan(arena, texts[i], strlen(texts[i]));
        cr_assert_str_eq(scan.message, "", "%s: %s", texts[i], scan.message);
        cJSON *tree = cJSON_ParseWithLength(texts[i], strlen(texts[i]));
        cr_assert_not_null(tree, "%s", texts[i]);
        size_t next = 0;
        check_walk(tree, &scan, &next, 0);
        cr_assert_eq(next, scan.values_n);
        cJSON_Delete(tree);
    }
    arena_free(arena);
}

Test(json_scan, depth_is_limited_at_the_bracket_too_much)
{
    char text[2 * JSON_SCAN_DEPTH_MAX + 4] = "";
    memset(text, '[', JSON_SCAN_DEPTH_MAX);
    memset(text + JSON_SCAN_DEPTH_MAX, ']', JSON_SCAN_DEPTH_MAX);
    struct scenario_arena *arena = arena_new();
    cr_assert_str_eq(json_scan(arena, text, strlen(text)).message, "");
    memset(text, '[', JSON_SCAN_DEPTH_MAX + 1);
    struct json_scan scan = json_scan(arena, text, strlen(text));
    cr_assert_str_eq(scan.message, "nested more than 64 levels deep");
    cr_assert_eq(scan.column, 65);
    arena_free(arena);
}
