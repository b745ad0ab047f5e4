/* json_inventory.c - documents of stock when memory runs out. */
#include "fault.h"

#include <ecomops/json.h>

static const char commands[] =
    "{\"schema\": \"ecomops.stock_commands/1\", \"currency\": \"CNY\", \"commands\": ["
    "{\"key\": \"d\", \"verb\": \"define\", \"at\": \"2026-11-11T00:00:00Z\", \"item\": {\"sku\": \"SET\","
    " \"parts\": [{\"sku\": \"A\", \"quantity\": 2}]}},"
    "{\"key\": \"r\", \"verb\": \"receive\", \"at\": \"2026-11-11T00:00:00Z\", \"lines\": [{\"sku\": "
    "\"A\", \"location\": \"SZ\", \"quantity\": 5}]},"
    "{\"key\": \"h\", \"verb\": \"hold\", \"at\": \"2026-11-11T00:00:00Z\", \"expires\": "
    "\"2026-11-11T01:00:00Z\", \"channel\": \"app\","
    " \"lines\": [{\"sku\": \"A\", \"quantity\": 2}]}]}";

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
    eco_store *store;
    eco_inventory *stock;
} shop;

static shop shop_open(void)
{
    shop s;
    fault_keeps(true);
    MUST(eco_store_open(&s.store, "memory:", ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
    MUST(eco_inventory_open(&s.stock, s.store, ECO_MAKE(eco_inventory_options, .allocator = fault_allocator()), &error));
    return s;
}

static void shop_close(const shop *s)
{
    eco_inventory_free(s->stock);
    eco_store_free(s->store);
}

/* Rows of the ledger: 0 while nothing was done. */
static int64_t rows_of(const shop *s)
{
    const eco_table *ledger;
    MUST(eco_inventory_table(&ledger, s->stock, "ledger", NULL, &error));
    int64_t rows = ledger->rows;
    eco_table_free(ledger);
    return rows;
}

SCENARIO(eco_json_read_stock_commands)
{
    const eco_stock_commands *read;
    FAULTS_OWN(read = POISON, eco_json_read_stock_commands(&read, commands, sizeof commands - 1, options(), &error), !read,
               eco_json_stock_commands_free(read));
}

SCENARIO(eco_json_stock_commands_free)
{
    const eco_stock_commands *read;
    FAULTS_OWN(read = POISON, eco_json_read_stock_commands(&read, commands, sizeof commands - 1, options(), &error), !read,
               eco_json_stock_commands_free(read));
}

SCENARIO(eco_json_write_stock_results)
{
    const eco_inventory_command command = {.key = {1, 2}};
    const eco_inventory_result result = {.status = ECO_E_INSUFFICIENT, .available = 3};
    const eco_error first = {.status = ECO_E_INSUFFICIENT, .path = "/0/lines/0", .message = "too much"};
    FAULTS_OWN((void)0, eco_json_write_stock_results(&command, &result, 1, &first, (eco_writer){drop, NULL}, options(), &error),
               true, (void)0);
}

static const char one[] =
    "{\"schema\": \"ecomops.stock_commands/1\", \"commands\": [{\"key\": \"r\", \"verb\": \"receive\","
    " \"at\": \"2026-11-11T00:00:00Z\", \"lines\": [{\"sku\": \"A\", \"location\": \"SZ\", \"quantity\": 5}]}]}";

/* The stock has memory of its own, which may fail, too: then nothing was done. */
SCENARIO(eco_json_inventory)
{
    shop s = {NULL, NULL};
    FAULTS_OWN(s = shop_open(), eco_json_inventory(s.stock, one, sizeof one - 1, (eco_writer){drop, NULL}, options(), &error),
               rows_of(&s) == 0, (void)0, shop_close(&s));
}

static const char query[] = "{\"schema\": \"ecomops.stock_query/1\", \"table\": \"holds\", \"subject\": \"A\"}";

SCENARIO_INTERNAL(eco_json_inventory_query)
{
    shop s = {NULL, NULL};
    FAULTS_OWN(s = shop_open(), eco_json_inventory(s.stock, query, sizeof query - 1, (eco_writer){drop, NULL}, options(), &error),
               true, (void)0, shop_close(&s));
}

static const char order[] = "{\"schema\": \"ecomops.route/1\", \"currency\": \"CNY\", \"split\": \"0.0125\","
                            " \"lines\": [{\"sku\": \"A\", \"quantity\": 3, \"units_per_parcel\": 2}],"
                            " \"locations\": [{\"name\": \"SZ\", \"parcel_cost\": \"5\"}, {\"name\": \"SH\"}],"
                            " \"stock\": [{\"location\": \"SZ\", \"sku\": \"A\", \"available\": 2},"
                            " {\"location\": \"SH\", \"sku\": \"A\", \"available\": 2}]}";

SCENARIO(eco_json_route)
{
    const eco_route_plan *plan;
    FAULTS_OWN(plan = POISON, eco_json_route(&plan, order, sizeof order - 1, options(), &error), !plan, eco_route_free(plan));
}

/* What it names a lot of is tried twice. */
static const char lots[] = "{\"schema\": \"ecomops.stock_commands/1\", \"commands\": [{\"key\": \"r\", \"verb\": \"receive\", "
                           "\"at\": \"2026-11-11T00:00:00Z\","
                           " \"lines\": [{\"sku\": \"A\", \"quantity\": 5, \"lot\": \"L\"}]}]}";

SCENARIO_INTERNAL(eco_json_validate_stock_commands)
{
    const char *schema;
    FAULTS_OWN(schema = POISON, eco_json_validate(&schema, lots, sizeof lots - 1, options(), &error), !schema, (void)0);
}
