/* explain.c - see explain.h. */
#include "ecomops/explain.h"

#include <ecomops/time.h>

#include <stdio.h>
#include <string.h>

#include "ecomops/numbers.h"

typedef struct quote_speaker {
    const eco_decision *decision;
    const eco_rulebook_content *rules;
    const char *currency;
    tool_language language;
} quote_speaker;

static const eco_promotion *find(const eco_rulebook_content *rules, const char *id)
{
    for (size_t i = 0; id && i < rules->promotions_count; i++)
        if (strcmp(rules->promotions[i]->id, id) == 0)
            return rules->promotions[i];
    return NULL;
}

const char *tool_label_of(const eco_rulebook_content *rules, const char *id)
{
    const eco_promotion *promotion = find(rules, id);
    return promotion && promotion->label ? promotion->label : id;
}

static char *say(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word word, const char *first, const char *second)
{
    return tool_say(text, TOOL_SENTENCE, speaker->language, word, first, second, NULL);
}

/* "spend 12.30 more", "add 2 more"; false: nothing is missing. */
static bool say_missing(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    char number[TOOL_NUMBER];
    if (decision->missing_minor)
        say(text, speaker, WORD_SPEND_MORE, tool_money(number, decision->missing_minor, speaker->currency), NULL);
    else if (decision->missing_quantity)
        say(text, speaker, WORD_ADD_MORE, tool_count(number, decision->missing_quantity), NULL);
    return decision->missing_minor || decision->missing_quantity;
}

/* What is missing, in the words of `known` (with what the next step would save) or `unknown`. */
static bool say_next(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word known, tool_word unknown)
{
    char missing[TOOL_SENTENCE], number[TOOL_NUMBER];
    if (!say_missing(missing, speaker))
        return false;
    int64_t next = speaker->decision->next_off_minor;
    say(text, speaker, next ? known : unknown, missing, next ? tool_money(number, next, speaker->currency) : NULL);
    return true;
}

static void append(char text[TOOL_SENTENCE], const char *more)
{
    size_t used = strlen(text), size = strlen(more);
    if (used + size < TOOL_SENTENCE)
        memcpy(text + used, more, size + 1);
}

static void say_saving(char text[TOOL_SENTENCE], const quote_speaker *speaker, tool_word word)
{
    char number[TOOL_NUMBER], next[TOOL_SENTENCE];
    say(text, speaker, word, tool_money(number, speaker->decision->off_minor, speaker->currency), NULL);
    if (say_next(next, speaker, WORD_NEXT, WORD_NEXT_UNKNOWN))
        append(text, next);
}

static void say_condition(char text[TOOL_SENTENCE], const quote_speaker *speaker)
{
    const eco_decision *decision = speaker->decision;
    if (say_next(text, speaker, WORD_BELOW, WORD_BELOW_UNKNOWN))
        return;
    say(text, speaker, decision->found ? WORD_CONDITION_FOUND : WORD_CONDITION, decision->needed, decision->found);
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

char *tool_explain(char text[TOOL_SENTENCE], const eco_decision *decision, const eco_rulebook_content *rules,
                   const char *currency, tool_language language)
{
    const quote_speaker speaker = {decision, rules, currency, language};
    const eco_promotion *promotion = find(rules, decision->promotion);
    bool capped = decision->by && strcmp(decision->by, "max_off") == 0;
    switch (decision->reason) {
    case ECO_REASON_APPLIED: say_saving(text, &speaker, WORD_APPLIED); break;
    case ECO_REASON_CLIPPED: say_saving(text, &speaker, capped ? WORD_CLIPPED_BY_CAP : WORD_CLIPPED_BY_PRICE); break;
    case ECO_REASON_BELOW_THRESHOLD:
    case ECO_REASON_CONDITION: say_condition(text, &speaker); break;
    case ECO_REASON_NO_TARGET: say(text, &speaker, WORD_NO_TARGET, NULL, NULL); break;
    case ECO_REASON_NO_COUPON: {
        const char *code = promotion && promotion->coupon && *promotion->coupon != '@' ? promotion->coupon : NULL;
        say(text, &speaker, code ? WORD_NO_COUPON_KNOWN : WORD_NO_COUPON, code, NULL);
        break;
    }
    case ECO_REASON_NOT_STARTED:
        say_time(text, &speaker, promotion ? promotion->starts_us : 0, WORD_NOT_STARTED_KNOWN, WORD_NOT_STARTED);
        break;
    case ECO_REASON_ENDED: say_time(text, &speaker, promotion ? promotion->ends_us : 0, WORD_ENDED_KNOWN, WORD_ENDED); break;
    case ECO_REASON_EXCLUDED: say(text, &speaker, WORD_EXCLUDED, tool_label_of(rules, decision->by), NULL); break;
    case ECO_REASON_NOTHING_LEFT: say(text, &speaker, WORD_NOTHING_LEFT, NULL, NULL); break;
    case ECO_REASON_UNKNOWN_COUPON: say(text, &speaker, WORD_UNKNOWN_COUPON, NULL, NULL); break;
    default: say(text, &speaker, WORD_OTHER_REASON, NULL, NULL); break;
    }
    return text;
}
