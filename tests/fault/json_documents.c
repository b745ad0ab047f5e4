/* Documents: reading and writing; cJSON's own allocations fail too, through its hooks, which only this program sets. */
#include <ecomops/json.h>

#include <cjson/cJSON.h>

#include "pricing.h"

__attribute__((constructor)) static void set_hooks(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){fault_foreign_malloc, fault_foreign_free});
}

static const char cart_text[] = "{\"schema\": \"ecomops.cart/1\", \"id\": \"cart-1001\", \"customer\": \"c-42\", \"channel\": "
                                "\"app\", \"shipping\": \"standard\","
                                " \"at\": \"2026-11-11T12:00:00Z\", \"lines\": ["
                                "{\"id\": \"shoes\", \"sku\": \"S1\", \"quantity\": 1, \"unit\": \"459.00\", \"attributes\": "
                                "{\"category\": [\"shoes\", \"new\"]}},"
                                "{\"sku\": \"S2\", \"quantity\": 2, \"unit\": \"159.00\"}],"
                                " \"coupons\": [\"GOLD10\"], \"attributes\": {\"customer.tier\": \"gold\", \"country\": \"CN\"}}";

/* What the rulebook of pricing.h has none of. */
static const char rich_text[] =
    "{\"schema\": \"ecomops.rulebook/1\", \"currency\": \"CNY\", \"stacking\": \"best\", \"sets\": {\"s\": [\"S1\"]},"
    " \"price_lists\": [{\"id\": \"yen\", \"currency\": \"JPY\", \"rate\": \"0.05\", \"prices\": [{\"sku\": \"S1\", \"unit\": "
    "\"9000\"}]}],"
    " \"promotions\": [{\"id\": \"buy\", \"buy_quantity\": 1, \"buy\": {\"attribute\": \"line.sku\", \"operator\": \"in\", "
    "\"set\": \"s\"},"
    " \"pick\": \"dearest\", \"max_quantity\": 2, \"exclusion_group\": \"g\", \"tiers\": [{\"off_percent\": \"50\"}]},"
    " {\"id\": \"gift\", \"stage\": \"shop\", \"tiers\": [{\"from_amount\": \"1.00\", \"gift_sku\": \"CUP\"}]},"
    " {\"id\": \"ship\", \"campaign\": \"autumn\", \"limit\": 9, \"stage\": \"shipping\", \"tiers\": [{\"off_percent\": "
    "\"10\"}]}],"
    " \"taxes\": [{\"id\": \"vat\", \"percent\": \"13\"}, {\"id\": \"levy\", \"percent\": \"1\", \"compound\": true}],"
    " \"shipping\": [{\"id\": \"by-weight\", \"method\": \"standard\", \"steps\": [{\"price\": \"5.00\"},"
    " {\"from_weight_g\": 1000, \"price\": \"8.00\", \"more_each\": 500, \"more\": \"2.00\"}]}],"
    " \"campaigns\": [{\"id\": \"autumn\", \"budget\": \"20.00\", \"clip\": true}],"
    " \"floors\": [{\"id\": \"cost\", \"on\": \"line.sku == 'S1'\", \"margin_percent\": \"5\", \"mode\": \"warn\"}]}";

static const char parcels_text[] = "{\"schema\": \"ecomops.cart/1\", \"at\": \"2026-11-11T12:00:00Z\", \"lines\": [{\"sku\": "
                                   "\"S1\", \"quantity\": 3, \"unit\": \"459.00\","
                                   " \"cost\": \"300.00\", \"weight_g\": 700}], \"shipments\": [{\"id\": \"a\", \"method\": "
                                   "\"standard\"}, {\"method\": \"drone\", \"price\": "
                                   "\"9.00\"}]}";

/* As the first version wrote it: its shipment is made when it is read. */
static const char past_text[] =
    "{\"schema\": \"ecomops.quote/1\", \"currency\": \"CNY\", \"at\": \"2026-01-01T00:00:00Z\", \"rulebook\": "
    "\"1a05968d-60be-c243-0b50-8626092fd809\", \"list\": \"0.00\", \"discount\": \"0.00\", \"surcharge\": \"0.00\", "
    "\"shipping\": \"5.00\", "
    "\"net\": \"5.00\", \"tax\": \"0.65\", \"shipping_tax\": \"0.65\", \"total\": \"5.65\", \"rounding\": \"0.00\", \"credit\": "
    "\"0.00\", "
    "\"payable\": \"5.65\", \"taxes\": [{\"tax\": \"vat\", \"line\": -1, \"base\": \"5.00\", \"amount\": \"0.65\"}]}";

static fault_text rulebook_text(void)
{
    fault_text text = {NULL, 0};
    eco_rulebook *rulebook = fault_rulebook();
    MUST(eco_json_write_rulebook(rulebook, (eco_writer){fault_text_write, &text}, &error));
    eco_rulebook_free(rulebook);
    return text;
}

/* Of a few lines: each value is an allocation of cJSON, and each of them fails. */
static const eco_quote *quoted(const eco_rulebook *rulebook)
{
    const eco_quote *quote;
    eco_cart cart = *fault_cart();
    cart.lines_count = 3;
    MUST(eco_price(&quote, rulebook, &cart, ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL), &error));
    return quote;
}

static fault_text quote_text(void)
{
    fault_text text = {NULL, 0};
    eco_rulebook *rulebook = fault_rulebook();
    const eco_quote *quote = quoted(rulebook);
    MUST(eco_json_write_quote(quote, (eco_writer){fault_text_write, &text}, &error));
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    return text;
}

/* The options of a trial; NULL where there is no allocator to give. */
static const eco_json_options *options(void)
{
    static eco_json_options with;
    with = (eco_json_options){.struct_size = sizeof with, .allocator = fault_allocator()};
    return with.allocator ? &with : NULL;
}

static const eco_json_options *with_used(const char *used)
{
    static eco_json_options with;
    with = (eco_json_options){
        .struct_size = sizeof with, .allocator = fault_allocator(), .used = used, .used_size = strlen(used)};
    return &with;
}

static const eco_json_options *asking(const char *promotion)
{
    static eco_json_options with;
    with = (eco_json_options){.struct_size = sizeof with, .allocator = fault_allocator(), .why = promotion};
    return &with;
}

static eco_rulebook *rich_rulebook(void)
{
    eco_rulebook *rulebook;
    MUST(eco_json_read_rulebook(&rulebook, rich_text, sizeof rich_text - 1, options(), &error));
    return rulebook;
}

static fault_text parcels_quote_text(void)
{
    fault_text text = {NULL, 0};
    eco_rulebook *rulebook = rich_rulebook();
    MUST(eco_json_price(rulebook, parcels_text, sizeof parcels_text - 1, ECO_EXPLAIN_ALL, (eco_writer){fault_text_write, &text},
                        NULL, &error));
    eco_rulebook_free(rulebook);
    return text;
}

static bool drop(const char *text, size_t size, void *user)
{
    (void)text, (void)user;
    return size > 0;
}
static const eco_writer dropping = {drop, NULL};

/* ---- reading ---- */

SCENARIO(eco_json_read_rulebook)
{
    fault_text text = rulebook_text();
    eco_rulebook *rulebook;
    FAULTS_OWN(rulebook = POISON, eco_json_read_rulebook(&rulebook, text.bytes, text.size, options(), &error), !rulebook,
               eco_rulebook_free(rulebook));
    free(text.bytes);
    FAULTS_OWN(rulebook = POISON, eco_json_read_rulebook(&rulebook, rich_text, sizeof rich_text - 1, options(), &error),
               !rulebook, eco_rulebook_free(rulebook));
}

SCENARIO(eco_json_read_cart)
{
    const eco_cart *cart;
    FAULTS_OWN(cart = POISON, eco_json_read_cart(&cart, cart_text, sizeof cart_text - 1, "CNY", options(), &error), !cart,
               eco_json_cart_free(cart));
    FAULTS_OWN(cart = POISON, eco_json_read_cart(&cart, parcels_text, sizeof parcels_text - 1, "CNY", options(), &error), !cart,
               eco_json_cart_free(cart));
}

static const char used_text[] = "{\"schema\": \"ecomops.used/1\", \"used\": [{\"promotion\": \"ship\", \"customer\": \"c-42\", "
                                "\"uses\": 1}, {\"campaign\": \"autumn\", \"uses\": 3, \"spent\": \"12.00\"}]}";

SCENARIO(eco_json_read_used)
{
    const eco_used_list *used;
    FAULTS_OWN(used = POISON, eco_json_read_used(&used, used_text, sizeof used_text - 1, "CNY", options(), &error), !used,
               eco_used_free(used));
}

SCENARIO(eco_used_free)
{
    const eco_used_list *used;
    FAULTS_OWN(MUST(eco_json_read_used(&used, used_text, sizeof used_text - 1, "CNY", options(), &error)),
               (eco_used_free(used), ECO_OK), true, (void)0);
    eco_used_free(NULL);
}

SCENARIO(eco_json_write_used)
{
    FAULTS_OWN((void)0, eco_json_write_used(fault_used, fault_used_count, "CNY", dropping, options(), &error), true, (void)0);
}

SCENARIO(eco_json_cart_free)
{
    const eco_cart *cart;
    FAULTS_OWN(MUST(eco_json_read_cart(&cart, cart_text, sizeof cart_text - 1, "CNY", options(), &error)),
               (eco_json_cart_free(cart), ECO_OK), true, (void)0);
    eco_json_cart_free(NULL);
}

SCENARIO(eco_json_read_quote)
{
    fault_text texts[] = {quote_text(), parcels_quote_text(), {(char *)(uintptr_t)past_text, sizeof past_text - 1}};
    for (size_t i = 0; i < 3; i++) {
        const eco_quote *quote;
        FAULTS_OWN(quote = POISON, eco_json_read_quote(&quote, texts[i].bytes, texts[i].size, options(), &error), !quote,
                   eco_quote_free(quote));
    }
    free(texts[0].bytes);
    free(texts[1].bytes);
}

SCENARIO(eco_json_validate)
{
    fault_text texts[] = {rulebook_text(), quote_text(), {(char *)(uintptr_t)cart_text, sizeof cart_text - 1}};
    for (size_t i = 0; i < 3; i++) {
        const char *schema;
        FAULTS_OWN(schema = POISON, eco_json_validate(&schema, texts[i].bytes, texts[i].size, options(), &error), !schema,
                   (void)0);
    }
    free(texts[0].bytes);
    free(texts[1].bytes);
}

/* Saying where a document is wrong may need memory too. */
SCENARIO_INTERNAL(eco_json_refuses)
{
    static const struct {
        const char *text;
    } bad[] = {
        {"{\"schema\": \"ecomops.cart/1\", \"at\": \"2026-11-11T12:00:00Z\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1, "
         "\"units\": \"1\"}]}"},
        {"{\"schema\": \"ecomops.cart/1\", \"at\": \"2026-11-11T12:00:00Z\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1, "
         "\"quantity\": 1}]}"},
        {"{\"schema\": \"ecomops.cart/1\", \"at\": \"2026-13-11T12:00:00Z\"}"},
        {"{\"schema\": \"ecomops.cart/1\", \"at\": "},
        {"[[[[[[\"\xFF\"]]]]]]"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const eco_cart *cart;
        eco_status alone = eco_json_read_cart(&cart, bad[i].text, strlen(bad[i].text), "CNY", NULL, NULL);
        fault_check(alone != ECO_OK && alone != ECO_E_MEMORY, "is refused", bad[i].text);
        fault_refused(alone);
        FAULTS_OWN(cart = POISON, eco_json_read_cart(&cart, bad[i].text, strlen(bad[i].text), "CNY", options(), &error), !cart,
                   (void)0);
    }
    fault_text text = rulebook_text();
    char *off = strstr(text.bytes, "\"300.00\"");
    fault_check(off, "the document has a threshold", "rulebook");
    memcpy(off, "\"3x0.00\"", 8);
    eco_rulebook *rulebook;
    fault_refused(eco_json_read_rulebook(&rulebook, text.bytes, text.size, NULL, NULL));
    FAULTS_OWN(rulebook = POISON, eco_json_read_rulebook(&rulebook, text.bytes, text.size, options(), &error), !rulebook,
               (void)0);
    free(text.bytes);
}

/* ---- writing ---- */

SCENARIO(eco_json_write_rulebook)
{
    eco_rulebook *rulebook = NULL;
    FAULTS_OWN(rulebook = fault_rulebook(), eco_json_write_rulebook(rulebook, dropping, &error), true, (void)0,
               eco_rulebook_free(rulebook));
    FAULTS_OWN(rulebook = rich_rulebook(), eco_json_write_rulebook(rulebook, dropping, &error), true, (void)0,
               eco_rulebook_free(rulebook));
}

SCENARIO(eco_json_write_quote)
{
    eco_rulebook *rulebook = NULL;
    const eco_quote *quote = NULL;
    FAULTS_OWN(rulebook = fault_rulebook();
               quote = quoted(rulebook), eco_json_write_quote(quote, dropping, &error), true, (void)0, eco_quote_free(quote);
               eco_rulebook_free(rulebook));
}

SCENARIO(eco_json_price)
{
    eco_rulebook *rulebook = NULL;
    FAULTS_OWN(rulebook = fault_rulebook(),
               eco_json_price(rulebook, cart_text, sizeof cart_text - 1, ECO_EXPLAIN_ALL, dropping, options(), &error), true,
               (void)0, eco_rulebook_free(rulebook));
    FAULTS_OWN(rulebook = rich_rulebook(),
               eco_json_price(rulebook, parcels_text, sizeof parcels_text - 1, ECO_EXPLAIN_NEAR, dropping, options(), &error),
               true, (void)0, eco_rulebook_free(rulebook));
    FAULTS_OWN(
        rulebook = rich_rulebook(),
        eco_json_price(rulebook, parcels_text, sizeof parcels_text - 1, ECO_EXPLAIN_NOTHING, dropping, asking("ship"), &error),
        true, (void)0, eco_rulebook_free(rulebook));
    FAULTS_OWN(rulebook = rich_rulebook(),
               eco_json_price(rulebook, parcels_text, sizeof parcels_text - 1, ECO_EXPLAIN_NOTHING, dropping,
                              with_used(used_text), &error),
               true, (void)0, eco_rulebook_free(rulebook));
}
