/* pricing_reference_condition.c - conditions by walking their trees: every name is a list of values. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

typedef struct value {
    const char *text; /* NULL: a number */
    wide up, down;
} value;

typedef struct values {
    value list[LINES_MOST * ATTRIBUTES_MOST];
    int count;
    char date[16];
} values;

static void add_text(values *out, const char *text)
{
    if (text)
        out->list[out->count++] = (value){text, 0, 1};
}

static void add_number(values *out, wide up, wide down)
{
    out->list[out->count++] = (value){NULL, up, down};
}

static void add_attributes(values *out, const eco_attribute *attributes, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(attributes[i].name, name) == 0)
            add_text(out, attributes[i].value);
}

/* ---- the calendar ---- */

static int64_t local_us(const scenario *given)
{
    return given->cart.at_us + given->zone_hours * ECO_HOUR_US;
}

/* Day by day from 1 January 2026: slow, and hard to get wrong. */
static void civil_of(int64_t day, int *year, int *month, int *of_month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    *year = 2026, *month = 1, *of_month = 1;
    for (int64_t d = 20454; d < day; d++) {
        bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
        if (++*of_month > lengths[*month - 1] + (leap && *month == 2)) {
            *of_month = 1;
            if (++*month > 12) {
                *month = 1;
                ++*year;
            }
        }
    }
}

static bool add_calendar(values *out, const scenario *given, const char *name)
{
    int64_t local = local_us(given), day = local / ECO_DAY_US;
    int year, month, of_month;
    civil_of(day, &year, &month, &of_month);
    if (strcmp(name, "at.hour") == 0)
        add_number(out, local % ECO_DAY_US / ECO_HOUR_US, 1);
    else if (strcmp(name, "at.weekday") == 0)
        add_number(out, (day + 3) % 7 + 1, 1); /* 1970-01-01 was a Thursday */
    else if (strcmp(name, "at.month") == 0)
        add_number(out, month, 1);
    else if (strcmp(name, "at.day") == 0)
        add_number(out, of_month, 1);
    else if (strcmp(name, "at.date") == 0) {
        snprintf(out->date, sizeof out->date, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
        add_text(out, out->date);
    } else
        return false;
    return true;
}

/* ---- names ---- */

static bool add_totals(values *out, const reference_view *view, const char *name)
{
    wide left = 0, list = 0, micro = 0, micro_g = 0, micro_cm3 = 0, money = reference_power10(view->scenario->exponent);
    for (int i = 0; i < view->lines_count; i++) {
        wide quantity = view->lines[i].quantity * reference_power10(6 - view->lines[i].quantity_scale);
        left += view->lines[i].left_minor;
        list += view->lines[i].list_minor;
        micro += quantity;
        micro_g += quantity * view->lines[i].weight_g;
        micro_cm3 += quantity * view->lines[i].volume_cm3;
    }
    if (strcmp(name, "cart.subtotal") == 0)
        add_number(out, left, money);
    else if (strcmp(name, "cart.list") == 0)
        add_number(out, list, money);
    else if (strcmp(name, "cart.quantity") == 0)
        add_number(out, micro / reference_power10(6), 1);
    else if (strcmp(name, "cart.lines") == 0)
        add_number(out, view->lines_count, 1);
    else if (strcmp(name, "cart.weight_g") == 0)
        add_number(out, reference_round(micro_g, reference_power10(6), ECO_ROUNDING_CEILING), 1);
    else if (strcmp(name, "cart.volume_cm3") == 0)
        add_number(out, reference_round(micro_cm3, reference_power10(6), ECO_ROUNDING_CEILING), 1);
    else
        return false;
    return true;
}

static void add_of_line(values *out, const scenario *given, const reference_line *line, const char *name)
{
    if (strcmp(name, "sku") == 0)
        add_text(out, line->sku);
    else if (strcmp(name, "id") == 0)
        add_text(out, line->id);
    else if (strcmp(name, "quantity") == 0)
        add_number(out, line->quantity, reference_power10(line->quantity_scale));
    else if (strcmp(name, "unit") == 0)
        add_number(out, line->unit_minor, reference_power10(line->unit_scale + given->exponent));
    else
        add_attributes(out, line->attributes, line->attributes_count, name);
}

static void values_of(values *out, const reference_view *view, const char *name)
{
    const eco_cart *cart = &view->scenario->cart;
    out->count = 0;
    if (add_totals(out, view, name) || add_calendar(out, view->scenario, name))
        return;
    if (strncmp(name, "line.", 5) == 0) {
        for (int i = 0; i < view->lines_count && !view->line; i++)
            add_of_line(out, view->scenario, &view->lines[i], name + 5);
        if (view->line)
            add_of_line(out, view->scenario, view->line, name + 5);
    } else if (strcmp(name, "channel") == 0) {
        add_text(out, cart->channel);
    } else if (strcmp(name, "customer") == 0) {
        add_text(out, cart->customer);
    } else if (strcmp(name, "shipping") == 0) {
        add_text(out, cart->shipping);
        for (size_t i = 0; i < cart->shipments_count; i++)
            add_text(out, cart->shipments[i].method);
    } else if (strcmp(name, "coupon") == 0) {
        for (size_t i = 0; i < cart->coupons_count; i++)
            add_text(out, cart->coupons[i]);
    } else {
        if (view->line)
            add_attributes(out, view->line->attributes, view->line->attributes_count, name);
        if (out->count == 0)
            add_attributes(out, cart->attributes, cart->attributes_count, name);
    }
}

/* "2.50" */
static void read_number(value *out)
{
    const char *point = strchr(out->text, '.');
    out->up = 0, out->down = 1;
    for (const char *c = out->text; *c; c++)
        if (*c != '.')
            out->up = out->up * 10 + (*c - '0');
    if (point)
        out->down = reference_power10((int)strlen(point + 1));
    out->text = NULL;
}

/* ---- comparisons ---- */

static bool related(relation relation, int order)
{
    const bool holds[] = {order == 0, order == 0, order<0, order <= 0, order> 0, order >= 0};
    return holds[relation];
}

static int number_order(value given, number_literal literal)
{
    if (given.text)
        read_number(&given);
    wide left = given.up * literal.down, right = (wide)literal.up * given.down;
    return (left > right) - (left < right);
}

static bool one_meets(const condition *given, const value *one)
{
    switch (given->kind) {
    case CONDITION_NUMBER: return related(given->relation, number_order(*one, given->numbers[0]));
    case CONDITION_NUMBERS: return number_order(*one, given->numbers[0]) == 0 || number_order(*one, given->numbers[1]) == 0;
    case CONDITION_TEXT: return related(given->relation, strcmp(one->text, given->texts[0]));
    case CONDITION_TEXTS: return strcmp(one->text, given->texts[0]) == 0 || strcmp(one->text, given->texts[1]) == 0;
    default: return strcmp(one->text, summer_set[0]) == 0 || strcmp(one->text, summer_set[1]) == 0;
    }
}

static bool comparison_holds(const condition *given, const reference_view *view)
{
    values found;
    bool met = false;
    values_of(&found, view, given->name);
    for (int i = 0; i < found.count; i++)
        met = met || one_meets(given, &found.list[i]);
    bool opposite = given->kind == CONDITION_NUMBER || given->kind == CONDITION_TEXT ? given->relation == UNEQUAL
                                                                                     : given->inverse;
    return opposite ? !met : met;
}

bool reference_is_found(const char *found, const condition *failed, const reference_view *view)
{
    values there;
    bool fits = false;
    if (failed->kind < CONDITION_NUMBER || failed->kind == CONDITION_TIME)
        return true; /* of several parts, or of an instant: not looked at */
    values_of(&there, view, failed->name);
    for (int i = 0; i < there.count; i++)
        fits = fits || !there.list[i].text || (found && strcmp(there.list[i].text, found) == 0); /* nor numbers */
    return there.count ? fits : !found;
}

bool reference_holds(const condition *given, const reference_view *view)
{
    int held = 0;
    if (!given)
        return true;
    for (int i = 0; i < given->parts_count; i++)
        held += reference_holds(given->parts[i], view);
    switch (given->kind) {
    case CONDITION_AND: return held == given->parts_count;
    case CONDITION_OR: return held > 0;
    case CONDITION_NOT: return held == 0;
    case CONDITION_TIME: {
        int64_t at = view->scenario->cart.at_us;
        bool met = related(given->relation, (at > given->time_us) - (at < given->time_us));
        return given->relation == UNEQUAL ? !met : met;
    }
    default: return comparison_holds(given, view);
    }
}
