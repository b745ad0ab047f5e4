/* pricing_reference.c - see pricing_reference.h: prices, promotions, shipping, credit and cash, in the order of work. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

static int64_t narrow(wide value)
{
    if (value > INT64_MAX || value < INT64_MIN)
        abort(); /* the domains are small */
    return (int64_t)value;
}

static wide power10(int exponent)
{
    wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* unit price x quantity, rounded once */
static int64_t extend(const scenario *given, int64_t unit, int32_t unit_scale, const reference_line *line)
{
    return narrow(
        reference_round((wide)unit * line->quantity, power10(unit_scale + line->quantity_scale), given->options.rounding));
}

static int64_t percent_of(const scenario *given, int64_t amount, eco_decimal percent)
{
    return narrow(reference_round((wide)amount * percent.coefficient, power10(percent.scale + 2), given->options.rounding));
}

static bool in_window(const scenario *given, int64_t starts_us, int64_t ends_us)
{
    return given->cart.at_us >= starts_us && (ends_us == 0 || given->cart.at_us < ends_us);
}

static bool entered(const scenario *given, const char *code)
{
    for (size_t i = 0; i < given->cart.coupons_count; i++)
        if (strcmp(given->cart.coupons[i], code) == 0)
            return true;
    return false;
}

/* ---- canonical order ---- */

/* a x 10^-a_scale against b x 10^-b_scale */
static int compare_scaled(int64_t a, int32_t a_scale, int64_t b, int32_t b_scale)
{
    wide left = a * power10(b_scale), right = b * power10(a_scale);
    return (left > right) - (left < right);
}

/* A line's attributes by name and value, whatever order they stand in. */
static void sort_attributes(eco_attribute *out, const reference_line *line)
{
    for (size_t i = 0; i < line->attributes_count; i++) {
        eco_attribute one = line->attributes[i];
        size_t at = i;
        for (; at > 0 && (strcmp(out[at - 1].name, one.name) > 0 ||
                          (strcmp(out[at - 1].name, one.name) == 0 && strcmp(out[at - 1].value, one.value) > 0));
             at--)
            out[at] = out[at - 1];
        out[at] = one;
    }
}

static int compare_attributes(const reference_line *a, const reference_line *b)
{
    eco_attribute left[ATTRIBUTES_MOST], right[ATTRIBUTES_MOST];
    sort_attributes(left, a);
    sort_attributes(right, b);
    for (size_t i = 0; i < a->attributes_count && i < b->attributes_count; i++) {
        int order = strcmp(left[i].name, right[i].name);
        if (order == 0)
            order = strcmp(left[i].value, right[i].value);
        if (order)
            return order;
    }
    return (a->attributes_count > b->attributes_count) - (a->attributes_count < b->attributes_count);
}

static int compare_lines(const reference_line *a, const reference_line *b)
{
    int order = strcmp(a->sku, b->sku);
    if (order == 0)
        order = compare_scaled(a->unit_minor, a->unit_scale, b->unit_minor, b->unit_scale);
    if (order == 0)
        order = compare_scaled(a->quantity, a->quantity_scale, b->quantity, b->quantity_scale);
    if (order == 0)
        order = strcmp(a->given_id, b->given_id);
    return order ? order : compare_attributes(a, b);
}

void reference_order(int *places, const reference_line *lines, int count)
{
    for (int i = 0; i < count; i++) { /* insertion keeps the places of equals */
        int at = i;
        while (at > 0 && compare_lines(&lines[places[at - 1]], &lines[i]) > 0) {
            places[at] = places[at - 1];
            at--;
        }
        places[at] = i;
    }
}

void reference_order_all(int *places, const reference_quote *quote)
{
    reference_order(places, quote->lines, quote->goods_count);
    for (int i = quote->goods_count; i < quote->lines_count; i++) { /* their ids differ */
        int at = i;
        for (; at > quote->goods_count && strcmp(quote->lines[places[at - 1]].id, quote->lines[i].id) > 0; at--)
            places[at] = places[at - 1];
        places[at] = i;
    }
}

/* Splits over the lines that are in the target, in canonical order. */
static void split_over(int64_t *offs, int64_t whole, const int64_t *weights, const bool *target, const reference_quote *quote)
{
    int places[REFERENCE_LINES], members[REFERENCE_LINES], count = 0;
    int64_t ordered[REFERENCE_LINES], parts[REFERENCE_LINES];
    reference_order(places, quote->lines, quote->goods_count);
    for (int i = 0; i < quote->goods_count; i++)
        if (target[places[i]]) {
            members[count] = places[i];
            ordered[count++] = weights[places[i]];
        }
    reference_split(parts, whole, ordered, count);
    for (int i = 0; i < count; i++)
        offs[members[i]] = parts[i];
}

/* ---- price lists ---- */

/* The entry of a list that counts for a line: of its SKU, the highest from that is reached. */
static const eco_price_entry *entry_of(const eco_price_list *list, const reference_line *line)
{
    const eco_price_entry *best = NULL;
    for (size_t i = 0; i < list->entries_count; i++) {
        const eco_price_entry *entry = &list->entries[i];
        if (strcmp(entry->sku, line->sku) == 0 && entry->from_quantity * power10(line->quantity_scale) <= line->quantity &&
            (!best || entry->from_quantity > best->from_quantity))
            best = entry;
    }
    return best;
}

/* Of the overrides (or the sale lists) that hold and know the SKU: priority, then cheapest, then id. */
static int best_list(const reference_quote *quote, const scenario *given, const reference_line *line, bool overrides)
{
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    int best = -1;
    for (int i = 0; i < given->lists_count; i++) {
        const eco_price_list *list = &given->lists[i];
        const eco_price_entry *entry = entry_of(list, line);
        if (list->is_override != overrides || !entry || !in_window(given, list->starts_us, list->ends_us) ||
            !reference_holds(given->list_when[i], &view))
            continue;
        const eco_price_list *other = best < 0 ? NULL : &given->lists[best];
        const eco_price_entry *price = other ? entry_of(other, line) : NULL;
        int order = !other ? -1 : (other->priority > list->priority) - (other->priority < list->priority);
        if (order == 0)
            order = compare_scaled(entry->unit_minor, entry->unit_scale, price->unit_minor, price->unit_scale);
        if (order == 0)
            order = strcmp(list->id, other->id);
        if (order < 0)
            best = i;
    }
    return best;
}

/* Gives each line its list price, and the sale list whose saving is shown, or -1. */
static eco_status list_prices(reference_quote *quote, const scenario *given, int *sales)
{
    for (int i = 0; i < quote->goods_count; i++) {
        reference_line *line = &quote->lines[i];
        sales[i] = -1;
        if (line->is_free)
            continue;
        int override = best_list(quote, given, line, true), sale = best_list(quote, given, line, false);
        const eco_price_entry *entry = override >= 0 ? entry_of(&given->lists[override], line) : NULL;
        if (!entry && line->unit_minor == 0 && sale >= 0) {
            entry = entry_of(&given->lists[sale], line); /* the only price that there is */
            sale = -1;
        }
        if (!entry && line->unit_minor == 0)
            return ECO_E_NO_PRICE;
        sales[i] = sale;
        if (entry) {
            line->unit_minor = entry->unit_minor;
            line->unit_scale = entry->unit_scale;
        }
    }
    for (int i = 0; i < quote->goods_count; i++) {
        reference_line *line = &quote->lines[i];
        line->list_minor = line->left_minor = extend(given, line->unit_minor, line->unit_scale, line);
    }
    return ECO_OK;
}

/* ---- adjustments and decisions ---- */

static reference_decision *add_decision(reference_quote *quote, const char *promotion, const char *label, eco_reason reason)
{
    reference_decision *decision = &quote->decisions[quote->decisions_count++];
    memset(decision, 0, sizeof *decision);
    decision->promotion = promotion;
    decision->label = label ? label : promotion;
    decision->reason = reason;
    decision->coupon = "";
    return decision;
}

static int64_t apply(reference_quote *quote, const char *promotion, const char *coupon, int stage, const int64_t *offs)
{
    int64_t sum = 0;
    for (int i = 0; i < quote->goods_count; i++)
        if (offs[i] > 0) {
            quote->adjustments[quote->adjustments_count++] = (reference_adjustment){promotion, coupon, i, stage, offs[i]};
            quote->lines[i].left_minor -= offs[i];
            sum += offs[i];
        }
    return sum;
}

/* List after list as promotions are worked on: priority descending, then id. */
static void apply_sales(reference_quote *quote, const scenario *given, const int *sales)
{
    bool done[LISTS_MOST] = {false};
    for (int n = 0; n < given->lists_count; n++) {
        int next = -1;
        for (int i = 0; i < given->lists_count; i++)
            if (!done[i] && (next < 0 || given->lists[i].priority > given->lists[next].priority ||
                             (given->lists[i].priority == given->lists[next].priority &&
                              strcmp(given->lists[i].id, given->lists[next].id) < 0)))
                next = i;
        done[next] = true;
        int64_t offs[REFERENCE_LINES] = {0};
        for (int i = 0; i < quote->goods_count; i++) {
            const reference_line *line = &quote->lines[i];
            if (sales[i] == next) {
                const eco_price_entry *entry = entry_of(&given->lists[next], line);
                offs[i] = line->list_minor - extend(given, entry->unit_minor, entry->unit_scale, line);
            }
        }
        int64_t off = apply(quote, given->lists[next].id, NULL, ECO_STAGE_ITEM, offs);
        if (off > 0)
            add_decision(quote, given->lists[next].id, NULL, ECO_REASON_APPLIED)->off_minor = off;
    }
}

/* ---- promotions ---- */

typedef struct trial { /* what a promotion would do now */
    eco_reason reason;
    const char *by, *coupon;
    int64_t offs[REFERENCE_LINES];
    int64_t off_minor, missing_minor, missing_quantity, next_off_minor;
    bool bounded;
    char needed[2048];
} trial;

/* The code that opens a promotion: entered, and asked for. */
static const char *opening_code(const scenario *given, const char *coupon)
{
    if (coupon[0] != '@')
        return entered(given, coupon) ? coupon : NULL;
    for (int i = 0; i < 2; i++)
        if (entered(given, codes_set[i]))
            return codes_set[i];
    return NULL;
}

static int64_t whole_units(const reference_quote *quote, const bool *target)
{
    wide micro = 0;
    for (int i = 0; i < quote->goods_count; i++)
        if (target[i])
            micro += quote->lines[i].quantity * power10(6 - quote->lines[i].quantity_scale);
    return narrow(micro / power10(6));
}

/* Which part of the `when` failed first, and what a bound on the cart misses. */
static void explain_condition(trial *out, const reference_quote *quote, const scenario *given, const condition *when)
{
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    const condition *failed = when;
    bool all[REFERENCE_LINES];
    for (int i = 0; when->kind == CONDITION_AND && i < when->parts_count && failed == when; i++)
        if (!reference_holds(when->parts[i], &view))
            failed = when->parts[i];
    condition_print(out->needed, sizeof out->needed, failed);
    if (failed->kind != CONDITION_NUMBER || failed->relation != AT_LEAST)
        return;
    wide up = failed->numbers[0].up, down = failed->numbers[0].down;
    int64_t subtotal = 0;
    for (int i = 0; i < quote->goods_count; i++) {
        subtotal += quote->lines[i].left_minor;
        all[i] = true;
    }
    if (strcmp(failed->name, "cart.subtotal") == 0)
        out->missing_minor = narrow(reference_round(up * power10(given->exponent), down, ECO_ROUNDING_CEILING)) - subtotal;
    if (strcmp(failed->name, "cart.quantity") == 0)
        out->missing_quantity = narrow(reference_round(up, down, ECO_ROUNDING_CEILING)) - whole_units(quote, all);
    out->bounded = strcmp(failed->name, "cart.subtotal") == 0 || strcmp(failed->name, "cart.quantity") == 0;
}

static int64_t from_of(const eco_tier *tier)
{
    return tier->from_minor ? tier->from_minor : tier->from_quantity;
}

/* The tier with the highest from <= value (best), or the lowest from > value (next). */
static const eco_tier *tier_at(const eco_promotion *promotion, int64_t value, bool next)
{
    const eco_tier *found = NULL;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        if (next ? from_of(tier) > value && (!found || from_of(tier) < from_of(found))
                 : from_of(tier) <= value && (!found || from_of(tier) > from_of(found)))
            found = tier;
    }
    return found;
}

static void explain_next(trial *out, const scenario *given, const eco_promotion *promotion, int64_t value)
{
    const eco_tier *now = tier_at(promotion, value, false), *next = tier_at(promotion, value, true);
    int64_t at = next ? from_of(next) : 0;
    if (promotion->repeats && now) {
        int64_t multiple = (value / from_of(now) + 1) * from_of(now);
        if (!next || multiple < at) {
            next = now;
            at = multiple;
        }
    }
    if (!next)
        return;
    *(next->from_minor ? &out->missing_minor : &out->missing_quantity) = at - value;
    if (next->off_minor)
        out->next_off_minor = next->off_minor * (promotion->repeats ? at / from_of(next) : 1);
    else if (next->off_percent.coefficient && next->from_minor)
        out->next_off_minor = percent_of(given, next->from_minor, next->off_percent);
    if (promotion->max_off_minor && out->next_off_minor > promotion->max_off_minor)
        out->next_off_minor = promotion->max_off_minor;
}

/* What the tier takes off each line, before the cap; *limited: more was meant than was left. */
static void benefit(int64_t *offs, bool *limited, const reference_quote *quote, const scenario *given,
                    const eco_promotion *promotion, const eco_tier *tier, const bool *target, int64_t value)
{
    int64_t left[REFERENCE_LINES], total = 0, whole = -1;
    for (int i = 0; i < quote->goods_count; i++) {
        left[i] = quote->lines[i].left_minor;
        total += target[i] ? left[i] : 0;
    }
    if (tier->off_minor) {
        whole = tier->off_minor * (promotion->repeats ? value / from_of(tier) : 1);
        *limited = whole > total;
        if (whole > total)
            whole = total;
        if (promotion->max_off_minor && whole > promotion->max_off_minor)
            whole = promotion->max_off_minor;
    } else if (tier->off_percent.coefficient && promotion->stage != ECO_STAGE_ITEM) {
        whole = percent_of(given, total, tier->off_percent);
    } else if (tier->price_set_minor) {
        whole = total > tier->price_set_minor ? total - tier->price_set_minor : 0;
    }
    if (whole >= 0) {
        split_over(offs, whole, left, target, quote);
        return;
    }
    for (int i = 0; i < quote->goods_count; i++) {
        const reference_line *line = &quote->lines[i];
        if (!target[i])
            continue;
        if (tier->is_free) {
            offs[i] = left[i];
        } else if (tier->off_percent.coefficient) {
            offs[i] = percent_of(given, left[i], tier->off_percent);
        } else if (tier->off_each_minor) {
            offs[i] = extend(given, tier->off_each_minor, 0, line);
            *limited = *limited || offs[i] > left[i];
            offs[i] = offs[i] > left[i] ? left[i] : offs[i];
        } else {
            offs[i] = left[i] - extend(given, tier->price_each_minor, 0, line);
            offs[i] = offs[i] < 0 ? 0 : offs[i];
        }
    }
}

/* Would the cap be broken by what the benefit wanted? */
static bool cap_bites(const reference_quote *quote, const eco_promotion *promotion, const eco_tier *tier, const bool *target,
                      int64_t value, int64_t sum)
{
    int64_t total = 0;
    for (int i = 0; i < quote->goods_count; i++)
        total += target[i] ? quote->lines[i].left_minor : 0;
    if (promotion->max_off_minor == 0)
        return false;
    if (!tier->off_minor)
        return sum > promotion->max_off_minor;
    int64_t wanted = tier->off_minor * (promotion->repeats ? value / from_of(tier) : 1);
    return promotion->max_off_minor < wanted && promotion->max_off_minor <= total;
}

static void take(trial *out, const reference_quote *quote, const scenario *given, const eco_promotion *promotion,
                 const bool *target, int64_t value)
{
    const eco_tier *tier = tier_at(promotion, value, false);
    bool limited = false;
    int64_t sum = 0;
    benefit(out->offs, &limited, quote, given, promotion, tier, target, value);
    for (int i = 0; i < quote->goods_count; i++)
        sum += out->offs[i];
    bool capped = cap_bites(quote, promotion, tier, target, value, sum);
    if (promotion->max_off_minor && sum > promotion->max_off_minor) {
        int64_t offs[REFERENCE_LINES];
        memcpy(offs, out->offs, sizeof offs);
        split_over(out->offs, promotion->max_off_minor, offs, target, quote);
        sum = promotion->max_off_minor;
    }
    out->off_minor = sum;
    if (sum == 0) {
        out->reason = ECO_REASON_NOTHING_LEFT;
        return;
    }
    out->reason = capped || limited ? ECO_REASON_CLIPPED : ECO_REASON_APPLIED;
    out->by = capped ? "max_off" : limited ? "price" : NULL;
    explain_next(out, given, promotion, value);
}

/* Window and coupon: what can be said without looking at the goods. */
static bool is_open(trial *out, const scenario *given, const eco_promotion *promotion)
{
    out->reason = ECO_REASON_APPLIED;
    if (given->cart.at_us < promotion->starts_us)
        out->reason = ECO_REASON_NOT_STARTED;
    else if (promotion->ends_us && given->cart.at_us >= promotion->ends_us)
        out->reason = ECO_REASON_ENDED;
    else if (promotion->coupon && !(out->coupon = opening_code(given, promotion->coupon)))
        out->reason = ECO_REASON_NO_COUPON;
    return out->reason == ECO_REASON_APPLIED;
}

static void try_promotion(trial *out, const reference_quote *quote, const scenario *given, int which)
{
    const eco_promotion *promotion = &given->promotions[which];
    reference_view view = {given, quote->lines, quote->goods_count, NULL};
    bool target[REFERENCE_LINES];
    int members = 0;
    int64_t value = 0;
    memset(out, 0, sizeof *out);
    if (!is_open(out, given, promotion))
        return;
    if (!reference_holds(given->promotion_when[which], &view)) {
        out->reason = ECO_REASON_CONDITION;
        explain_condition(out, quote, given, given->promotion_when[which]);
        return;
    }
    for (int i = 0; i < quote->goods_count; i++) {
        view.line = &quote->lines[i];
        target[i] = reference_holds(given->promotion_on[which], &view);
        members += target[i];
        if (target[i])
            value += promotion->basis == ECO_BASIS_LIST ? view.line->list_minor : view.line->left_minor;
    }
    if (members == 0) {
        out->reason = ECO_REASON_NO_TARGET;
        return;
    }
    for (size_t i = 0; i < promotion->tiers_count; i++)
        if (promotion->tiers[i].from_quantity)
            value = whole_units(quote, target);
    if (tier_at(promotion, value, false)) {
        take(out, quote, given, promotion, target, value);
    } else {
        out->reason = ECO_REASON_BELOW_THRESHOLD;
        explain_next(out, given, promotion, value);
    }
}

static void decide(reference_quote *quote, const scenario *given, int which, const trial *result)
{
    const eco_promotion *promotion = &given->promotions[which];
    reference_decision *decision = add_decision(quote, promotion->id, promotion->label, result->reason);
    decision->coupon = promotion->coupon ? promotion->coupon : "";
    decision->entered = promotion->coupon && opening_code(given, promotion->coupon);
    decision->by = result->by;
    decision->off_minor = result->off_minor;
    decision->missing_minor = result->missing_minor;
    decision->missing_quantity = result->missing_quantity;
    decision->next_off_minor = result->next_off_minor;
    decision->bounded = result->bounded;
    memcpy(decision->needed, result->needed, sizeof decision->needed);
}

/* Is promotion a worked on before b? */
static bool before(const eco_promotion *a, const eco_promotion *b, bool by_stage)
{
    if (by_stage && a->stage != b->stage)
        return a->stage < b->stage;
    if (a->priority != b->priority)
        return a->priority > b->priority;
    return strcmp(a->id, b->id) < 0;
}

static void order_of_work(int *places, const scenario *given, bool by_stage)
{
    for (int i = 0; i < given->promotions_count; i++) {
        int at = i;
        for (; at > 0 && before(&given->promotions[i], &given->promotions[places[at - 1]], by_stage); at--)
            places[at] = places[at - 1];
        places[at] = i;
    }
}

/* The promotion that applies alone, or -1. What the exclusive ones before it found out is decided. */
static int work_exclusive(reference_quote *quote, const scenario *given, trial *found)
{
    int places[PROMOTIONS_MOST], winner = -1;
    order_of_work(places, given, false);
    for (int i = 0; i < given->promotions_count; i++) {
        trial *one = &found[places[i]];
        if (!given->promotions[places[i]].exclusive || winner >= 0)
            continue;
        try_promotion(one, quote, given, places[i]);
        if (one->off_minor > 0)
            winner = places[i];
    }
    return winner;
}

static void work(reference_quote *quote, const scenario *given)
{
    static trial found[PROMOTIONS_MOST];
    int places[PROMOTIONS_MOST], winner = work_exclusive(quote, given, found);
    order_of_work(places, given, true);
    for (int i = 0; i < given->promotions_count; i++) {
        int which = places[i];
        const eco_promotion *promotion = &given->promotions[which];
        trial *one = &found[which];
        if (winner >= 0 && which != winner) {
            memset(one, 0, sizeof *one);
            if (is_open(one, given, promotion)) {
                one->reason = ECO_REASON_EXCLUDED;
                one->by = given->promotions[winner].id;
            }
        } else if (!promotion->exclusive) {
            try_promotion(one, quote, given, which);
        }
        apply(quote, promotion->id, one->coupon, promotion->stage, one->offs);
        decide(quote, given, which, one);
    }
}

/* ---- the rest ---- */

static void unknown_coupons(reference_quote *quote, const scenario *given)
{
    for (size_t i = 0; i < given->cart.coupons_count; i++) {
        const char *code = given->cart.coupons[i];
        bool known = false;
        for (int p = 0; p < given->promotions_count; p++) {
            const char *coupon = given->promotions[p].coupon;
            known = known ||
                    (coupon && (strcmp(coupon, code) == 0 ||
                                (coupon[0] == '@' && (strcmp(codes_set[0], code) == 0 || strcmp(codes_set[1], code) == 0))));
        }
        for (size_t e = 0; e < i; e++)
            known = known || strcmp(given->cart.coupons[e], code) == 0; /* once is enough */
        if (!known) {
            reference_decision *decision = add_decision(quote, NULL, code, ECO_REASON_UNKNOWN_COUPON);
            decision->entered = true;
            snprintf(decision->needed, sizeof decision->needed, "%s", code);
        }
    }
}

static eco_status ship(reference_quote *quote, const scenario *given, reference_line *shipping)
{
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    const eco_shipping *best = NULL;
    int64_t left = 0;
    if (!given->cart.shipping)
        return ECO_OK;
    for (int i = 0; i < quote->goods_count; i++)
        left += quote->lines[i].left_minor;
    for (int i = 0; i < given->shipping_count; i++) {
        const eco_shipping *entry = &given->shipping[i];
        if (strcmp(entry->method, given->cart.shipping) != 0 || entry->from_minor > left ||
            !reference_holds(given->shipping_when[i], &view))
            continue;
        if (!best || entry->from_minor > best->from_minor ||
            (entry->from_minor == best->from_minor &&
             (entry->priority > best->priority || (entry->priority == best->priority && strcmp(entry->id, best->id) < 0))))
            best = entry;
    }
    if (!best)
        return ECO_E_NOT_FOUND;
    quote->shipping_minor = shipping->left_minor = best->price_minor;
    shipping->unit_minor = best->price_minor;
    return ECO_OK;
}

/* Shares of the credit by totals, goods in canonical order, then surcharges, then shipping. */
static void pay(reference_quote *quote, const scenario *given, const reference_line *shipping)
{
    int places[REFERENCE_LINES];
    int64_t weights[REFERENCE_LINES + 1], parts[REFERENCE_LINES + 1];
    int64_t credit = given->cart.credit_minor < quote->total_minor ? given->cart.credit_minor : quote->total_minor;
    reference_order_all(places, quote);
    for (int i = 0; i <= quote->lines_count; i++) {
        int64_t total = i < quote->lines_count ? quote->lines[places[i]].total_minor : shipping->total_minor;
        weights[i] = total > 0 ? total : 0;
    }
    reference_split(parts, credit, weights, quote->lines_count + 1);
    for (int i = 0; i < quote->lines_count; i++)
        quote->lines[places[i]].credit_minor = parts[i];
    quote->credit_minor = credit;
    int64_t due = quote->total_minor - credit, step = given->options.cash_step_minor;
    quote->payable_minor = step ? narrow(reference_round(due, step, given->options.rounding) * step) : due;
    quote->rounding_minor = quote->payable_minor - due;
}

static void begin(reference_quote *out, const scenario *given)
{
    memset(out, 0, sizeof *out);
    out->goods_count = (int)given->cart.lines_count;
    out->lines_count = out->goods_count + (int)given->cart.surcharges_count;
    for (int i = 0; i < out->goods_count; i++) {
        const eco_cart_line *line = &given->lines[i];
        snprintf(out->ids[i], sizeof out->ids[i], "%d", i + 1);
        out->lines[i] = (reference_line){.id = line->id ? line->id : out->ids[i],
                                         .given_id = line->id ? line->id : "",
                                         .sku = line->sku,
                                         .quantity = line->quantity,
                                         .quantity_scale = line->quantity_scale,
                                         .unit_minor = line->unit_minor,
                                         .unit_scale = line->unit_scale,
                                         .attributes = line->attributes,
                                         .attributes_count = line->attributes_count,
                                         .is_free = line->is_free};
    }
    for (int i = out->goods_count; i < out->lines_count; i++) {
        const eco_surcharge *surcharge = &given->surcharges[i - out->goods_count];
        out->lines[i] = (reference_line){.id = surcharge->id,
                                         .sku = surcharge->id,
                                         .quantity = 1,
                                         .unit_minor = surcharge->amount_minor,
                                         .attributes = surcharge->attributes,
                                         .attributes_count = surcharge->attributes_count,
                                         .left_minor = surcharge->amount_minor};
    }
}

static void add_totals(reference_quote *quote, const scenario *given, const reference_line *shipping)
{
    for (int i = 0; i <= quote->lines_count; i++) {
        const reference_line *line = i < quote->lines_count ? &quote->lines[i] : shipping;
        if (i < quote->goods_count) {
            quote->list_minor += line->list_minor;
            quote->discount_minor += line->list_minor - line->left_minor;
        } else if (i < quote->lines_count) {
            quote->surcharge_minor += given->options.tax_mode == ECO_TAX_INCLUDED ? line->total_minor : line->net_minor;
        }
        quote->net_minor += line->net_minor;
        quote->tax_minor += line->tax_minor;
        quote->total_minor += line->total_minor;
    }
    quote->shipping_tax_minor = shipping->tax_minor;
}

void reference_price(reference_quote *out, const scenario *given)
{
    int sales[REFERENCE_LINES];
    reference_line shipping = {.sku = "shipping", .quantity = 1};
    begin(out, given);
    if ((out->status = list_prices(out, given, sales)))
        return;
    apply_sales(out, given, sales);
    work(out, given);
    unknown_coupons(out, given);
    if ((out->status = ship(out, given, &shipping)))
        return;
    reference_tax_all(out, given, &shipping);
    add_totals(out, given, &shipping);
    if (out->total_minor < 0)
        out->status = ECO_E_INVALID;
    else
        pay(out, given, &shipping);
}
