/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_scan.c: recursive descent with a limit on depth; positions are noted in the order in which cJSON's tree is
 * walked (see json_scan.h).
 */
#include "scenario/json_scan.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cJSON reads at most 63 characters of a number; more digits than that are a mistake anyway. */
#define NUMBER_LENGTH_MAX 60

struct scanner {
    struct scenario_arena *arena;
    const unsigned char *at, *end;
    const unsigned char *counted; /* up to here `line` and `column` are right */
    uint32_t line, column;
    char *scratch; /* room for any decoded string of the text */
    size_t depth, capacity;
    struct json_scan *out;
};

size_t json_scan_utf8(const unsigned char *p, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (left == 0) {
        return 0;
    }
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 && p[0] < 0xf8 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc0 ? 2 : 0;
    if (n <= 1) {
        return n;
    }
    if (n > left || p[0] >= 0xf8) {
        return 0;
    }
    uint32_t point = p[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (p[i] & 0x3f);
    }
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < least[n] || point > 0x10ffff || surrogate ? 0 : n;
}

/* Brings line and column up to `at`. Every byte is passed once, so a long line costs no more than a short one. */
static void count_to(struct scanner *s, const unsigned char *at)
{
    for (; s->counted < at; s->counted++) {
        if (*s->counted == '\n') {
            s->line++;
            s->column = 1;
        } else if ((*s->counted & 0xc0) != 0x80) {
            s->column++;
        }
    }
}

static bool fail_at(struct scanner *s, const unsigned char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool fail_at(struct scanner *s, const unsigned char *at, const char *format, ...)
{
    count_to(s, at);
    s->out->line = s->line;
    s->out->column = s->column;
    va_list list;
    va_start(list, format);
    vsnprintf(s->out->message, sizeof s->out->message, format, list);
    va_end(list);
    return false;
}

static bool fail_expected(struct scanner *s, const char *expected)
{
    if (s->at == s->end) {
        return fail_at(s, s->at, "expected %s, got the end of the text", expected);
    }
    size_t n = json_scan_utf8(s->at, (size_t)(s->end - s->at));
    if (n == 0) {
        return fail_at(s, s->at, "invalid UTF-8");
    }
    if (*s->at == '/' || *s->at == '#') {
        return fail_at(s, s->at, "expected %s, got '%c' (JSON has no comments)", expected, *s->at);
    }
    if (*s->at < 0x20 || *s->at == 0x7f) {
        return fail_at(s, s->at, "expected %s, got the control character 0x%02x", expected, *s->at);
    }
    return fail_at(s, s->at, "expected %s, got '%.*s'", expected, (int)n, (const char *)s->at);
}

static void skip_space(struct scanner *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r')) {
        s->at++;
    }
}

static bool take(struct scanner *s, char c)
{
    if (s->at < s->end && *s->at == (unsigned char)c) {
        s->at++;
        return true;
    }
    return false;
}

static bool scan_hex4(struct scanner *s, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        if (s->at == s->end) {
            return false;
        }
        unsigned char c = *s->at;
        uint32_t digit = c >= '0' && c <= '9'   ? c - (uint32_t)'0'
                         : c >= 'a' && c <= 'f' ? c - (uint32_t)'a' + 10
                         : c >= 'A' && c <= 'F' ? c - (uint32_t)'A' + 10
                                                : 16;
        if (digit == 16) {
            return false;
        }
        *value = *value << 4 | digit;
    }
    return true;
}

static size_t put_utf8(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, point >>= 6) {
        out[i] = (char)(0x80 | (point & 0x3f));
    }
    out[0] = (char)((0xf00U >> n & 0xff) | point);
    return n;
}

/* After "\u": one code point, which may take a second \u escape. */
static bool scan_code_point(struct scanner *s, const unsigned char *start, uint32_t *point)
{
    if (!scan_hex4(s, point)) {
        return fail_at(s, start, "\\u takes four hexadecimal digits");
    }
    if (*point == 0) {
        return fail_at(s, start, "\\u0000 is not allowed in a text");
    }
    if (*point < 0xd800 || *point > 0xdfff) {
        return true;
    }
    uint32_t low = 0;
    if (*point > 0xdbff || !take(s, '\\') || !take(s, 'u') || !scan_hex4(s, &low) || low < 0xdc00 || low > 0xdfff) {
        return fail_at(s, start, "half of a surrogate pair is not a character");
    }
    *point = 0x10000 + ((*point - 0xd800) << 10 | (low - 0xdc00));
    return true;
}

static bool scan_escape(struct scanner *s, size_t *length)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const unsigned char *start = s->at++;
    if (take(s, 'u')) {
        uint32_t point = 0;
        if (!scan_code_point(s, start, &point)) {
            return false;
        }
        *length += put_utf8(s->scratch + *length, point);
        return true;
    }
    const char *known = s->at < s->end && *s->at != '\0' ? strchr(from, *s->at) : NULL;
    if (known == NULL) {
        return fail_at(s, start, "unknown escape: a backslash itself is written \\\\");
    }
    s->at++;
    s->scratch[(*length)++] = to[known - from];
    return true;
}

/* At the opening quote; leaves the decoded text in `scratch`. */
static bool scan_string(struct scanner *s, size_t *length)
{
    const unsigned char *start = s->at++;
    *length = 0;
    while (s->at < s->end && *s->at != '"') {
        if (*s->at == '\\') {
            if (!scan_escape(s, length)) {
                return false;
            }
            continue;
        }
        size_t n = json_scan_utf8(s->at, (size_t)(s->end - s->at));
        if (n == 0) {
            return fail_at(s, s->at, "invalid UTF-8");
        }
        if (*s->at == '\n' || *s->at == '\r') {
            return fail_at(s, start, "the text that begins here does not end on its line");
        }
        if (*s->at < 0x20) {
            return fail_at(s, s->at, "the control character 0x%02x must be escaped in a text", *s->at);
        }
        memcpy(s->scratch + *length, s->at, n);
        *length += n;
        s->at += n;
    }
    if (!take(s, '"')) {
        return fail_at(s, start, "the text that begins here does not end");
    }
    return true;
}

static size_t scan_digits(struct scanner *s)
{
    const unsigned char *start = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9') {
        s->at++;
    }
    return (size_t)(s->at - start);
}

static bool scan_number(struct scanner *s)
{
    const unsigned char *start = s->at;
    (void)take(s, '-');
    const unsigned char *digits = s->at;
    size_t whole = scan_digits(s);
    if (whole == 0) {
        return fail_expected(s, "a digit");
    }
    if (whole > 1 && *digits == '0') {
        return fail_at(s, start, "a number must not begin with 0");
    }
    if (take(s, '.') && scan_digits(s) == 0) {
        return fail_expected(s, "a digit after the decimal point");
    }
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '-')) {
            (void)take(s, '+');
        }
        if (scan_digits(s) == 0) {
            return fail_expected(s, "a digit in the exponent");
        }
    }
    size_t length = (size_t)(s->at - start);
    if (length > NUMBER_LENGTH_MAX) {
        return fail_at(s, start, "a number has at most %d characters", NUMBER_LENGTH_MAX);
    }
    char text[NUMBER_LENGTH_MAX + 1] = "";
    memcpy(text, start, length);
    return isfinite(strtod(text, NULL)) ? true : fail_at(s, start, "the number %s is too large", text);
}

static bool scan_word(struct scanner *s)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(s->end - s->at) >= n && memcmp(s->at, words[i], n) == 0) {
            s->at += n;
            return true;
        }
    }
    return fail_expected(s, "a value");
}

static bool scan_value(struct scanner *s, struct json_value place);

static bool scan_array(struct scanner *s, uint32_t self)
{
    s->at++;
    skip_space(s);
    if (take(s, ']')) {
        return true;
    }
    for (uint32_t i = 0;; i++) {
        if (!scan_value(s, (struct json_value){.parent = self, .index = i})) {
            return false;
        }
        skip_space(s);
        if (take(s, ']')) {
            return true;
        }
        if (!take(s, ',')) {
            return fail_expected(s, "',' or ']'");
        }
    }
}

static bool scan_member(struct scanner *s, uint32_t self)
{
    skip_space(s);
    if (s->at == s->end || *s->at != '"') {
        return fail_expected(s, "a name in double quotes");
    }
    count_to(s, s->at);
    struct json_value member = {.parent = self, .key_line = s->line, .key_column = s->column};
    size_t length = 0;
    if (!scan_string(s, &length)) {
        return false;
    }
    member.key = arena_copy_n(s->arena, s->scratch, length);
    skip_space(s);
    if (!take(s, ':')) {
        return fail_expected(s, "':'");
    }
    return scan_value(s, member);
}

static bool scan_object(struct scanner *s, uint32_t self)
{
    s->at++;
    skip_space(s);
    if (take(s, '}')) {
        return true;
    }
    for (;;) {
        if (!scan_member(s, self)) {
            return false;
        }
        skip_space(s);
        if (take(s, '}')) {
            return true;
        }
        if (!take(s, ',')) {
            return fail_expected(s, "',' or '}'");
        }
    }
}

static bool scan_value(struct scanner *s, struct json_value place)
{
    skip_space(s);
    count_to(s, s->at);
    place.line = s->line;
    place.column = s->column;
    if (s->out->values_n == JSON_SCAN_VALUES_MAX) {
        return fail_at(s, s->at, "more than %d values in one file", JSON_SCAN_VALUES_MAX);
    }
    uint32_t self = (uint32_t)s->out->values_n;
    s->out->values = arena_grow(s->arena, s->out->values, self, &s->capacity, sizeof place);
    s->out->values[self] = place;
    s->out->values_n++;
    unsigned char c = s->at < s->end ? *s->at : '\0';
    if (c == '{' || c == '[') {
        if (++s->depth > JSON_SCAN_DEPTH_MAX) {
            return fail_at(s, s->at, "nested more than %d levels deep", JSON_SCAN_DEPTH_MAX);
        }
        bool good = c == '{' ? scan_object(s, self) : scan_array(s, self);
        s->depth--;
        return good;
    }
    if (c == '"') {
        size_t length = 0;
        return scan_string(s, &length);
    }
    return c == '-' || (c >= '0' && c <= '9') ? scan_number(s) : scan_word(s);
}

static int by_parent_and_key(const void *a, const void *b)
{
    const struct json_value *x = *(const struct json_value *const *)a, *y = *(const struct json_value *const *)b;
    if (x->parent != y->parent) {
        return x->parent < y->parent ? -1 : 1;
    }
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (x > y) - (x < y);
}

static void find_twins(struct scenario_arena *arena, struct json_scan *out)
{
    struct json_value **members = arena_take(arena, out->values_n * sizeof(struct json_value *));
    size_t n = 0;
    for (size_t i = 0; i < out->values_n; i++) {
        if (out->values[i].key != NULL) {
            members[n++] = &out->values[i];
        }
    }
    if (n > 1) {
        qsort(members, n, sizeof(struct json_value *), by_parent_and_key);
    }
    for (size_t i = 1; i < n; i++) {
        if (members[i]->parent == members[i - 1]->parent && strcmp(members[i]->key, members[i - 1]->key) == 0) {
            members[i]->twin = members[i - 1];
        }
    }
}

struct json_scan json_scan(struct scenario_arena *arena, const char *text, size_t length)
{
    struct json_scan out = {.line = 1, .column = 1};
    if (length > JSON_SCAN_BYTES_MAX) {
        snprintf(out.message, sizeof out.message, "larger than %zu bytes", JSON_SCAN_BYTES_MAX);
        return out;
    }
    const unsigned char *start = (const unsigned char *)text, *end = start + length;
    struct scanner s = {.arena = arena, .at = start, .end = end, .counted = start, .line = 1, .column = 1, .out = &out};
    s.scratch = arena_must(malloc(length + 1));
    if (scan_value(&s, (struct json_value){0})) {
        skip_space(&s);
        if (s.at < s.end) {
            fail_expected(&s, "the end of the text");
        }
    }
    free(s.scratch);
    if (out.message[0] == '\0') {
        find_twins(arena, &out);
    }
    return out;
}
