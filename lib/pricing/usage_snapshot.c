/* usage_snapshot.c - eco_usage_snapshot: what is held and committed of all that a cart can use, at its instant.
 *
 * What pricing would refuse before it asks for a limit - by its window, its code - is not looked up, so the cost follows what the cart reaches. */
#include <string.h>

#include "base/error.h"
#include "pricing/quote_internal.h"
#include "pricing/usage_internal.h"

/* A count that was found; its place in the list is that of its row. */
typedef struct found {
    int64_t key;
    usage_name name;
    int64_t uses, spent;
} found;

typedef struct snapshot {
    eco_usage *usage;
    const eco_cart *cart;
    eco_view *view;
    eco_error *error;
    eco_arena arena;    /* for the time of the call */
    const char **codes; /* that were entered, each once */
    size_t codes_count;
    eco_map seen_codes, campaigns; /* by text */
    eco_map counts;                /* key -> place in `found` */
    found **found;
    size_t found_count, found_capacity;
    eco_id *due; /* holds whose deadline has passed, and that have not been swept */
    size_t due_count, due_capacity;
    eco_status status; /* of a visit that could not go on */
} snapshot;

/* ---- one count -------------------------------------------------------------------------------------------------------------------------- */

static eco_status find_count(snapshot *at, const usage_name *name, const usage_count **out)
{
    for (int64_t key = eco_usage_key(at->usage, name);; key = eco_usage_next_key(key)) {
        const void *record;
        eco_status status = eco_view_find(&record, at->view, &eco_usage_count_kind, eco_key_int(key), at->error);
        const usage_count *count = record;
        *out = count;
        if (status || !count)
            return status;
        /* One text at a time: each is borrowed until the next call on the view. */
        if (eco_usage_is_name(name, count->what, eco_view_text(at->view, count->subject), name->detail) &&
            eco_usage_is_name(name, count->what, name->subject, eco_view_text(at->view, count->detail)))
            return ECO_OK;
    }
}

static eco_status check_currency(const snapshot *at, const usage_count *count, const char *campaign)
{
    const char *rulebook = eco_rulebook_content_of(at->usage->rulebook)->currency,
               *currency = eco_view_text(at->view, count->currency);
    if (!currency || strcmp(currency, rulebook) == 0)
        return ECO_OK;
    return eco_fail(at->error, ECO_E_CURRENCY, NULL, "campaign %s was spent in %s so far, the rulebook is in %s",
                    ECO_QUOTE(campaign), currency, rulebook);
}

static eco_status look_up(snapshot *at, int32_t what, const char *subject, const char *detail)
{
    const usage_name name = {what, subject, detail};
    const usage_count *count;
    eco_status status = find_count(at, &name, &count);
    if (!status && count && what == USAGE_CAMPAIGN)
        status = check_currency(at, count, subject);
    if (status || !count)
        return status;
    int64_t place = (int64_t)at->found_count;
    bool added;
    found *row = eco_arena_take(&at->arena, sizeof *row);
    if (!row || !eco_grow(&at->usage->module.allocator, &at->found, &at->found_capacity, at->found_count + 1, sizeof *at->found))
        return eco_fail_memory(at->error);
    *row = (found){count->key, name, count->held + count->committed, count->held_minor + count->committed_minor};
    if (!eco_map_add(&at->counts, (const char *)&row->key, sizeof row->key, &place, &added))
        return eco_fail_memory(at->error);
    at->found[at->found_count++] = row;
    return ECO_OK;
}

/* ---- what the cart can use -------------------------------------------------------------------------------------------------------------- */

static bool is_open(int64_t starts_us, int64_t ends_us, int64_t at_us)
{
    return (!starts_us || at_us >= starts_us) && (!ends_us || at_us < ends_us);
}

static eco_status look_up_codes(snapshot *at, const usage_rule *rule)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; !status && i < at->codes_count; i++)
        if (eco_usage_rule_knows(rule, at->codes[i]))
            status = look_up(at, USAGE_CODE, rule->promotion->id, at->codes[i]);
    return status;
}

static eco_status look_up_campaign(snapshot *at, const eco_campaign *campaign)
{
    int64_t none = 0;
    bool added;
    if (!campaign->budget_minor && !campaign->budget_uses)
        return ECO_OK;
    if (!eco_map_add(&at->campaigns, campaign->id, strlen(campaign->id), &none, &added))
        return eco_fail_memory(at->error);
    return added ? look_up(at, USAGE_CAMPAIGN, campaign->id, NULL) : ECO_OK;
}

static eco_status look_up_rule(snapshot *at, const usage_rule *rule)
{
    const eco_promotion *promotion = rule->promotion;
    const eco_campaign *campaign = rule->campaign;
    int64_t at_us = at->cart->at_us;
    if (!is_open(promotion->starts_us, promotion->ends_us, at_us) ||
        (campaign && !is_open(campaign->starts_us, campaign->ends_us, at_us)))
        return ECO_OK;
    eco_status status = ECO_OK;
    if (promotion->limit)
        status = look_up(at, USAGE_ALL, promotion->id, NULL);
    if (!status && promotion->limit_per_customer && at->cart->customer)
        status = look_up(at, USAGE_CUSTOMER, promotion->id, at->cart->customer);
    if (!status && promotion->limit_per_code)
        status = look_up_codes(at, rule);
    return !status && campaign ? look_up_campaign(at, campaign) : status;
}

static bool knows_any_code(const snapshot *at, const usage_rule *rule)
{
    for (size_t i = 0; i < at->codes_count; i++)
        if (eco_usage_rule_knows(rule, at->codes[i]))
            return true;
    return false;
}

static eco_status look_up_rules(snapshot *at)
{
    const eco_usage *usage = at->usage;
    eco_status status = ECO_OK;
    for (size_t i = 0; !status && i < usage->open_count; i++)
        if (!usage->rules[i].promotion->coupon || knows_any_code(at, &usage->rules[i]))
            status = look_up_rule(at, &usage->rules[i]);
    for (size_t i = 0; !status && i < at->codes_count; i++)
        for (int64_t rule = eco_map_get(&usage->codes, at->codes[i], strlen(at->codes[i]), -1); !status && rule >= 0;
             rule = usage->next[rule])
            status = look_up_rule(at, &usage->rules[rule]);
    return status;
}

static eco_status read_codes(snapshot *at)
{
    size_t count = at->cart->coupons_count;
    at->codes = eco_arena_take_array(&at->arena, count, sizeof *at->codes);
    if (count && !at->codes)
        return eco_fail_memory(at->error);
    for (size_t i = 0; i < count; i++) {
        const char *code = at->cart->coupons[i];
        int64_t none = 0;
        bool added;
        if (!eco_map_add(&at->seen_codes, code, strlen(code), &none, &added))
            return eco_fail_memory(at->error);
        if (added)
            at->codes[at->codes_count++] = code;
    }
    return ECO_OK;
}

/* ---- what has lapsed -------------------------------------------------------------------------------------------------------------------- */

static bool visit_due(const eco_row *row, void *user)
{
    snapshot *at = user;
    if (!eco_grow(&at->usage->module.allocator, &at->due, &at->due_capacity, at->due_count + 1, sizeof *at->due)) {
        at->status = eco_fail_memory(at->error);
        return false;
    }
    at->due[at->due_count++] = ((const usage_hold *)row->record)->key;
    return true;
}

static bool visit_line(const eco_row *row, void *user)
{
    snapshot *at = user;
    const usage_line *line = row->record;
    for (int what = 0; what < USAGE_WHATS; what++) {
        int64_t place = eco_map_get(&at->counts, (const char *)&line->counts[what], sizeof line->counts[what], -1);
        if (place < 0)
            continue;
        at->found[place]->uses -= line->uses;
        at->found[place]->spent -= what == USAGE_CAMPAIGN ? line->spent : 0;
    }
    return true;
}

static eco_status take_off_lapsed(snapshot *at)
{
    const eco_filter due = {.due = true, .until = at->cart->at_us};
    if (!at->found_count)
        return ECO_OK;
    eco_status status = eco_view_scan(at->view, &eco_usage_hold_kind, &due, visit_due, at, at->error);
    for (size_t i = 0; !status && !at->status && i < at->due_count; i++) {
        const eco_filter of_hold = {.key = at->due[i]};
        status = eco_view_scan(at->view, &eco_usage_line_kind, &of_hold, visit_line, at, at->error);
    }
    return status ? status : at->status;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static bool copy_text(eco_arena *arena, const char *text, const char **out)
{
    *out = text ? eco_arena_text(arena, text) : NULL;
    return !text || *out;
}

static bool put_row(eco_arena *arena, const found *row, eco_used *out)
{
    *out = (eco_used){.uses = row->uses, .spent_minor = row->spent};
    if (row->name.what == USAGE_CAMPAIGN)
        return copy_text(arena, row->name.subject, &out->campaign);
    return copy_text(arena, row->name.subject, &out->promotion) &&
           copy_text(arena, row->name.detail, row->name.what == USAGE_CUSTOMER ? &out->customer : &out->code);
}

static eco_status make_list(const eco_used_list **out, const snapshot *at)
{
    eco_arena *arena;
    eco_used_list *list = eco_used_begin(&at->usage->module.allocator, &arena);
    if (!list)
        return eco_fail_memory(at->error);
    eco_used *used = eco_arena_take_array(arena, at->found_count, sizeof *used);
    bool whole = used || !at->found_count;
    list->used = used;
    for (size_t i = 0; whole && i < at->found_count; i++)
        if (at->found[i]->uses || at->found[i]->spent)
            whole = put_row(arena, at->found[i], &used[list->used_count++]);
    if (!whole) {
        eco_used_free(list);
        return eco_fail_memory(at->error);
    }
    *out = list;
    return ECO_OK;
}

static eco_status read_view(snapshot *at)
{
    eco_status status = eco_view_open(&at->view, at->usage->module.store, at->error);
    if (!status)
        status = look_up_rules(at);
    if (!status)
        status = take_off_lapsed(at);
    eco_view_close(at->view);
    return status;
}

eco_status eco_usage_snapshot(const eco_used_list **out, eco_usage *usage, const eco_cart *cart, eco_error *error)
{
    const eco_allocator *allocator = &usage->module.allocator;
    eco_cart given;
    *out = NULL;
    if (ECO_TAKE(&given, cart, eco_cart, error))
        return ECO_E_INVALID;
    eco_status status = eco_usage_check_cart(&given, allocator, error);
    if (status)
        return status;
    snapshot at = {.usage = usage, .cart = &given, .error = error};
    eco_arena_begin(&at.arena, allocator);
    eco_map_begin(&at.seen_codes, allocator);
    eco_map_begin(&at.campaigns, allocator);
    eco_map_begin(&at.counts, allocator);
    status = read_codes(&at);
    if (!status)
        status = read_view(&at);
    if (!status)
        status = make_list(out, &at);
    eco_release(allocator, at.found, at.found_capacity * sizeof *at.found);
    eco_release(allocator, at.due, at.due_capacity * sizeof *at.due);
    eco_map_end(&at.counts);
    eco_map_end(&at.campaigns);
    eco_map_end(&at.seen_codes);
    eco_arena_end(&at.arena);
    return status;
}
