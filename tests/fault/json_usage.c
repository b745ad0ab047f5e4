/* json_usage.c - documents of usage when memory runs out. */
#include "fault.h"

#include <ecomops/json.h>

#define QUOTE                                                                                                                    \
    "{\"schema\":\"ecomops.quote/1\",\"cart\":\"c\",\"currency\":\"EUR\",\"at\":\"2026-11-11T12:00:00Z\","                       \
    "\"rulebook\":\"8704d359-db0d-e52a-6d4c-3b05a1fd4d90\",\"list\":\"5.00\",\"discount\":\"1.00\",\"surcharge\":\"0.00\","      \
    "\"shipping\":\"0.00\",\"net\":\"4.00\",\"tax\":\"0.00\",\"shipping_tax\":\"0.00\",\"total\":\"4.00\",\"rounding\":\"0.00\"" \
    ",\"credit\":\"0.00\",\"payable\":\"4.00\",\"lines\":[{\"id\":\"1\",\"sku\":\"x\",\"quantity\":1,\"unit\":\"5.00\","         \
    "\"list\":\"5.00\",\"discount\":\"1.00\",\"net\":\"4.00\",\"tax\":\"0.00\",\"total\":\"4.00\"}],\"uses\":[{\"promotion\":"   \
    "\"p\",\"customer\":\"ann\",\"uses\":1,\"spent\":\"1.00\"}],\"adjustments\":[{\"promotion\":\"p\",\"line\":0,"               \
    "\"stage\":\"item\",\"quantity\":1,\"off\":\"1.00\"}]}"
#define HOLD "\"verb\": \"hold\", \"at\": \"2026-11-11T12:00:00Z\", \"expires\": \"2026-11-11T13:00:00Z\", \"quote\": "

static const char one[] = "{\"schema\": \"ecomops.usage_commands/1\", \"commands\": [{\"key\": \"h\", " HOLD QUOTE "}]}";
static const char commands[] =
    "{\"schema\": \"ecomops.usage_commands/1\", \"quotes\": {\"q\": " QUOTE "}, \"commands\": [{\"key\": \"h\", " HOLD
    "\"q\"},{\"key\": \"c\", \"verb\": \"commit\", \"at\": \"2026-11-11T12:00:00Z\", \"hold\": \"h\", \"actor\": \"ann\"}]}";

static const eco_json_options *options(void)
{
    static eco_json_options with;
    with = (eco_json_options){.struct_size = sizeof with, .allocator = fault_allocator()};
    return with.allocator ? &with : NULL;
}

static bool drop(const char *bytes, size_t size, void *user)
{
    (void)bytes, (void)user;
    return size > 0;
}

typedef struct shop {
    eco_rulebook *rulebook;
    eco_store *store;
    eco_usage *usage;
} shop;

static shop shop_open(void)
{
    shop s;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "p", .limit = 9, ECO_LIST(tiers, eco_tier, {.off_minor = 100})));
    MUST(eco_rulebook_build(&s.rulebook, rules, &error));
    fault_keeps(true);
    MUST(eco_store_open(&s.store, "memory:", ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
    MUST(eco_usage_open(&s.usage, s.store, s.rulebook, ECO_MAKE(eco_usage_options, .allocator = fault_allocator()), &error));
    return s;
}

static void shop_close(const shop *s)
{
    MUST(eco_usage_audit(NULL, s->usage, &error));
    eco_usage_free(s->usage);
    eco_store_free(s->store);
    eco_rulebook_free(s->rulebook);
}

static int64_t holds_of(const shop *s)
{
    const eco_table *holds;
    MUST(eco_usage_table(&holds, s->usage, "holds", NULL, &error));
    int64_t rows = holds->rows;
    eco_table_free(holds);
    return rows;
}

SCENARIO(eco_json_read_usage_commands)
{
    const eco_usage_commands *read;
    FAULTS_OWN(read = POISON, eco_json_read_usage_commands(&read, commands, sizeof commands - 1, options(), &error), !read,
               eco_json_usage_commands_free(read));
}

SCENARIO(eco_json_usage_commands_free)
{
    const eco_usage_commands *read;
    FAULTS_OWN(read = POISON, eco_json_read_usage_commands(&read, one, sizeof one - 1, options(), &error), !read,
               eco_json_usage_commands_free(read));
}

SCENARIO(eco_json_write_usage_results)
{
    const eco_usage_command command = {.key = {1, 2}};
    const eco_usage_result result = {.status = ECO_E_QUOTE_STALE, .by = "budget", .available = 3};
    const eco_error first = {.status = ECO_E_QUOTE_STALE, .path = "/0/quote/uses/0", .message = "too much"};
    FAULTS_OWN((void)0,
               eco_json_write_usage_results(&command, &result, 1, "EUR", &first, (eco_writer){drop, NULL}, options(), &error),
               true, (void)0);
}

/* The usage has memory of its own, which may fail, too: then nothing was done. */
SCENARIO(eco_json_usage)
{
    shop s = {NULL, NULL, NULL};
    FAULTS_OWN(s = shop_open(), eco_json_usage(s.usage, one, sizeof one - 1, (eco_writer){drop, NULL}, options(), &error),
               holds_of(&s) == 0, (void)0, shop_close(&s));
}

static const char query[] = "{\"schema\": \"ecomops.usage_query/1\", \"table\": \"uses\", \"subject\": \"p\"}";
static const char cart[] = "{\"schema\": \"ecomops.cart/1\", \"at\": \"2026-11-11T12:00:00Z\", \"customer\": \"ann\"}";

SCENARIO_INTERNAL(eco_json_usage_asks)
{
    shop s = {NULL, NULL, NULL};
    FAULTS_OWN(s = shop_open(), eco_json_usage(s.usage, query, sizeof query - 1, (eco_writer){drop, NULL}, options(), &error),
               true, (void)0, shop_close(&s));
    FAULTS_OWN(s = shop_open(), eco_json_usage(s.usage, cart, sizeof cart - 1, (eco_writer){drop, NULL}, options(), &error), true,
               (void)0, shop_close(&s));
}

SCENARIO_INTERNAL(eco_json_validate_usage_commands)
{
    const char *schema;
    FAULTS_OWN(schema = POISON, eco_json_validate(&schema, commands, sizeof commands - 1, options(), &error), !schema, (void)0);
}
