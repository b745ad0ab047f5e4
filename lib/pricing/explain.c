/* explain.c - decisions: why each promotion did or did not apply, and how far away the next tier is. */
#include "pricing/index.h"

#include <string.h>

/* The next thing that more of the target would reach: a higher tier, or the next full `from` of the tier that repeats, whichever comes first. */
void eco_explain_next(eco_pricing_work *work, const eco_rule *rule, int64_t value, int32_t reached, eco_outcome *outcome)
{
    const eco_promotion *promotion = rule->promotion;
    const eco_tier *tiers = promotion->tiers;
    size_t next = (size_t)(reached + 1);
    eco_wide times = 1, at = 0; /* 0: there is none */
    if (next < promotion->tiers_count)
        at = tiers[next].from_minor + tiers[next].from_quantity;
    if (promotion->repeats && reached >= 0) {
        int64_t from = tiers[reached].from_minor + tiers[reached].from_quantity;
        eco_wide fulls = (eco_wide)(value / from) + 1, multiple = from * fulls;
        if (at == 0 || multiple < at) {
            at = multiple;
            next = (size_t)reached;
            times = fulls;
        }
    }
    if (at == 0)
        return;
    int64_t missing = (int64_t)(at - value); /* at most that tier's `from` */
    if (rule->from == ECO_FROM_MINOR)
        outcome->missing_minor = missing;
    else
        outcome->missing_quantity = missing;
    const eco_benefit *benefit = rule->benefits[next];
    bool plain = !rule->selects && !promotion->bands && promotion->stage != ECO_STAGE_SHIPPING &&
                 (benefit != &eco_benefit_percent || promotion->percent_basis == promotion->basis);
    eco_wide off = plain && benefit->forecast ? benefit->forecast(&tiers[next], times, work->rulebook->rounding) : 0;
    if (promotion->max_off_minor && off > promotion->max_off_minor)
        off = promotion->max_off_minor;
    if (!eco_narrow(&outcome->next_off, off))
        outcome->next_off = 0;
}

static bool is_bound_on(const eco_failure *failure, int32_t slot)
{
    return failure->has_bound && failure->symbol.slot == slot; /* `when` looks at the cart's slots only */
}

static bool is_threshold(const eco_failure *failure)
{
    return is_bound_on(failure, ECO_CART_SUBTOTAL) || is_bound_on(failure, ECO_CART_QUANTITY);
}

/* From `value` (in units of 10^-exponent) up to a bound; 0 where it does not fit. */
static int64_t missing_to(eco_decimal bound, int32_t exponent, int64_t value)
{
    int64_t missing;
    eco_wide least = eco_divide((eco_wide)bound.coefficient * eco_power10[exponent], eco_power10[bound.scale],
                                ECO_ROUNDING_CEILING);
    return eco_narrow(&missing, least - value) ? missing : 0;
}

/* Whether `on` holds for some line. Not being able to tell is no error: nobody asked for more than a hint. */
static bool has_line(eco_pricing_work *work, const eco_rule *rule)
{
    bool holds = !rule->on;
    eco_error before = *work->error;
    for (size_t i = 0; i < work->goods_count && !holds; i++)
        if (eco_holds_for_item(&holds, work, rule->on, &work->items[i], rule->promotion->id)) {
            *work->error = before;
            return false;
        }
    return holds;
}

void eco_explain_condition(eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    eco_facts facts = {{work->cart_facts, NULL}};
    eco_failure *failure = &outcome->failure, other;
    size_t part = 0;
    (void)eco_compiled_failure_from(failure, &part, rule->when, &facts); /* it has just been seen not to hold */
    if (is_bound_on(failure, ECO_CART_SUBTOTAL))
        outcome->missing_minor = missing_to(failure->bound, work->rulebook->currency->exponent, work->left);
    if (is_bound_on(failure, ECO_CART_QUANTITY))
        outcome->missing_quantity = missing_to(failure->bound, 0, work->quantity);
    outcome->near = is_threshold(failure);
    while (outcome->near && eco_compiled_failure_from(&other, &part, rule->when, &facts))
        outcome->near = is_threshold(&other);
    outcome->near = outcome->near && has_line(work, rule);
}

/* ---- decisions ---- */

static eco_decision *next_decision(eco_pricing_work *work)
{
    if (work->decisions_count == work->decisions_capacity) {
        size_t capacity = work->decisions_capacity ? 2 * work->decisions_capacity : 16;
        eco_decision *decisions = eco_arena_take_array(work->scratch, capacity, sizeof *decisions);
        if (!decisions) {
            work->out_of_memory = true;
            return NULL;
        }
        if (work->decisions_count)
            memcpy(decisions, work->decisions, work->decisions_count * sizeof *decisions);
        work->decisions = decisions;
        work->decisions_capacity = capacity;
    }
    return &work->decisions[work->decisions_count++];
}

static const char *value_text(eco_pricing_work *work, const eco_value *value, eco_symbol symbol)
{
    char text[ECO_TIME_TEXT > ECO_DECIMAL_TEXT ? ECO_TIME_TEXT : ECO_DECIMAL_TEXT] = "";
    const char *shown = text;
    size_t size = 0;
    switch (value->type) {
    case ECO_VALUE_TEXT:
        shown = value->text;
        size = (size_t)value->size;
        break;
    case ECO_VALUE_NUMBER: eco_decimal_text(text, value->number); break;
    case ECO_VALUE_TIME:
        if (symbol.slot == ECO_CART_AT_DATE)
            eco_date_text(text, (int32_t)(value->time_us / ECO_DAY_US)); /* a whole day */
        else
            eco_time_text(text, value->time_us);
        break;
    default: return NULL; /* there was none; and no fact of pricing is a bool */
    }
    const char *copy = eco_arena_text_of(work->result, shown, value->type == ECO_VALUE_TEXT ? size : strlen(text));
    work->out_of_memory = work->out_of_memory || !copy;
    return copy;
}

static bool is_near(const eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome)
{
    const char *code;
    switch (outcome->reason) {
    case ECO_REASON_APPLIED:
    case ECO_REASON_CLIPPED:
    case ECO_REASON_BELOW_THRESHOLD:
    case ECO_REASON_BUDGET: return true;
    default: break;
    }
    if (outcome->near)
        return true;
    return rule->promotion->coupon && eco_code_entered(work, rule, &code);
}

void eco_explain_rule(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome)
{
    if (!work->explain || (work->explain == ECO_EXPLAIN_NEAR && !is_near(work, rule, outcome)) ||
        (work->why && work->why != rule))
        return;
    eco_decision *decision = next_decision(work);
    if (!decision)
        return;
    *decision = (eco_decision){
        .promotion = eco_pricing_work_text(work, rule->promotion->id),
        .label = eco_pricing_work_text(work, rule->promotion->label),
        .reason = outcome->reason,
        .off_minor = outcome->off,
        .clipped_minor = outcome->clipped,
        .missing_minor = outcome->missing_minor,
        .missing_quantity = outcome->missing_quantity,
        .next_off_minor = outcome->next_off,
        .by = eco_pricing_work_text(work, outcome->by),
        .needed = eco_pricing_work_text(work, outcome->needed),
        .found = eco_pricing_work_text(work, outcome->found),
        .left_minor = outcome->left,
    };
    if (outcome->reason == ECO_REASON_CONDITION) {
        decision->needed = eco_pricing_work_text(work, outcome->failure.needed);
        decision->found = value_text(work, &outcome->failure.found, outcome->failure.symbol);
    }
}

void eco_explain_sale_list(eco_pricing_work *work, const eco_price_list *list, const eco_outcome *outcome)
{
    eco_decision *decision = work->why ? NULL : next_decision(work);
    if (!decision)
        return;
    const char *id = eco_pricing_work_text(work, list->id);
    *decision = (eco_decision){.promotion = id,
                               .label = id,
                               .reason = outcome->reason,
                               .off_minor = outcome->off,
                               .clipped_minor = outcome->clipped,
                               .by = eco_pricing_work_text(work, outcome->by)};
}

static void explain_coupons(eco_pricing_work *work)
{
    for (size_t i = 0; i < work->coupons_count && !work->why; i++) {
        eco_decision *decision = eco_index_knows_code(work->rulebook->index, work->rulebook, work->coupons[i])
                                     ? NULL
                                     : next_decision(work);
        if (!decision)
            continue;
        const char *code = eco_pricing_work_text(work, work->coupons[i]);
        *decision = (eco_decision){.label = code, .needed = code, .reason = ECO_REASON_UNKNOWN_COUPON};
    }
}

/* Best saving first, then by id, those without one last. */
static int compare_decisions(const void *a, const void *b, const void *context)
{
    const eco_decision *left = a, *right = b;
    (void)context;
    if (left->off_minor != right->off_minor)
        return left->off_minor > right->off_minor ? -1 : 1;
    if (!left->promotion || !right->promotion)
        return !left->promotion - !right->promotion;
    return strcmp(left->promotion, right->promotion);
}

eco_status eco_explain_finish(eco_pricing_work *work, eco_quote *quote)
{
    if (!work->explain)
        return ECO_OK;
    explain_coupons(work);
    size_t count = work->decisions_count;
    const void **order = eco_arena_take_array(work->scratch, 2 * count, sizeof *order);
    eco_decision *sorted = eco_arena_take_array(work->result, count, sizeof *sorted);
    if (!order || !sorted || work->out_of_memory)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < count; i++)
        order[i] = &work->decisions[i];
    eco_sort(order, order + count, count, compare_decisions, NULL);
    for (size_t i = 0; i < count; i++)
        sorted[i] = *(const eco_decision *)order[i];
    quote->decisions = sorted;
    quote->decisions_count = count;
    return ECO_OK;
}
