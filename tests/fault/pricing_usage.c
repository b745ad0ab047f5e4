/* pricing_usage.c - usage in a memory store while memory fails: a call that fails leaves every table as it was, and works when it is tried again. */
#include "fault.h"

#include <ecomops/pricing/usage.h>

typedef struct world {
    eco_rulebook *rulebook;
    eco_store *store;
    eco_usage *usage;
    fault_text was; /* all tables */
} world;

#define KEY(number) ((eco_id){1, (number)})

static const eco_use both[] = {
    {.promotion = "all", .customer = "ann", .uses = 1, .spent_minor = 100},
    {.promotion = "ten", .campaign = "summer", .customer = "ann", .code = "TEN", .uses = 1, .spent_minor = 150},
};
static const eco_quote quote_of_both = {.currency = "EUR", .cart = "c", .uses = both, .uses_count = 2};

static eco_rulebook *rulebook_of(void)
{
    eco_rulebook *rulebook;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 500));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "winter", .budget_uses = 5));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "all", .limit = 9, ECO_LIST(tiers, eco_tier, {.off_minor = 1})));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "ten", .coupon = "TEN", .campaign = "summer", .limit_per_code = 9,
                                        .limit_per_customer = 9, ECO_LIST(tiers, eco_tier, {.off_minor = 1})));
    MUST(eco_rulebook_build(&rulebook, rules, &error));
    return rulebook;
}

static eco_status run(world *w, eco_usage_command command, eco_error *error)
{
    eco_usage_result result;
    if (!command.at_us)
        command.at_us = 10;
    return eco_usage_execute(w->usage, &command, 1, &result, error);
}

static fault_text tables_of(const world *w)
{
    static const char *const names[] = {"uses", "budgets", "holds", "ledger"};
    fault_text text = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const eco_table *table;
        MUST(eco_usage_table(&table, w->usage, names[i], NULL, &error));
        MUST(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){fault_text_write, &text}, &error));
        eco_table_free(table);
    }
    MUST(eco_usage_audit(NULL, w->usage, &error));
    return text;
}

/* Hold 1 is held, hold 2 committed, hold 3 has its deadline at 20. */
static world begin(void)
{
    world w = {.rulebook = rulebook_of()};
    fault_keeps(true);
    MUST(eco_store_open(&w.store, "memory:", ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
    MUST(eco_usage_open(&w.usage, w.store, w.rulebook, ECO_MAKE(eco_usage_options, .allocator = fault_allocator()), &error));
    const eco_usage_command commands[] = {
        {.key = KEY(1), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &quote_of_both, .expires_us = 100, .actor = "ann"},
        {.key = KEY(2), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &quote_of_both, .expires_us = 100},
        {.key = KEY(9), .verb = ECO_USAGE_COMMIT, .at_us = 10, .hold = KEY(2), .reference = "o7"},
        {.key = KEY(3), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &quote_of_both, .expires_us = 20},
    };
    MUST(eco_usage_execute(w.usage, commands, sizeof commands / sizeof commands[0], NULL, &error));
    w.was = tables_of(&w);
    return w;
}

static bool is_same(const world *w)
{
    fault_text is = tables_of(w);
    bool same = is.size == w->was.size && memcmp(is.bytes, w->was.bytes, is.size) == 0;
    free(is.bytes);
    return same;
}

static void finish(world *w)
{
    free(tables_of(w).bytes);
    eco_usage_free(w->usage);
    eco_store_free(w->store);
    eco_rulebook_free(w->rulebook);
    free(w->was.bytes);
}

/* A command that fails for want of memory changed nothing, and does its work when it is sent again. */
static void again(world *w, eco_usage_command command, eco_status status)
{
    if (status)
        MUST(run(w, command, &error));
}

#define VERB(verb_, ...)                                                                                                       \
    do {                                                                                                                       \
        world w;                                                                                                               \
        const eco_usage_command command = {.key = KEY(20), .verb = (verb_), __VA_ARGS__};                                      \
        FAULTS_OWN(w = begin(), run(&w, command, &error), is_same(&w), (void)0, again(&w, command, error.status); finish(&w)); \
    } while (0)

SCENARIO(eco_usage_execute)
{
    const eco_use fresh = {.promotion = "all", .customer = "bob", .code = "X", .uses = 1};
    const eco_quote quote = {.currency = "EUR", .uses = &fresh, .uses_count = 1};
    VERB(ECO_USAGE_HOLD, .quote = &quote, .expires_us = 50, .actor = "bob", .reason = "cart", .reference = "7");
    VERB(ECO_USAGE_COMMIT, .hold = KEY(1), .actor = "bob");
    VERB(ECO_USAGE_RELEASE, .hold = KEY(1), .reason = "gone");
    VERB(ECO_USAGE_RETURN, .hold = KEY(2), .reference = "o7");
}

/* What expires on the way may stay expired: what a hold that is due holds does not count anyway. */
SCENARIO_INTERNAL(eco_usage_execute_sweeps)
{
    world w;
    const eco_usage_command command = {
        .key = KEY(20), .verb = ECO_USAGE_HOLD, .at_us = 20, .quote = &quote_of_both, .expires_us = 50};
    FAULTS_OWN(w = begin(), run(&w, command, &error), (free(tables_of(&w).bytes), true), (void)0,
               again(&w, command, error.status);
               finish(&w));
}

SCENARIO(eco_usage_tick)
{
    world w;
    int64_t done;
    FAULTS_OWN(w = begin(), eco_usage_tick(w.usage, 20, 0, &done, &error), is_same(&w),
               fault_check(done == 1, "one is due", "tick"), finish(&w));
}

SCENARIO(eco_usage_snapshot)
{
    world w;
    const eco_used_list *list;
    const char *const codes[] = {"TEN", "ELEVEN"};
    const eco_cart *cart = ECO_MAKE(eco_cart, .customer = "ann", .at_us = 20, .coupons = codes, .coupons_count = 2);
    FAULTS_OWN(w = begin(); list = POISON, eco_usage_snapshot(&list, w.usage, cart, &error), !list && is_same(&w),
                            (fault_check(list->used_count == 4, "four counts", "snapshot"), eco_used_free(list)), finish(&w));
}

SCENARIO(eco_usage_table)
{
    static const char *const names[] = {"uses", "budgets", "holds", "ledger"};
    world w;
    const eco_table *table;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        FAULTS_OWN(w = begin(); table = POISON, eco_usage_table(&table, w.usage, names[i], NULL, &error), !table && is_same(&w),
                                eco_table_free(table), finish(&w));
        FAULTS_OWN(w = begin(); table = POISON,
                                eco_usage_table(&table, w.usage, names[i], ECO_MAKE(eco_query, .subject = "ten"), &error), !table,
                                eco_table_free(table), finish(&w));
    }
}

SCENARIO(eco_usage_audit)
{
    world w;
    const eco_table *findings;
    FAULTS_OWN(w = begin(); findings = POISON, eco_usage_audit(&findings, w.usage, &error), !findings && is_same(&w),
                            eco_table_free(findings), finish(&w));
}

SCENARIO(eco_usage_open)
{
    world w = {.rulebook = NULL};
    fault_keeps(true); /* the store knows the modules that joined it */
    FAULTS_OWN(w.rulebook = rulebook_of();
               MUST(eco_store_open(&w.store, "memory:", ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
               w.usage = POISON,
               eco_usage_open(&w.usage, w.store, w.rulebook, ECO_MAKE(eco_usage_options, .allocator = fault_allocator()), &error),
               !w.usage, eco_usage_free(w.usage), (eco_store_free(w.store), eco_rulebook_free(w.rulebook)));
}

SCENARIO(eco_usage_free)
{
    world w;
    FAULTS_OWN(w = begin(), (eco_usage_free(w.usage), ECO_OK), true, (void)0, eco_store_free(w.store);
               eco_rulebook_free(w.rulebook); free(w.was.bytes));
    eco_usage_free(NULL);
}

TAKES_NOTHING(eco_usage_step, "fills a struct")
{
    eco_step step = eco_usage_step(NULL, NULL, 0, NULL);
    fault_check(step.interface != NULL, "what store it is for", "eco_usage_step");
}

TAKES_NOTHING(eco_usage_verb_name, "a switch over constants")
{
    eco_usage_verb_name(ECO_USAGE_HOLD);
}
