/* command_usage.c - ecomops usage: coupons, limits and budgets that are held for carts, and never passed. */
#include "ecomops/documents.h"
#include "ecomops/show.h"
#include "ecomops/usage.h"

#include <ecomops/host.h>
#include <stdlib.h>

static const tool_live_verb verbs[] = {
    {"snapshot", 0, tool_usage_snapshot, false}, /* the first step of a new shop's first checkout: it makes the store */
    {"hold", ECO_USAGE_HOLD, NULL, false},
    {"commit", ECO_USAGE_COMMIT, NULL, false},
    {"release", ECO_USAGE_RELEASE, NULL, false},
    {"return", ECO_USAGE_RETURN, NULL, false},
    {"uses", 0, NULL, true},
    {"budgets", 0, NULL, true},
    {"holds", 0, NULL, true},
    {"ledger", 0, NULL, true},
    {"audit", 0, tool_live_audit, true},
    {"tick", 0, tool_live_tick, false},
    {"run", 0, tool_usage_run, false},
};

static const tool_live_rule rules[] = {
    {"for", "hold"},
    {"expires", "hold"},
    {"dry-run", "hold commit release return"},
    {"expected-version", "commit release return"},
    {"key", "hold commit release return holds ledger"},
    {"actor", "hold commit release return"},
    {"reason", "hold commit release return"},
    {"reference", "hold commit release return"},
    {"since", "holds ledger"},
    {"until", "holds ledger"},
    {"after", "ledger"},
    {"limit", "uses budgets holds ledger tick"},
};

static const tool_hint hints[] = {{ECO_E_QUOTE_STALE, WORD_HINT_STALE},
                                  {ECO_E_INSUFFICIENT, WORD_HINT_USED_UP},
                                  {ECO_E_EXPIRED, WORD_HINT_USAGE_EXPIRED},
                                  {ECO_E_NOT_FOUND, WORD_HINT_USAGE_NOT_FOUND},
                                  {ECO_E_COMMITTED, WORD_HINT_USAGE_COMMITTED}};

static eco_status open_usage(tool_live *live, eco_error *error)
{
    return eco_usage_open(&live->usage, live->store, live->rulebook, NULL, error);
}

static eco_status table(const eco_table **out, tool_live *live, const char *name, const eco_query *query, eco_error *error)
{
    return eco_usage_table(out, live->usage, name, query, error);
}

static eco_status audit(const eco_table **findings, tool_live *live, eco_error *error)
{
    return eco_usage_audit(findings, live->usage, error);
}

static eco_status tick(tool_live *live, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    return eco_usage_tick(live->usage, now_us, limit, done, error);
}

static const tool_live_kind kind = {
    .name = "usage",
    .verbs = verbs,
    .verbs_count = sizeof verbs / sizeof *verbs,
    .rules = rules,
    .rules_count = sizeof rules / sizeof *rules,
    .hints = hints,
    .hints_count = sizeof hints / sizeof *hints,
    .subject = "PROMOTION (of budgets: CAMPAIGN)",
    .sound = WORD_USAGE_SOUND,
    .change = tool_usage_change,
    .open = open_usage,
    .table = table,
    .audit = audit,
    .tick = tick,
};

/* ---- a snapshot ------------------------------------------------------------------------------------------------------------------------- */

static int show_used(const eco_used_list *list, const tool_usage *usage, const char *currency)
{
    const eco_used *first = list->used;
    const size_t wide = sizeof *first;
    size_t bytes = list->used_count / 8 + 1;
    uint8_t *valid = calloc(bytes, 1); /* of campaigns only: what they spent */
    if (!valid)
        return tool_fail(TOOL_REFUSED, "out of memory");
    for (size_t i = 0; i < list->used_count; i++)
        valid[i / 8] |= (uint8_t)((first[i].campaign != NULL) << i % 8);
#define MEMBER(member) (list->used_count ? &first->member : NULL)
    const eco_table table = {.rows = (int64_t)list->used_count,
                             ECO_LIST(columns, eco_column,
                                      {.name = "promotion", .type = ECO_TYPE_TEXT, .values = MEMBER(promotion), .stride = wide},
                                      {.name = "campaign", .type = ECO_TYPE_TEXT, .values = MEMBER(campaign), .stride = wide},
                                      {.name = "customer", .type = ECO_TYPE_TEXT, .values = MEMBER(customer), .stride = wide},
                                      {.name = "code", .type = ECO_TYPE_TEXT, .values = MEMBER(code), .stride = wide},
                                      {.name = "uses", .type = ECO_TYPE_INT64, .values = MEMBER(uses), .stride = wide},
                                      {.name = "spent",
                                       .type = ECO_TYPE_MONEY,
                                       .values = MEMBER(spent_minor),
                                       .stride = wide,
                                       .valid = valid,
                                       .currency = currency})};
    int code = tool_show(&table, usage->arguments);
    if (!code && !list->used_count && usage->arguments->output == TOOL_TABLE)
        tool_live_say(usage, WORD_STOCK_NOTHING, NULL, NULL);
    free(valid);
    return code;
}

static int snapshot(tool_usage *usage, const eco_cart *cart, const char *path, const char *currency)
{
    const eco_used_list *list;
    eco_error error;
    int code = tool_live_open(usage);
    if (code)
        return code;
    if (eco_usage_snapshot(&list, usage->usage, cart, &error))
        return error.status >= ECO_E_STORE ? tool_live_report(usage, &error) : tool_report(path, &error);
    if (usage->arguments->output != TOOL_JSON)
        code = show_used(list, usage, currency);
    else if (eco_json_write_used(list->used, list->used_count, currency, eco_host_file(stdout), NULL, &error))
        code = tool_report(NULL, &error);
    eco_used_free(list);
    return code;
}

int tool_usage_snapshot(tool_usage *usage)
{
    const eco_cart *cart;
    const char *currency = eco_rulebook_content_of(usage->rulebook)->currency;
    if (usage->operands_count != 1)
        return tool_fail(TOOL_USAGE, "usage snapshot needs CART, a document ecomops.cart/1; see ecomops usage --help");
    int code = tool_read_cart(&cart, usage->operands[0], currency);
    if (code)
        return code;
    code = snapshot(usage, cart, usage->operands[0], currency);
    eco_json_cart_free(cart);
    return code;
}

/* ---- the command ------------------------------------------------------------------------------------------------------------------------ */

static int run(const tool_arguments *arguments)
{
    tool_usage usage = {.kind = &kind,
                        .arguments = arguments,
                        .operands = arguments->operands + 2,
                        .operands_count = arguments->operands_count - 2};
    int code = tool_read_rulebook(&usage.rulebook, arguments->operands[0]);
    code = code ? code : tool_live_run(&usage, arguments->operands[1]);
    eco_usage_free(usage.usage);
    tool_live_close(&usage);
    eco_rulebook_free(usage.rulebook);
    return code;
}

static const tool_option options[] = {
    TOOL_LIVE_STORE_OPTION,
    TOOL_LIVE_KEY_OPTION,
    {"for", "TIME", "how long a hold lasts: 90s, 15m, 2h, 7d", 'f'},
    {"expires", "TIME", "until when: 2026-11-11T12:15:00Z", 0},
    TOOL_LIVE_HEAD_OPTIONS,
    {"expected-version", "N", "of the hold: refuse if it has changed", 0},
    TOOL_LIVE_TIME_OPTIONS,
    TOOL_STORE_OPTIONS,
};

const tool_command tool_usage_command = {
    .name = "usage",
    .operands = "RULEBOOK VERB [ARGUMENT]",
    .summary = "coupons, limits and budgets that are never passed",
    .about = "What a quote uses of coupons, limits and campaign budgets is held for a cart, and committed when it is paid:\n"
             "  snapshot CART           what was used so far, as far as this cart's price depends on it\n"
             "  hold QUOTE --for 15m    all that the quote uses, or nothing (documents ecomops.cart/1 and ecomops.quote/1)\n"
             "  commit HOLD             it is paid\n"
             "  release HOLD            it is not: all is free again\n"
             "  return HOLD             after a cancelled order: what was committed is free again\n"
             "HOLD is the key of the hold, as text or UUID. RULEBOOK (a document ecomops.rulebook/1) has today's limits and\n"
             "budgets. What there is:\n"
             "  uses [PROMOTION]   budgets [CAMPAIGN]   holds [PROMOTION]   ledger [PROMOTION]\n"
             "  audit       proves that nothing is over a limit or budget and all sums are right\n"
             "  tick        tidies holds whose deadline has passed (they do not count from then on anyway)\n"
             "  run FILE    a document ecomops.usage_commands/1\n"
             "A refusal says why, and changes nothing; --output json is a document ecomops.usage_results/1.",
    .examples = "  ecomops usage rules.json snapshot cart.json --store sqlite:shop.db -o json > used.json\n"
                "  ecomops price cart.json --rules rules.json --used used.json -o json > quote.json\n"
                "  ecomops usage rules.json hold quote.json --for 15m --key \"cart 1001\" --store sqlite:shop.db\n"
                "  ecomops usage rules.json commit \"cart 1001\" --store sqlite:shop.db\n"
                "  ECOMOPS_STORE=sqlite:shop.db ecomops usage rules.json budgets --language zh\n",
    TOOL_OPTIONS(options),
    .operands_least = 2,
    .operands_most = 3,
    .run = run,
};
