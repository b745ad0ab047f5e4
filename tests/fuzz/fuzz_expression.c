/* Text as an expression: what compiles must print as a text that compiles to the same text and gives the same result on fixed facts; a way of its
 * normal form must be open whenever it holds. */
#include "base/expression.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool condition)
{
    if (!condition)
        abort();
}

#define TEXT(given)                                                     \
    {                                                                   \
        .type = ECO_VALUE_TEXT, .text = given, .size = sizeof given - 1 \
    }
#define NUMBER(coefficient_, scale_)                                 \
    {                                                                \
        .type = ECO_VALUE_NUMBER, .number = { coefficient_, scale_ } \
    }

/* One letter names: t u text (u has two values), n m numbers (m two), b bool, a time, o p q r open (number, text, bool, two values), x missing. */
static const eco_value t_values[] = {TEXT("app")}, u_values[] = {TEXT("A"), TEXT("it's")}, n_values[] = {NUMBER(30000, 2)},
                       m_values[] = {NUMBER(-5, 1), NUMBER(INT64_MAX, 0)},
                       b_values[] = {{.type = ECO_VALUE_BOOL, .boolean = true}},
                       a_values[] = {{.type = ECO_VALUE_TIME, .time_us = INT64_C(1794355200000000)}},
                       o_values[] = {TEXT("18.50")}, p_values[] = {TEXT("\xE9\x87\x91")}, q_values[] = {TEXT("true")},
                       r_values[] = {TEXT("1"), TEXT("2026-11-11")};
static const struct {
    char name;
    eco_value_type type;
    eco_values values;
} names[] = {{'t', ECO_VALUE_TEXT, {t_values, 1}},   {'u', ECO_VALUE_TEXT, {u_values, 2}}, {'n', ECO_VALUE_NUMBER, {n_values, 1}},
             {'m', ECO_VALUE_NUMBER, {m_values, 2}}, {'b', ECO_VALUE_BOOL, {b_values, 1}}, {'a', ECO_VALUE_TIME, {a_values, 1}},
             {'o', ECO_VALUE_ANY, {o_values, 1}},    {'p', ECO_VALUE_ANY, {p_values, 1}},  {'q', ECO_VALUE_ANY, {q_values, 1}},
             {'r', ECO_VALUE_ANY, {r_values, 2}},    {'x', ECO_VALUE_ANY, {NULL, 0}}};
enum { NAMES = sizeof names / sizeof *names };

/* The first letter decides; further parts ("t.x") are allowed. */
static bool find_symbol(eco_symbol *out, const char *name, size_t size, bool *failed, void *user)
{
    (void)failed, (void)user;
    for (int i = 0; i < NAMES; i++)
        if (names[i].name == name[0] && (size == 1 || name[1] == '.')) {
            *out = (eco_symbol){names[i].type, i % 2, i};
            return true;
        }
    return false;
}

static const eco_map *find_set(const char *name, size_t size, void *user)
{
    (void)size;
    return name[0] == 's' ? user : NULL;
}

static bool is_member(const eco_equality *equality, const eco_value *value)
{
    if (equality->set)
        return eco_map_get(equality->set, value->text, (size_t)value->size, -1) >= 0;
    for (size_t i = 0; i < equality->members_count; i++)
        if (strlen(equality->members[i]) == (size_t)value->size &&
            memcmp(equality->members[i], value->text, (size_t)value->size) == 0)
            return true;
    return false;
}

static bool some_way_is_open(const eco_normal *normal)
{
    for (size_t w = 0; w < normal->count; w++) {
        size_t held = 0;
        for (size_t e = 0; e < normal->ways[w].count; e++) {
            const eco_equality *equality = &normal->ways[w].equalities[e];
            eco_values values = names[equality->symbol.slot].values;
            bool met = false;
            for (size_t i = 0; i < values.count; i++)
                met = met || is_member(equality, &values.values[i]);
            held += met;
        }
        if (held == normal->ways[w].count)
            return true;
    }
    return false;
}

static void check_condition(const eco_compiled *given, const eco_compiled *canonical, const eco_facts *facts, eco_arena *arena)
{
    bool holds, again;
    eco_error error = {0};
    eco_failure failure;
    eco_normal normal;
    eco_status status = eco_compiled_holds(&holds, given, facts, &error);
    check(status == error.status);
    check(eco_compiled_holds(&again, canonical, facts, NULL) == status && again == holds);
    check(eco_compiled_failure(&failure, given, facts) == (!status && !holds));
    check(eco_compiled_normal(&normal, given, arena, NULL) == ECO_OK && normal.count <= ECO_NORMAL_MOST);
    check(!holds || some_way_is_open(&normal));
}

static void check_number(const eco_compiled *given, const eco_compiled *canonical, const eco_facts *facts)
{
    eco_decimal up, down, up_again, down_again;
    bool known, known_again;
    eco_status status = eco_compiled_number(&up, &down, &known, given, facts, NULL);
    check(eco_compiled_number(&up_again, &down_again, &known_again, canonical, facts, NULL) == status && known == known_again);
    check(up.coefficient == up_again.coefficient && up.scale == up_again.scale && down.coefficient > 0);
    check(down.coefficient == down_again.coefficient && down.scale == down_again.scale && (!status || !known));
}

static void try_type(const char *text, eco_value_type type, const eco_vocabulary *vocabulary, const eco_facts *facts)
{
    eco_arena arena;
    eco_error error = {0};
    const eco_compiled *given, *canonical;
    eco_arena_begin(&arena, NULL);
    eco_status status = eco_compile(&given, text, type, vocabulary, &arena, &error);
    check(status == error.status && (given != NULL) == (status == ECO_OK));
    check(!status || (error.line > 0 && error.column > 0));
    if (!status) {
        check(eco_compile(&canonical, eco_compiled_text(given), type, vocabulary, &arena, &error) == ECO_OK);
        check(strcmp(eco_compiled_text(given), eco_compiled_text(canonical)) == 0);
        if (type == ECO_VALUE_BOOL)
            check_condition(given, canonical, facts, &arena);
        else
            check_number(given, canonical, facts);
    }
    eco_arena_end(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eco_map set;
    bool added;
    eco_values slots[NAMES];
    const eco_facts facts = {{slots, slots}};
    char *text = malloc(size + 1);
    eco_map_begin(&set, NULL);
    if (text && eco_map_add(&set, "A", 1, &(int64_t){0}, &added)) {
        const eco_vocabulary vocabulary = {find_symbol, find_set, (const char *const[]){"t.type", "n.number", NULL}, &set};
        for (int i = 0; i < NAMES; i++)
            slots[i] = names[i].values;
        memcpy(text, data, size);
        text[size] = '\0';
        try_type(text, ECO_VALUE_BOOL, &vocabulary, &facts);
        try_type(text, ECO_VALUE_NUMBER, &vocabulary, &facts);
    }
    eco_map_end(&set);
    free(text);
    return 0;
}
