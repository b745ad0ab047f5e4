/* A checkout that is never wrong: the coupon and the goods are held in one transaction, and committed in one when the customer has paid.
 *     checkout                    in memory
 *     checkout sqlite:shop.db     in a file */
#include <ecomops/host.h>
#include <ecomops/inventory.h>
#include <ecomops/pricing.h>
#include <ecomops/time.h>
#include <string.h>

#define EUR(minor) eco_money_text((char[ECO_MONEY_TEXT]){0}, minor, "EUR")

typedef struct shop {
    eco_rulebook *rulebook;
    eco_store *store;
    eco_usage *usage;
    eco_inventory *stock;
} shop;

typedef struct checkout {
    const char *customer;
    uint64_t order; /* keys are made of it: whoever asks again asks with the same key, and nothing is done twice */
    int64_t quantity;
    const eco_quote *quote;
} checkout;
enum { HOLD = 1, PAID = 2, FAILED = 3 }; /* steps of an order */

/* 20 off with a code, once for a customer, until 25 are spent in all. */
static eco_status make_rulebook(eco_rulebook **rulebook, eco_error *error)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "autumn", .budget_minor = 2500, .clip = true));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "welcome", .coupon = "WELCOME", .campaign = "autumn", .limit_per_customer = 1,
                                               ECO_LIST(tiers, eco_tier, {.off_minor = 2000})));
    return eco_rulebook_build(rulebook, rules, error);
}

/* The price as of now, with all that has been used so far. */
static eco_status price(shop *s, checkout *order, eco_error *error)
{
    const eco_used_list *used;
    const eco_cart *cart = ECO_MAKE(eco_cart, .customer = order->customer, .at_us = eco_host_now_us(),
                                    ECO_LIST(lines, eco_cart_line, {.sku = "PHONE", .quantity = order->quantity, .unit_minor = 9900}),
                                    ECO_LIST(coupons, const char *, "WELCOME"));
    eco_status status = eco_usage_snapshot(&used, s->usage, cart, error);
    if (status)
        return status;
    eco_quote_free(order->quote);
    order->quote = NULL;
    status = eco_price(&order->quote, s->rulebook, cart, ECO_MAKE(eco_price_options, .used = used->used, .used_count = used->used_count), error);
    eco_used_free(used);
    return status;
}

/* Coupon and goods, or neither: for a quarter of an hour. */
static eco_status hold(shop *s, const checkout *order, eco_error *error)
{
    const int64_t now = eco_host_now_us(), until = now + 15 * ECO_MINUTE_US;
    const eco_stock_line line = {.sku = "PHONE", .quantity = order->quantity};
    const eco_usage_command coupon = {.key = {order->order, HOLD}, .verb = ECO_USAGE_HOLD, .at_us = now, .quote = order->quote, .expires_us = until};
    const eco_inventory_command goods = {.key = {order->order, HOLD}, .verb = ECO_INVENTORY_HOLD, .at_us = now, .expires_us = until,
                                         .lines = &line, .lines_count = 1};
    const eco_step steps[] = {eco_usage_step(s->usage, &coupon, 1, NULL), eco_inventory_step(s->stock, &goods, 1, NULL)};
    eco_status status;
    do
        status = eco_store_together(s->store, steps, 2, error);
    while (status == ECO_E_BUSY); /* the same keys: asking again is always safe */
    return status;
}

/* Both are committed when the customer has paid, and released when not. */
static eco_status finish(shop *s, const checkout *order, bool paid, eco_error *error)
{
    const eco_id key = {order->order, paid ? PAID : FAILED}, held = {order->order, HOLD};
    const eco_usage_command coupon = {.key = key, .verb = paid ? ECO_USAGE_COMMIT : ECO_USAGE_RELEASE, .at_us = eco_host_now_us(), .hold = held};
    const eco_inventory_command goods = {.key = key, .verb = paid ? ECO_INVENTORY_COMMIT : ECO_INVENTORY_RELEASE, .at_us = eco_host_now_us(),
                                         .hold = held};
    const eco_step steps[] = {eco_usage_step(s->usage, &coupon, 1, NULL), eco_inventory_step(s->stock, &goods, 1, NULL)};
    return eco_store_together(s->store, steps, 2, error);
}

/* Prices again as often as others were quicker. The path says what was short: "/0/..." is the first step, the coupon; "/1/..." the goods. */
static eco_status check_out(shop *s, checkout *order, eco_error *error)
{
    eco_status status;
    while ((status = hold(s, order, error))) {
        bool is_coupon = strncmp(error->path, "/0/", 3) == 0 && (status == ECO_E_QUOTE_STALE || status == ECO_E_INSUFFICIENT);
        printf("%s: %s\n", order->customer, error->message);
        if (!is_coupon || price(s, order, error))
            return error->status;
    }
    printf("%s: held, to pay %s\n", order->customer, EUR(order->quote->payable_minor));
    return ECO_OK;
}

static int run(shop *s)
{
    eco_error error;
    eco_stock_level level;
    const uint64_t number = (uint64_t)eco_host_now_us(); /* of orders: the host's own */
    checkout lily = {"lily", number, 1, NULL}, ann = {"ann", number + 1, 1, NULL}, bob = {"bob", number + 2, 9, NULL};
    const eco_inventory_command receive = {.key = eco_id_of("receipt 1"), .verb = ECO_INVENTORY_RECEIVE, .at_us = eco_host_now_us(),
                                           ECO_LIST(lines, eco_stock_line, {.sku = "PHONE", .quantity = 5})};
    eco_status status = eco_inventory_execute(s->stock, &receive, 1, NULL, &error);
    if (!status && !(status = price(s, &lily, &error)) && !(status = price(s, &ann, &error)))
        status = price(s, &bob, &error); /* all three see the whole budget */
    if (!status && !(status = check_out(s, &lily, &error)))
        status = check_out(s, &ann, &error);
    if (!status && check_out(s, &bob, &error) != ECO_E_INSUFFICIENT) /* there are not nine phones: nothing is held, no coupon either */
        status = error.status;
    if (!status && !(status = finish(s, &lily, true, &error)))
        status = finish(s, &ann, false, &error); /* her card was refused */
    if (!status && !(status = eco_usage_audit(NULL, s->usage, &error)) && !(status = eco_inventory_audit(NULL, s->stock, &error)))
        status = eco_inventory_level(&level, s->stock, "PHONE", NULL, NULL, eco_host_now_us(), &error);
    if (!status)
        printf("%lld sold, %lld left, audits clean\n", (long long)level.quantity[ECO_STOCK_COMMITTED], (long long)level.available);
    eco_quote_free(lily.quote);
    eco_quote_free(ann.quote);
    eco_quote_free(bob.quote);
    return status ? eco_host_report(&error) : 0;
}

int main(int count, char **arguments)
{
    eco_error error;
    shop s = {NULL, NULL, NULL, NULL};
    bool failed = make_rulebook(&s.rulebook, &error) || eco_store_open(&s.store, count > 1 ? arguments[1] : "memory:", NULL, &error) ||
                  eco_usage_open(&s.usage, s.store, s.rulebook, NULL, &error) || eco_inventory_open(&s.stock, s.store, NULL, &error);
    int code = failed ? eco_host_report(&error) : run(&s);
    eco_inventory_free(s.stock);
    eco_usage_free(s.usage);
    eco_store_free(s.store);
    eco_rulebook_free(s.rulebook);
    return code;
}
