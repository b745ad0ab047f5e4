/* explain.c - see explain.h. */
#include "ecomops/explain.h"

#include <ecomops/time.h>

#include <stdio.h>
#include <string.h>

#include "ecomops/numbers.h"

typedef struct quote_speaker {
    const eco_decision *decision;
    const eco_quote *quote;
    const eco_rulebook_content *rules; /* NULL: not known */
    const eco_promotion *promotion;    /* the decision's; NULL: not known, or it is a price list's */
    tool_language language;
} quote_speaker;

/* Promotions stand by id. */
const eco_promotion *tool_promotion_of(const eco_rulebook_content *rules, const char *id)
{
    size_t first = 0, end = rules && id ? rules->promotions_count : 0;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        int order = strcmp(rules->promotions[middle]->id, id);
        if (order == 0)
            return rules->promotions[middle];
        if (order < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
}

const char *tool_label_of(const eco_rulebook_content *rules, const char *id)
{
    const eco_promotion *promotion = tool_promotion_of(rules, id);
    return promotion && promotion->label ? promotion->label : id;
}

static bool is_floor(const eco_rulebook_content *rules, const char *id)
{
    for (size_t i = 0; rules && i < rules->floors_count; i++)
        if (strcmp(rules->floors[i]->id, id) == 0)
            return true;
    return false;
}

static const eco_campaign *campaign_of(const eco_rulebook_content *rules, const char *id)
{
    for (size_t i = 0; rules && id && i < rules->campaigns_count; i++)
        if (strcmp(rules->campaigns[i]->id, id) == 0)
            return rules->campaigns[i];
    return NULL;
}

/* The line that the promotion gives; NULL: it gives none. */
static const eco_quote_line *find_gift(const eco_quote *quote, const char *promotion)
{
    for (size_t i = 0; promotion && i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        if (adjustment->line >= 0 && quote->lines[adjustment->line].kind == ECO_LINE_GIFT &&
            strcmp(adjustment->promotion, promotion) == 0)
            return &quote->lines[adjustment->line];
    }
    return NULL;
}

/* ---- parts of sentences ---- */

static char *say(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word word, const char *first, const char *second)
{
    return tool_say(text, TOOL_SENTENCE, speaker->language, word, first, second, NULL);
}

/* One more sentence. */
static void append(char text[TOOL_SENTENCE], const quote_speaker *speaker, const char *more)
{
    size_t used = strlen(text), size = strlen(more), gap = speaker->language == TOOL_ENGLISH;
    if (used + gap + size >= TOOL_SENTENCE)
        return;
    if (gap)
        text[used] = ' ';
    memcpy(text + used + gap, more, size + 1);
}

/* "50.00"; in Chinese "50.00 元", and of other currencies "50.00 EUR". */
static char *say_amount(char text[TOOL_SENTENCE], const quote_speaker *speaker, int64_t minor)
{
    char number[TOOL_NUMBER];
    const char *currency = speaker->quote->currency;
    tool_money(number, minor, currency);
    if (speaker->language == TOOL_ENGLISH)
        snprintf(text, TOOL_SENTENCE, "%s", number);
    else
        snprintf(text, TOOL_SENTENCE, "%s %s", number, strcmp(currency, "CNY") == 0 ? "元" : currency);
    return text;
}

/* "saves 50.00", "saves 50.00 of 62.00" where something kept the rest back, "gives 2 x MUG". */
static char *say_saving(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    const eco_quote_line *gift = find_gift(speaker->quote, decision->promotion);
    char saved[TOOL_SENTENCE], meant[TOOL_SENTENCE], number[TOOL_NUMBER];
    if (gift)
        return say(text, speaker, WORD_GIVES, tool_decimal(number, gift->quantity, gift->quantity_scale), gift->sku);
    say_amount(saved, speaker, decision->off_minor);
    if (decision->reason != ECO_REASON_CLIPPED || decision->clipped_minor <= 0 ||
        decision->clipped_minor > INT64_MAX - decision->off_minor)
        return say(text, speaker, WORD_SAVES, saved, NULL);
    return say(text, speaker, WORD_SAVES_OF, saved, say_amount(meant, speaker, decision->off_minor + decision->clipped_minor));
}

/* "Spend 12.30 more", "Add 2 more"; false: nothing is missing. */
static bool say_missing(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    char number[TOOL_NUMBER], amount[TOOL_SENTENCE];
    if (decision->missing_minor)
        say(text, speaker, WORD_SPEND_MORE, say_amount(amount, speaker, decision->missing_minor), NULL);
    else if (decision->missing_quantity)
        say(text, speaker, WORD_ADD_MORE, tool_count(number, decision->missing_quantity), NULL);
    else
        return false;
    size_t size = strlen(text);
    if (speaker->language == TOOL_CHINESE && size + 1 < TOOL_SENTENCE && (unsigned char)text[size - 1] < 0x80)
        memcpy(text + size, " ", 2); /* between a currency's code and what follows */
    return true;
}

/* What is missing, and for what; `unknown` where the saving is not known. False: nothing is missing. */
static bool say_next(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word unknown)
{
    const eco_decision *decision = speaker->decision;
    const eco_promotion *promotion = speaker->promotion;
    bool first = decision->reason == ECO_REASON_BELOW_THRESHOLD;
    const char *gift = promotion && promotion->tiers_count && first ? promotion->tiers[0].gift_sku : NULL;
    char missing[TOOL_SENTENCE], amount[TOOL_SENTENCE];
    if (!say_missing(missing, speaker))
        return false;
    if (decision->next_off_minor)
        say(text, speaker, WORD_NEXT, missing, say_amount(amount, speaker, decision->next_off_minor));
    else
        say(text, speaker, gift ? WORD_NEXT_GIFT : unknown, missing, gift);
    return true;
}

/* ---- sentences ---- */

/* What kept a promotion from giving all that it meant to. */
static tool_word clipped_by(const quote_speaker *speaker)
{
    const char *by = speaker->decision->by;
    const eco_promotion *promotion = speaker->promotion;
    if (!by)
        return WORD_APPLIED;
    if (speaker->decision->left_minor) /* a promotion or floor may have the campaign's id */
        return WORD_CLIPPED_BY_BUDGET;
    if (strcmp(by, "max_off") == 0 && (!promotion || promotion->max_off_minor))
        return WORD_CLIPPED_BY_CAP;
    if (strcmp(by, "max_quantity") == 0 && (!promotion || promotion->max_quantity))
        return WORD_CLIPPED_BY_QUANTITY;
    if (is_floor(speaker->rules, by))
        return WORD_CLIPPED_BY_FLOOR;
    if (tool_promotion_of(speaker->rules, by))
        return WORD_CLIPPED_BY_BETTER;
    return strcmp(by, "price") == 0 ? WORD_CLIPPED_BY_PRICE : WORD_CLIPPED_BY_OTHER;
}

/* More goods give more: not at the cap. */
static bool has_more(const eco_decision *decision, tool_word how)
{
    bool capped = how == WORD_CLIPPED_BY_CAP || how == WORD_CLIPPED_BY_QUANTITY;
    return !capped && (!decision->next_off_minor || decision->next_off_minor > decision->off_minor);
}

static void say_applied(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    tool_word how = decision->reason == ECO_REASON_CLIPPED ? clipped_by(speaker) : WORD_APPLIED;
    char saving[TOOL_SENTENCE], more[TOOL_SENTENCE], amount[TOOL_SENTENCE];
    say(text, speaker, how, say_saving(saving, speaker), tool_label_of(speaker->rules, decision->by));
    if (decision->reason == ECO_REASON_APPLIED && decision->by) /* a floor that only warns */
        append(text, speaker,
               say(more, speaker, WORD_APPLIED_BELOW_FLOOR, say_amount(amount, speaker, decision->clipped_minor), decision->by));
    if (has_more(decision, how) && say_next(more, speaker, WORD_NEXT_STEP))
        append(text, speaker, more);
}

/* Who or what is to blame, and what would have been saved, where that is known. */
static void say_refused(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word known, tool_word unknown,
                        const char *by)
{
    int64_t would = speaker->decision->clipped_minor;
    char amount[TOOL_SENTENCE];
    say(text, speaker, would ? known : unknown, by, would ? say_amount(amount, speaker, would) : NULL);
}

static void say_limit(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    bool of_customer = decision->by && strcmp(decision->by, "limit_per_customer") == 0;
    tool_word word = decision->found    ? WORD_LIMIT_CODE
                     : !of_customer     ? WORD_LIMIT
                     : decision->needed ? WORD_LIMIT_NO_CUSTOMER
                                        : WORD_LIMIT_CUSTOMER;
    say(text, speaker, word, decision->found, NULL);
}

static void say_budget(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    char would[TOOL_SENTENCE], left[TOOL_SENTENCE];
    bool of_money = decision->needed && strcmp(decision->needed, "budget") == 0;
    if (!of_money || !decision->left_minor)
        say_refused(text, speaker, WORD_BUDGET_KNOWN, WORD_BUDGET, decision->by);
    else
        tool_say(text, TOOL_SENTENCE, speaker->language, WORD_BUDGET_LEFT, decision->by,
                 say_amount(would, speaker, decision->clipped_minor), say_amount(left, speaker, decision->left_minor));
}

static void say_condition(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    if (!say_next(text, speaker, WORD_NEXT_FIRST))
        say(text, speaker, decision->found ? WORD_CONDITION_FOUND : WORD_CONDITION, decision->needed, decision->found);
}

static void say_no_target(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_promotion *promotion = speaker->promotion;
    char number[TOOL_NUMBER];
    if (promotion && promotion->stage == ECO_STAGE_SHIPPING)
        say(text, speaker, WORD_NO_TARGET_SHIPPED, NULL, NULL);
    else if (promotion && promotion->group_quantity)
        say(text, speaker, WORD_NO_TARGET_UNITS, tool_count(number, promotion->group_quantity), NULL);
    else if (promotion && promotion->buy_quantity)
        say(text, speaker, WORD_NO_TARGET_BUY, tool_count(number, promotion->buy_quantity), NULL);
    else
        say(text, speaker, WORD_NO_TARGET, NULL, NULL);
}

static void say_no_coupon(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const char *code = speaker->promotion ? speaker->promotion->coupon : NULL;
    bool known = code && *code != '@';
    say(text, speaker, known ? WORD_NO_COUPON_KNOWN : WORD_NO_COUPON, known ? code : NULL, NULL);
}

/* Times as the shop's clocks show them. */
static void say_time(char text[TOOL_SENTENCE], const quote_speaker *speaker, int64_t at_us, tool_word known, tool_word unknown)
{
    eco_zone *zone;
    char clock[ECO_TIME_TEXT + 8];
    if (!at_us || eco_zone_open(&zone, speaker->rules->zone, NULL)) {
        say(text, speaker, unknown, NULL, NULL);
        return;
    }
    eco_civil civil = eco_zone_civil(zone, at_us);
    snprintf(clock, sizeof clock, "%04d-%02d-%02d %02d:%02d", civil.year % 10000, civil.month % 100, civil.day % 100,
             civil.hour % 100, civil.minute % 100);
    eco_zone_free(zone);
    say(text, speaker, known, clock, NULL);
}

typedef struct window {
    int64_t starts_us, ends_us; /* 0: not known */
} window;

/* Of the campaign, where that is to blame, or of the promotion. */
static window window_of(const quote_speaker *speaker)
{
    const eco_campaign *campaign = campaign_of(speaker->rules, speaker->decision->by);
    if (campaign)
        return (window){campaign->starts_us, campaign->ends_us};
    const eco_promotion *promotion = speaker->promotion;
    return promotion ? (window){promotion->starts_us, promotion->ends_us} : (window){0, 0};
}

char *tool_explain(char text[TOOL_SENTENCE], const eco_decision *decision, const eco_quote *quote,
                   const eco_rulebook_content *rules, tool_language language)
{
    const eco_promotion *promotion = tool_promotion_of(rules, decision->promotion);
    const quote_speaker it = {decision, quote, rules, promotion, language}, *speaker = &it;
    const char *by = tool_label_of(rules, decision->by);
    const window open = window_of(speaker);
    switch (decision->reason) {
    case ECO_REASON_APPLIED:
    case ECO_REASON_CLIPPED: say_applied(text, speaker); break;
    case ECO_REASON_BELOW_THRESHOLD:
    case ECO_REASON_CONDITION: say_condition(text, speaker); break;
    case ECO_REASON_NO_TARGET: say_no_target(text, speaker); break;
    case ECO_REASON_NO_COUPON: say_no_coupon(text, speaker); break;
    case ECO_REASON_NOT_STARTED: say_time(text, speaker, open.starts_us, WORD_NOT_STARTED_KNOWN, WORD_NOT_STARTED); break;
    case ECO_REASON_ENDED: say_time(text, speaker, open.ends_us, WORD_ENDED_KNOWN, WORD_ENDED); break;
    case ECO_REASON_LIMIT: say_limit(text, speaker); break;
    case ECO_REASON_BUDGET: say_budget(text, speaker); break;
    case ECO_REASON_EXCLUDED: say(text, speaker, WORD_EXCLUDED, by, NULL); break;
    case ECO_REASON_NOTHING_LEFT: say(text, speaker, WORD_NOTHING_LEFT, NULL, NULL); break;
    case ECO_REASON_FLOOR: say_refused(text, speaker, WORD_FLOOR_KNOWN, WORD_FLOOR, decision->by); break;
    case ECO_REASON_UNKNOWN_COUPON: say(text, speaker, WORD_UNKNOWN_COUPON, NULL, NULL); break;
    case ECO_REASON_WORSE: say_refused(text, speaker, WORD_WORSE_KNOWN, WORD_WORSE, by); break;
    default: say(text, speaker, WORD_OTHER_REASON, NULL, NULL); break;
    }
    return text;
}
