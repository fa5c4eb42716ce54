/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_keys.c: popularity and names of keys. The exponent that some forms leave to be solved is found later,
 * by constraints.c, when the traffic is known. */
#include "scenario/read_parts.h"

#include <string.h>

#include "model/config.h"

#define POPULARITY_WORDS "\"uniform\", or an object with \"zipf\""
#define ZIPF_WORDS "a number from 0 to 10, or an object with one of \"top_share\", \"unique_per_second\", \"hit_ratio\""

static const struct field exponent_field = {.name = "zipf", .type = FIELD_NUMBER, .min = 0, .max = 10};
static const struct field share_field = {.name = "share", .type = FIELD_RATIO, .min = 1e-9, .max = 1};

static void read_top_share(struct reader *r, const cJSON *node, struct config_popularity *p)
{
    p->kind = POPULARITY_TOP_SHARE;
    p->key_share = READER_BAD_REAL;
    if (!cJSON_IsArray(node) || cJSON_GetArraySize(node) != 2) {
        reader_expected(r, node,
                        "a list of two ratios: the share of the keys and the share of the reads that it takes");
        return;
    }
    double share[2] = {0, 0};
    bool good = reader_value(r, node->child, &share_field, &share[0]);
    if (!reader_value(r, node->child->next, &share_field, &share[1]) || !good) {
        return;
    }
    if (share[0] >= share[1] || share[1] >= 1) {
        errors_add(r->errors, errors_at(node),
                   "expected a share of the keys below the share of the reads, and that below 1");
        return;
    }
    p->key_share = share[0];
    p->read_share = share[1];
}

static void read_zipf(struct reader *r, const cJSON *node, struct config_popularity *p)
{
    static const char *const forms[] = {"top_share", "unique_per_second", "hit_ratio"};
    p->kind = POPULARITY_EXPONENT;
    if (cJSON_IsNumber(node)) {
        reader_value(r, node, &exponent_field, &p->exponent);
        return;
    }
    if (!cJSON_IsObject(node)) {
        reader_expected(r, node, ZIPF_WORDS);
        return;
    }
    const cJSON *form = reader_only_member(r, node, forms, 3, ZIPF_WORDS);
    if (form == NULL) {
        return;
    }
    if (strcmp(form->string, "top_share") == 0) {
        read_top_share(r, form, p);
        return;
    }
    bool unique = strcmp(form->string, "unique_per_second") == 0;
    double *share = unique ? &p->unique_per_second : &p->hit_ratio;
    p->kind = unique ? POPULARITY_UNIQUE : POPULARITY_HIT_RATIO;
    if (!reader_value(r, form, &share_field, share)) {
        *share = READER_BAD_REAL;
    }
}

static void read_popularity_node(struct reader *r, const cJSON *node, struct config_popularity *p)
{
    static const char *const forms[] = {"zipf"};
    static const char *const words[] = {"uniform"};
    if (cJSON_IsString(node) && strcmp(node->valuestring, words[0]) == 0) {
        p->kind = POPULARITY_UNIFORM;
        return;
    }
    if (!cJSON_IsObject(node)) {
        errors_add(r->errors, errors_at(node), "expected " POPULARITY_WORDS ", got %s%s", tree_describe(r->arena, node),
                   cJSON_IsString(node) ? reader_hint(r, node->valuestring, words, 1) : "");
        return;
    }
    const cJSON *form = reader_only_member(r, node, forms, 1, POPULARITY_WORDS);
    if (form != NULL) {
        read_zipf(r, form, p);
    }
}

void read_keys_popularity(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config_keys *keys = out;
    const cJSON *node = tree_get(owner, self->name);
    if (node != NULL) {
        read_popularity_node(r, node, &keys->popularity);
        return;
    }
    cJSON *fallback = tree_of_text(self->fallback);
    read_popularity_node(r, fallback, &keys->popularity);
    cJSON_Delete(fallback);
}

void read_keys_names(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    static const struct field rank_field = {.name = "rank", .type = FIELD_COUNT, .min = 1, .max = 4e9};
    struct config_keys *keys = out;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *member = NULL;
    keys->names = arena_take(r->arena, n * sizeof *keys->names);
    cJSON_ArrayForEach(member, node)
    {
        struct config_key_name name = {.name = arena_copy(r->arena, member->string), .rank = READER_BAD_COUNT};
        if (cJSON_IsNull(member)) {
            continue;
        }
        if (member->string[0] == '\0' || member->string[0] == '#') {
            errors_add(r->errors, errors_at_key(member), "a key's name must not be empty or begin with '#'");
        }
        if (!reader_value(r, member, &rank_field, &name.rank)) {
            name.rank = READER_BAD_COUNT;
        }
        keys->names[keys->names_n++] = name;
    }
}
