/* usage_hold.c - HOLD: all that a quote uses, reserved until a deadline, where the limits and budgets of today's rulebook leave it.
 *
 * Too little is ECO_E_INSUFFICIENT at first, in any case, which has the store do what is due and ask again: only then it is known whether something is left
 * (the quote is stale) or nothing. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "pricing/usage_internal.h"

static eco_status fail_use(usage_call *call, size_t use, eco_status status, const char *words)
{
    char path[48];
    call->result->use = (int32_t)use + 1;
    snprintf(path, sizeof path, "/quote/uses/%zu", use);
    return eco_fail(call->error, status, path, "%s; price the cart again", words);
}

/* ---- what the rulebook says today ------------------------------------------------------------------------------------------------------- */

static bool is_same(const char *campaign, const eco_campaign *is)
{
    return campaign && is ? strcmp(campaign, is->id) == 0 : !campaign && !is;
}

static eco_status check_rule(usage_call *call, size_t i)
{
    const eco_use *use = &call->command->quote->uses[i];
    const eco_promotion *promotion = call->asked[i].rule.promotion;
    const eco_campaign *campaign = call->asked[i].rule.campaign;
    char words[3 * ECO_QUOTED + 64];
    const char *by = "promotion";
    if (!promotion)
        snprintf(words, sizeof words, "the rulebook has no promotion %s any more", ECO_QUOTE(use->promotion));
    else if (by = "campaign", !is_same(use->campaign, campaign))
        snprintf(words, sizeof words, "promotion %s spends of campaign %s now, not of %s", ECO_QUOTE(use->promotion),
                 campaign ? ECO_QUOTE(campaign->id) : "none", use->campaign ? ECO_QUOTE(use->campaign) : "none");
    else if (by = "customer", promotion->limit_per_customer && !use->customer)
        snprintf(words, sizeof words, "promotion %s is limited per customer now, and the quote has none",
                 ECO_QUOTE(use->promotion));
    else if (by = "code", promotion->limit_per_code && !use->code)
        snprintf(words, sizeof words, "promotion %s is limited per code now, and the quote uses none", ECO_QUOTE(use->promotion));
    else
        return ECO_OK;
    call->result->by = by;
    return fail_use(call, i, ECO_E_QUOTE_STALE, words);
}

static eco_status check_currency(const usage_call *call)
{
    const char *quote = call->command->quote->currency, *rulebook = eco_rulebook_content_of(call->usage->rulebook)->currency;
    if (strcmp(quote, rulebook) == 0)
        return ECO_OK;
    return eco_fail(call->error, ECO_E_CURRENCY, "/quote/currency", "the quote is in %s, the rulebook in %s", ECO_QUOTE(quote),
                    rulebook);
}

/* ---- limits and budgets ----------------------------------------------------------------------------------------------------------------- */

typedef struct bound {
    const char *by;
    int64_t limit; /* 0: none */
    int64_t taken; /* of it so far, with what the quote's uses before this one took */
    int64_t asked; /* by this use */
    bool is_money;
} bound;

/* What uses before this one took of the same count. */
static int64_t taken_before(const usage_call *call, size_t use, int32_t what, bool is_money)
{
    int64_t sum = 0;
    for (size_t i = 0; i < use; i++)
        if (call->asked[i].counts[what] == call->asked[use].counts[what])
            sum += is_money ? call->command->quote->uses[i].spent_minor : call->command->quote->uses[i].uses;
    return sum;
}

static void put_amount(const usage_call *call, char text[ECO_MONEY_TEXT], int64_t amount, bool is_money)
{
    if (is_money)
        eco_money_text(text, amount, call->command->quote->currency);
    else
        snprintf(text, ECO_MONEY_TEXT, "%lld", (long long)amount);
}

/* Of what, in words: "budget of campaign 'summer'", "limit_per_code of promotion '10-off' and code 'A'". */
static void put_bound(const usage_name *name, const char *by, char *words, size_t size)
{
    const char *detail = name->what == USAGE_CUSTOMER ? " and customer " : " and code ";
    snprintf(words, size, "%s of %s %s%s%s", by, name->what == USAGE_CAMPAIGN ? "campaign" : "promotion",
             ECO_QUOTE(name->subject), name->detail ? detail : "", name->detail ? ECO_QUOTE(name->detail) : "");
}

static eco_status fail_bound(usage_call *call, size_t use, const usage_name *name, const bound *of)
{
    int64_t before = taken_before(call, use, name->what, of->is_money), left = of->limit - (of->taken - before);
    char bound_text[2 * ECO_QUOTED + 64], left_text[ECO_MONEY_TEXT], asked_text[ECO_MONEY_TEXT], words[512];
    if (left < 0)
        left = 0; /* the limit was lowered */
    put_bound(name, of->by, bound_text, sizeof bound_text);
    put_amount(call, left_text, left, of->is_money);
    put_amount(call, asked_text, of->asked + before, of->is_money);
    snprintf(words, sizeof words, "%s: %s left, the quote %s %s", bound_text, left_text, of->is_money ? "spends" : "uses",
             asked_text);
    call->result->by = of->by;
    call->result->available = left;
    return fail_use(call, use, left == 0 || !call->prepared->is_swept ? ECO_E_INSUFFICIENT : ECO_E_QUOTE_STALE, words);
}

static eco_status check_bound(usage_call *call, size_t use, const usage_name *name, const bound *of)
{
    return of->limit && of->asked && of->asked > of->limit - of->taken ? fail_bound(call, use, name, of) : ECO_OK;
}

static eco_status check_bounds(usage_call *call, size_t i, const usage_name *name, const usage_count *count)
{
    const eco_use *use = &call->command->quote->uses[i];
    const usage_rule *rule = &call->asked[i].rule;
    bound of = {NULL, 0, count->held + count->committed, use->uses, false};
    switch (name->what) {
    case USAGE_ALL: of.by = "limit", of.limit = rule->promotion->limit; break;
    case USAGE_CUSTOMER: of.by = "limit_per_customer", of.limit = rule->promotion->limit_per_customer; break;
    case USAGE_CODE: of.by = "limit_per_code", of.limit = rule->promotion->limit_per_code; break;
    default: of.by = "budget_uses", of.limit = rule->campaign->budget_uses;
    }
    eco_status status = check_bound(call, i, name, &of);
    if (status || name->what != USAGE_CAMPAIGN)
        return status;
    of = (bound){"budget", rule->campaign->budget_minor, count->held_minor + count->committed_minor, use->spent_minor, true};
    return check_bound(call, i, name, &of);
}

/* ---- reserving -------------------------------------------------------------------------------------------------------------------------- */

/* Held and committed together always fit. */
static bool fits(int64_t held, int64_t committed, int64_t more)
{
    int64_t sum;
    return !__builtin_add_overflow(held + committed, more, &sum);
}

static eco_status reserve(usage_call *call, size_t i, const usage_name *name)
{
    const eco_use *use = &call->command->quote->uses[i];
    usage_count *count;
    eco_status status = eco_usage_find_count(call, i, name, &count);
    if (status)
        return status;
    const char *currency = eco_work_text_of(call->work, count->currency);
    if (currency && strcmp(currency, call->command->quote->currency) != 0)
        return eco_fail(call->error, ECO_E_CURRENCY, "/quote/currency", "campaign %s was spent in %s so far, the quote is in %s",
                        ECO_QUOTE(name->subject), currency, call->command->quote->currency);
    if ((status = check_bounds(call, i, name, count)))
        return status;
    int64_t spent = name->what == USAGE_CAMPAIGN ? use->spent_minor : 0;
    if (!fits(count->held, count->committed, use->uses) || !fits(count->held_minor, count->committed_minor, spent))
        return fail_use(call, i, ECO_E_OVERFLOW, "more than 64 bits count");
    if (!eco_usage_touch(call->work, count))
        return eco_fail_memory(call->error);
    count->held += use->uses;
    count->held_minor += spent;
    return ECO_OK;
}

static eco_status reserve_use(usage_call *call, size_t i)
{
    const eco_use *use = &call->command->quote->uses[i];
    usage_name names[USAGE_WHATS];
    eco_status status = check_rule(call, i);
    eco_usage_names(names, use);
    for (int what = 0; !status && what < USAGE_WHATS; what++)
        if (names[what].subject)
            status = reserve(call, i, &names[what]);
    return status ? status : eco_usage_add_total(call, use->uses, use->spent_minor);
}

static eco_status write_hold(usage_call *call)
{
    const eco_usage_command *command = call->command;
    bool failed = false;
    usage_hold *hold = eco_work_add(call->work, &eco_usage_hold_kind, command->key);
    if (!hold)
        return eco_fail_memory(call->error);
    hold->rulebook = command->quote->rulebook;
    hold->digest = (int64_t)call->prepared->digest;
    hold->at_us = command->at_us;
    hold->due_us = command->expires_us;
    hold->state = USAGE_HELD;
    hold->version = 1;
    hold->cart = eco_work_text(call->work, command->quote->cart, &failed);
    hold->actor = eco_work_text(call->work, command->actor, &failed);
    hold->reason = eco_work_text(call->work, command->reason, &failed);
    hold->reference = eco_work_text(call->work, command->reference, &failed);
    for (size_t i = 0; i < command->quote->uses_count && !failed; i++) {
        usage_line *line = eco_work_add_part(call->work, &eco_usage_hold_kind, hold);
        if (!line)
            return eco_fail_memory(call->error);
        memcpy(line->counts, call->asked[i].counts, sizeof line->counts);
        line->uses = command->quote->uses[i].uses;
        line->spent = command->quote->uses[i].spent_minor;
    }
    return failed ? eco_fail_memory(call->error) : ECO_OK;
}

eco_status eco_usage_hold(usage_call *call)
{
    eco_status status = check_currency(call);
    for (size_t i = 0; !status && i < call->command->quote->uses_count; i++)
        status = reserve_use(call, i);
    return status ? status : write_hold(call);
}
