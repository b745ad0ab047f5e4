/* golden_scope.c - which lines of a case a promotion is for, as conditions. */
#include "golden.h"

const char *golden_literal(const char *text)
{
    char *out = golden_keep(2 * strlen(text) + 3), *at = out;
    *at++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            *at++ = '\'';
        *at++ = *text;
    }
    *at = '\'';
    return out;
}

const char *golden_both(const char *a, const char *b)
{
    return a && b ? golden_text("%s and %s", a, b) : a ? a : b;
}

/* Calls of one text, or of each text of a list; false: it is neither. */
static bool each_text(const cJSON *value, void (*add)(void *user, const char *text), void *user)
{
    const cJSON *item;
    if (cJSON_IsString(value)) {
        add(user, value->valuestring);
        return true;
    }
    cJSON_ArrayForEach(item, value)
    {
        if (!cJSON_IsString(item))
            return false;
        add(user, item->valuestring);
    }
    return cJSON_IsArray(value);
}

typedef struct literals {
    const golden_priced *priced; /* NULL: the texts themselves */
    const char *list;
} literals;

static void add_literal(void *user, const char *text)
{
    literals *out = user;
    const char *one = golden_literal(text);
    out->list = out->list ? golden_text("%s, %s", out->list, one) : one;
}

/* The SKUs of the cart's lines that the case calls by this one. */
static void add_skus(void *user, const char *text)
{
    literals *out = user;
    const cJSON *line;
    size_t place = 0;
    cJSON_ArrayForEach(line, golden_get(out->priced->input, "lines"))
    {
        const char *sku = golden_word(line, "sku");
        if (sku && strcmp(sku, text) == 0)
            add_literal(user, golden_sku(sku, place));
        place++;
    }
}

/* One part of a scope: "sku", or an attribute of the lines. NULL: of another shape. */
static const char *part(const golden_priced *priced, const char *name, const cJSON *value)
{
    bool is_sku = strcmp(name, "sku") == 0 || strcmp(name, "skus") == 0;
    literals texts = {priced, NULL};
    if (!each_text(value, is_sku ? add_skus : add_literal, &texts))
        return NULL;
    return texts.list ? golden_text("line.%s in (%s)", is_sku ? "sku" : name, texts.list) : "line.sku == ''";
}

/* Of "buy_cat" with "buy_" it is "cat"; NULL: the field is no scope of this kind. Quantities, values and choices are none. */
static const char *scope_name(const char *field, const char *prefix)
{
    static const char *const others[] = {"quantity", "qty", "value_bp", "value_minor", "price_minor", "select"};
    if (!golden_begins(field, prefix))
        return NULL;
    field += strlen(prefix);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(field, others[i]) == 0)
            return NULL;
    return golden_begins(field, "match_") ? field + strlen("match_") : field;
}

/* Whether lines of the cart have such an attribute. */
static bool is_attribute(const golden_priced *priced, const char *name)
{
    const cJSON *line;
    cJSON_ArrayForEach(line, golden_get(priced->input, "lines"))
    {
        if (golden_get(golden_get(line, "attrs"), name))
            return true;
    }
    return false;
}

/* What is bought and got may be told by SKUs and by attributes that the lines have. */
static bool is_of_buy_get(const golden_priced *priced, const char *field, const char *prefix)
{
    static const char *const wholes[] = {"sku", "skus", "scope", "match"};
    const char *name = scope_name(field, prefix);
    for (size_t i = 0; name && i < sizeof wholes / sizeof wholes[0]; i++)
        if (strcmp(name, wholes[i]) == 0)
            return true;
    return name && is_attribute(priced, name);
}

bool golden_is_scope(const golden_priced *priced, const cJSON *promotion, const char *field)
{
    if (scope_name(field, "scope_") || scope_name(field, "match_") || strcmp(field, "scope") == 0)
        return true;
    return golden_get(promotion, "buy_quantity") &&
           (strcmp(field, "buy") == 0 || strcmp(field, "get") == 0 || is_of_buy_get(priced, field, "buy_") ||
            is_of_buy_get(priced, field, "get_"));
}

static const char *join(golden_priced *priced, const char *sofar, const char *name, const cJSON *value)
{
    const char *one = part(priced, name, value);
    if (!one)
        golden_not_built(priced->test, "a scope of another shape: %s", name);
    return golden_both(sofar, one);
}

const char *golden_scope(golden_priced *priced, const cJSON *promotion, const char *prefix)
{
    const char *out = NULL, *whole = golden_text("%.*s", (int)strlen(prefix) - 1, prefix);
    const cJSON *item, *inner;
    cJSON_ArrayForEach(item, promotion)
    {
        const char *name = scope_name(item->string, prefix);
        bool is_whole = strcmp(item->string, whole) == 0 ||
                        (name && (strcmp(name, "scope") == 0 || strcmp(name, "match") == 0 || strcmp(name, "") == 0));
        if (is_whole && cJSON_IsObject(item)) {
            cJSON_ArrayForEach(inner, item) out = join(priced, out, inner->string, inner);
        } else if (is_whole || name) {
            out = join(priced, out, name ? name : item->string, item);
        }
    }
    return out;
}

/* Lines with the attribute "excluded" neither count nor benefit. */
const char *golden_not_excluded(const golden_priced *priced)
{
    const cJSON *line;
    cJSON_ArrayForEach(line, golden_get(priced->input, "lines"))
    {
        if (cJSON_IsTrue(golden_get(golden_get(line, "attrs"), "excluded")))
            return "not (line.excluded == 'true')";
    }
    return NULL;
}
