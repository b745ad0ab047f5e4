/* pricing_generate_condition.c - random conditions over few names and values, and their canonical text. */
#include "pricing_generate.h"

#include <stdlib.h>
#include <string.h>

static const number_literal numbers[] = {{"0", 0, 1},   {"1", 1, 1},          {"2", 2, 1},     {"3", 3, 1},
                                         {"10", 10, 1}, {"0.5", 1, 2},        {"2.5", 5, 2},   {"20", 20, 1},
                                         {"50", 50, 1}, {"99.99", 9999, 100}, {"100", 100, 1}, {"12.345", 2469, 200},
                                         {"11", 11, 1}, {"-1", -1, 1},        {"500", 500, 1}, {"0.001", 1, 1000}};

static condition *add_condition(scenario *out, condition_kind kind, const char *name)
{
    if (out->conditions_count == CONDITIONS_MOST)
        abort();
    condition *added = &out->conditions[out->conditions_count++];
    *added = (condition){.kind = kind, .name = name};
    return added;
}

static condition *number_condition(scenario *out, chance *chance, view view)
{
    static const char *const known[] = {"cart.quantity", "cart.lines",    "line.quantity",  "line.weight",
                                        "weight",        "at.hour",       "at.weekday",     "at.month",
                                        "at.day",        "cart.weight_g", "cart.volume_cm3"};
    static const char *const priced[] = {"cart.subtotal", "cart.list", "line.unit", "cart.subtotal"};
    bool in_list = chance_rarely(chance, 4);
    const char *name = view != VIEW_LIST && chance_of(chance, 2) ? PICK(chance, priced) : PICK(chance, known);
    condition *made = add_condition(out, in_list ? CONDITION_NUMBERS : CONDITION_NUMBER, name);
    made->relation = chance_of(chance, 2) ? AT_LEAST : (relation)chance_of(chance, 6);
    made->inverse = chance_of(chance, 2);
    for (int i = 0; i < 2; i++)
        made->numbers[i] = PICK(chance, numbers);
    return made;
}

static condition *text_condition(scenario *out, chance *chance, view view)
{
    static const char *const names[] = {"line.sku", "line.category", "category", "channel",  "customer", "customer.tier",
                                        "shipping", "coupon",        "at.date",  "line.sku", "line.id",  "country"};
    static const char *const texts[][3] = {
        {"A", "B", "C"},          {"shoes", "sale", "书"},  {"shoes", "sale", "书"},
        {"app", "web", "pos"},    {"c1", "c2", "c3"},       {"gold", "vip", "new"},
        {"std", "exp", "slow"},   {"SAVE", "C1", "NOBODY"}, {"2026-11-11", "2026-11-12", "2026-01-01"},
        {"D", "shipping", "fee"}, {"L1", "L2", "L0"},       {"CN", "DE", "US"}};
    static const condition_kind kinds[] = {CONDITION_TEXT, CONDITION_TEXT, CONDITION_TEXTS, CONDITION_SET};
    int which = chance_of(chance, (int)(sizeof names / sizeof *names));
    if (view == VIEW_TAX && strcmp(names[which], "line.id") == 0)
        which = 0; /* what id shipping has is nobody's business */
    condition_kind kind = PICK(chance, kinds);
    if (kind == CONDITION_SET && strcmp(names[which], "at.date") == 0)
        kind = CONDITION_TEXTS; /* a date is no text */
    condition *made = add_condition(out, kind, names[which]);
    made->relation = chance_of(chance, 8) ? (relation)chance_of(chance, 2) : (relation)chance_of(chance, 6);
    made->inverse = chance_rarely(chance, 3);
    made->texts[0] = texts[which][chance_of(chance, 3)];
    made->texts[1] = texts[which][chance_of(chance, 3)];
    return made;
}

static condition *make_condition(scenario *out, chance *chance, view view, int depth, condition_kind not_this)
{
    int roll = chance_of(chance, depth ? 10 : 6);
    if (roll < 3)
        return text_condition(out, chance, view);
    if (roll < 5)
        return number_condition(out, chance, view);
    if (roll == 5) {
        condition *made = add_condition(out, CONDITION_TIME, "at");
        made->relation = (relation)chance_of(chance, 6);
        made->time_us = (AT_DAY + chance_between(chance, -1, 1)) * ECO_DAY_US;
        return made;
    }
    condition_kind kind = roll == 9 ? CONDITION_NOT : roll == 8 ? CONDITION_OR : CONDITION_AND;
    if (kind == not_this && kind != CONDITION_NOT)
        kind = kind == CONDITION_AND ? CONDITION_OR : CONDITION_AND;
    condition *made = add_condition(out, kind, NULL);
    made->parts_count = kind == CONDITION_NOT ? 1 : 2 + chance_of(chance, 2);
    for (int i = 0; i < made->parts_count; i++)
        made->parts[i] = make_condition(out, chance, view, depth - 1, kind);
    return made;
}

static void append(char *out, size_t size, const char *text)
{
    if (strlen(out) + strlen(text) >= size)
        abort();
    strcat(out, text);
}

static void print_in(char *out, size_t size, const condition *given)
{
    append(out, size, given->inverse ? " not in " : " in ");
    if (given->kind == CONDITION_SET) {
        append(out, size, "@summer");
        return;
    }
    for (int i = 0; i < 2; i++) {
        bool is_text = given->kind == CONDITION_TEXTS;
        append(out, size, i ? ", " : "(");
        append(out, size, is_text ? "'" : "");
        append(out, size, is_text ? given->texts[i] : given->numbers[i].text);
        append(out, size, is_text ? "'" : "");
    }
    append(out, size, ")");
}

void condition_print(char *out, size_t size, const condition *given)
{
    static const char *const relations[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    char date[ECO_DATE_TEXT];
    switch (given->kind) {
    case CONDITION_AND:
    case CONDITION_OR:
    case CONDITION_NOT:
        for (int i = 0; i < given->parts_count; i++) {
            condition_kind part = given->parts[i]->kind;
            bool parentheses = given->kind == CONDITION_AND   ? part == CONDITION_OR
                               : given->kind == CONDITION_NOT ? part == CONDITION_OR || part == CONDITION_AND
                                                              : false;
            append(out, size,
                   given->kind == CONDITION_NOT   ? "not "
                   : i == 0                       ? ""
                   : given->kind == CONDITION_AND ? " and "
                                                  : " or ");
            append(out, size, parentheses ? "(" : "");
            condition_print(out, size, given->parts[i]);
            append(out, size, parentheses ? ")" : "");
        }
        return;
    default: append(out, size, given->name);
    }
    switch (given->kind) {
    case CONDITION_NUMBER:
        append(out, size, relations[given->relation]);
        append(out, size, given->numbers[0].text);
        break;
    case CONDITION_TEXT:
    case CONDITION_TIME:
        append(out, size, relations[given->relation]);
        append(out, size, "'");
        append(out, size,
               given->kind == CONDITION_TEXT ? given->texts[0] : eco_date_text(date, (int32_t)(given->time_us / ECO_DAY_US)));
        append(out, size, "'");
        break;
    default: print_in(out, size, given);
    }
}

/* NULL now and then; else a condition, whose text goes to *expression. */
const condition *scenario_maybe_condition(scenario *out, chance *chance, view view, eco_expression *expression)
{
    static char text[4096];
    if (chance_of(chance, 2) == 0)
        return NULL;
    const condition *made = make_condition(out, chance, view, out->depth, CONDITION_NOT);
    text[0] = '\0';
    condition_print(text, sizeof text, made);
    *expression = scenario_keep(out, text);
    return made;
}
