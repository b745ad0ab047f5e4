/* ecomops/pricing/usage.h - coupons, limits and budgets that hold under concurrency. See store.h for the shape of commands, queries and ticks.
 *
 *     eco_usage_snapshot(&snapshot, usage, cart, &error)              what has been used so far, as far as this cart's price depends on it
 *     eco_price(&quote, rulebook, cart, ECO_MAKE(eco_price_options, .used = snapshot->used, .used_count = snapshot->used_count), &error)
 *     eco_usage_execute(usage, &(eco_usage_command){.verb = ECO_USAGE_HOLD, .quote = quote, ...}, 1, &result, &error)
 *
 * A hold reserves until its deadline all that a quote uses (quote->uses). Limits and budgets are decided then, again, as others may have been quicker: what is
 * held and committed never passes a limit or a budget, not by one minor unit. A hold is lost at its deadline, also when no tick has run: see inventory.h.
 *
 * Every use counts for its promotion, for its customer and code with that promotion, and for its campaign, whether the rulebook limits them or not: so a limit
 * that is given later knows what was used since the promotion had any limit or a campaign, and handles with other rulebooks count alike. */
#ifndef ECOMOPS_PRICING_USAGE_H
#define ECOMOPS_PRICING_USAGE_H
#include <ecomops/pricing/quote.h>
#include <ecomops/store.h>
#ifdef __cplusplus
extern "C" {
#endif

enum {
    ECO_E_QUOTE_STALE = 201 /* the quote spends more than is left by now, or its promotion is no longer what it was: price the cart again */
};

typedef int32_t eco_usage_verb; /* -> the fields that it uses, besides key, at_us, actor, reason, reference */
enum {
    ECO_USAGE_HOLD = 1,    /* quote, expires_us: all that the quote uses, or nothing. A quote that uses nothing may be held as well */
    ECO_USAGE_COMMIT = 2,  /* hold: what it holds is used */
    ECO_USAGE_RELEASE = 3, /* hold: ... is free again */
    ECO_USAGE_RETURN = 4   /* hold: what was committed is free again, after a cancelled order */
};
/* COMMIT and RELEASE of a hold that has ended, RETURN of one that is not committed, give how it ended: ECO_E_COMMITTED, ECO_E_RELEASED (also: returned),
 * ECO_E_EXPIRED; ECO_E_REFUSED: RETURN, and it is still held. */
ECO_API const char *eco_usage_verb_name(eco_usage_verb verb);

/* HOLD looks at the limits and budgets of the handle's rulebook, by the ids of promotions and campaigns, also where the quote was made by another one:
 *     ECO_E_INSUFFICIENT  nothing is left of a limit or budget
 *     ECO_E_QUOTE_STALE   less is left than the quote uses; or the rulebook has no such promotion any more, has it spend another campaign's budget, or limits
 *                         it per customer or code where the quote has none
 *     ECO_E_CURRENCY      the quote's currency is not the rulebook's, or not that in which its campaign was spent so far
 * result.use, by and available say what was short, the error says it in words: "budget of campaign 'summer': 12.00 left, the quote spends 20.00; price the
 * cart again". Windows, conditions and codes are pricing's, and not looked at again. */
typedef struct eco_usage_command {
    eco_id key;                /* of HOLD: also the hold's */
    eco_usage_verb verb;
    int64_t at_us;
    const char *actor, *reason, *reference;
    int64_t expected_version;  /* of the hold */
    eco_command_flags flags;

    const eco_quote *quote;    /* read during the call: its uses, currency, cart and rulebook. Ids, customers and codes of at most 255 bytes */
    eco_id hold;
    int64_t expires_us;        /* after at_us */
    uint64_t reserved[4];
} eco_usage_command;

typedef struct eco_usage_result {
    eco_status status;
    bool replayed;
    int64_t sequence;
    int32_t use;               /* the one in quote->uses that failed, counted from 1; 0: none */
    int64_t available;         /* uses, or minor units, that are left of what was short */
    const char *by;            /* what was short: "limit", "limit_per_customer", "limit_per_code", "budget", "budget_uses"; or what has changed in the
                                * rulebook: "promotion" (it has none any more), "campaign" (another one is spent), "customer", "code" (limited by one, which
                                * the quote has not); NULL: nothing. Static */
    int64_t uses;              /* held, committed, released or returned ... */
    int64_t spent_minor;       /* ... and the money of them */
    uint64_t reserved;
} eco_usage_result;

typedef struct eco_usage_options {
    size_t struct_size;
    const eco_allocator *allocator; /* NULL: the rulebook's */
} eco_usage_options;

typedef struct eco_usage eco_usage;
/* Retains store and rulebook. When the rulebook changes, open another handle with the new one; both may be used at the same time. */
ECO_CHECK eco_status eco_usage_open(eco_usage **out, eco_store *store, eco_rulebook *rulebook, const eco_usage_options *options, eco_error *error);
ECO_API void eco_usage_free(eco_usage *usage);
ECO_CHECK eco_status eco_usage_execute(eco_usage *usage, const eco_usage_command *commands, size_t count, eco_usage_result *results, eco_error *error);
ECO_API eco_step eco_usage_step(eco_usage *usage, const eco_usage_command *commands, size_t count, eco_usage_result *results);
/* Expires holds whose deadline has passed. They do not count from that instant on anyway; this keeps their rows tidy. */
ECO_CHECK eco_status eco_usage_tick(eco_usage *usage, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
/* What is held and committed at the cart's instant, of all that this cart can use: exactly what eco_price needs. Free it with eco_used_free. */
ECO_CHECK eco_status eco_usage_snapshot(const eco_used_list **out, eco_usage *usage, const eco_cart *cart, eco_error *error);
/*     "uses"     promotion, customer, code (both null: in all), held, committed, limit, left (null: the rulebook has no such limit), version; by promotion,
 *                customer, code. Holds past their deadline count until a tick, or a hold that needs what they hold, has swept them
 *     "budgets"  campaign, held, committed, budget, left (money), held_uses, committed_uses, budget_uses, left_uses, version; by campaign: those of the
 *                rulebook, and those that were spent
 *     "holds"    hold, use, promotion, campaign, customer, code, uses, spent, state (held, committed, released, expired, returned), at, expires (while it is
 *                held), ended, rulebook, cart, actor, reason, reference, version; by hold and use. A hold of nothing has one row without a use
 *     "ledger"   sequence, command, use, promotion, campaign, customer, code, verb, uses, spent (signed: what committed grows by), hold, at, recorded, actor,
 *                reason, reference; by sequence. A row for each use of COMMIT and RETURN; what became of a hold otherwise is told by its own row
 * Uses of a hold count from 0. Money is of the rulebook's currency. Another name is ECO_E_UNKNOWN_NAME. query may be NULL; of it are read: limit; subject (of
 * budgets: campaign; else promotion); key (the hold; the command of the ledger's rows), since_us and until_us (holds and ledger, by at), after_sequence
 * (ledger). Another field that is not zero is ECO_E_INVALID. */
ECO_CHECK eco_status eco_usage_table(const eco_table **out, eco_usage *usage, const char *name, const eco_query *query, eco_error *error);
/* Proves: what is held is what holds say, what is committed is what the ledger and holds say, each hold ended once, nothing is over a limit or budget of the
 * rulebook (a limit that was lowered below what is used is a finding, too). findings: what, subject, detail (customer or code), hold, expected, found. */
ECO_CHECK eco_status eco_usage_audit(const eco_table **findings, eco_usage *usage, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
