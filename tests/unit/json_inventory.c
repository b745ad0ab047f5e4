/* json_inventory.c - stock in documents: what goes in is what was meant, results and rows come out, and what is wrong is named by its place. */
#include "json_support.h"

#define COMMANDS "{\"schema\":\"ecomops.stock_commands/1\",\"commands\":["
#define AT       "\"at\":\"2026-11-11T12:00:00Z\","
#define RECEIVE  "{\"key\":\"r\",\"verb\":\"receive\"," AT "\"lines\":[{\"sku\":\"A\",\"location\":\"SZ\",\"quantity\":10}]}"

typedef struct shop {
    eco_store *store;
    eco_inventory *stock;
    text_sink out;
    eco_error error;
} shop;

static shop shop_open(void)
{
    shop s = {0};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, "memory:", NULL, &error));
    CHECK_OK(eco_inventory_open(&s.stock, s.store, NULL, &error));
    return s;
}

static void shop_close(shop *s)
{
    eco_error error;
    CHECK_OK(eco_inventory_audit(NULL, s->stock, &error));
    eco_inventory_free(s->stock);
    eco_store_free(s->store);
    free(s->out.text);
}

/* What the document gives; s->out holds what was written. */
static eco_status run(shop *s, const char *text)
{
    free(s->out.text);
    s->out = (text_sink){0};
    s->error = (eco_error){0};
    return eco_json_inventory(s->stock, text, strlen(text), TEXT_SINK(&s->out), NULL, &s->error);
}

#define RUN_OK(...) CHECK_F(run(__VA_ARGS__) == ECO_OK, "%s at %s", s.error.message, s.error.path)

static int64_t available(shop *s, const char *sku)
{
    eco_stock_level level;
    eco_error error;
    CHECK_OK(
        eco_inventory_level(&level, s->stock, sku, NULL, NULL, INT64_C(1794398400000000), &error)); /* 2026-11-11T12:00:00Z */
    return level.available;
}

TEST(json_inventory, commands_hold_what_the_document_says)
{
    size_t size;
    char *text = json_file("tests/documents/stock_commands_full.json", &size);
    const eco_stock_commands *read;
    eco_error error;
    CHECK_OK(eco_json_read_stock_commands(&read, text, size, NULL, &error));
    free(text); /* they stand alone */
    CHECK_INT(read->commands_count, 25);
    CHECK_TEXT(read->currency, "CNY");
    const eco_inventory_command *receive = &read->commands[0], *hold = &read->commands[1], *extend = &read->commands[2];
    CHECK_INT(receive->key.high, INT64_C(0x0192f0c100007000));
    CHECK_INT(receive->verb, ECO_INVENTORY_RECEIVE);
    CHECK_INT(receive->lines_count, 2);
    CHECK_TEXT(receive->lines[0].sku, "A");
    CHECK_TEXT(receive->lines[0].location, "SZ");
    CHECK_INT(receive->lines[0].quantity, INT64_C(9007199254740992));
    CHECK_INT(receive->lines[1].quantity, INT64_C(9007199254740993));
    CHECK_TEXT(receive->actor, "lily");
    CHECK_TEXT(receive->reason, "first delivery");
    CHECK_TEXT(receive->reference, "PO-1");
    const eco_id cart = eco_id_of("cart 1");
    CHECK(hold->key.high == cart.high && hold->key.low == cart.low);
    CHECK_INT(hold->verb, ECO_INVENTORY_HOLD);
    CHECK_INT(hold->at_us, INT64_C(1794369600250000));
    CHECK_INT(hold->expires_us, INT64_C(1794373200000000));
    CHECK_TEXT(hold->channel, "app");
    CHECK(hold->partial && !hold->lines[0].location && !hold->flags);
    CHECK(extend->hold.high == cart.high && extend->hold.low == cart.low);
    CHECK_INT(extend->expected_version, 1);
    CHECK_INT(read->commands[3].flags, ECO_COMMAND_LINKED);
    CHECK_INT(read->commands[5].flags, ECO_COMMAND_DRY_RUN);
    CHECK_INT(read->commands[5].lines[0].quantity, -1);
    CHECK_INT(read->commands[7].verb, ECO_INVENTORY_CANCEL);
    eco_json_stock_commands_free(read);
    eco_json_stock_commands_free(NULL);
}

static void check_items(const eco_inventory_command *commands)
{
    const eco_stock_item *tea = commands[0].item, *set = commands[1].item;
    CHECK_INT(commands[0].verb, ECO_INVENTORY_DEFINE);
    CHECK_INT(tea->struct_size, sizeof *tea);
    CHECK_TEXT(tea->sku, "TEA");
    CHECK_INT(tea->quantity_scale, 3);
    CHECK_INT(tea->cost_method, ECO_COST_AVERAGE);
    CHECK_INT(tea->picking, ECO_PICKING_FIFO);
    CHECK_INT(tea->backorder_limit, 5);
    CHECK_INT(tea->preorder_limit, 7);
    CHECK_INT(tea->preorder_ships_us, INT64_C(1796083200000000));
    CHECK_INT(tea->safety, 2);
    CHECK(tea->is_drop_shipped && tea->has_lots && tea->has_serials && !tea->parts_count);
    CHECK_INT(set->parts_count, 2);
    CHECK_TEXT(set->parts[1].sku, "B");
    CHECK_INT(set->parts[0].quantity, 2);
    CHECK(!set->has_lots && !set->safety && !set->cost_method);
}

TEST(json_inventory, commands_of_the_warehouse_hold_what_the_document_says)
{
    size_t size;
    char *text = json_file("tests/documents/stock_commands_full.json", &size);
    const eco_stock_commands *read;
    eco_error error;
    CHECK_OK(eco_json_read_stock_commands(&read, text, size, NULL, &error));
    free(text);
    const eco_inventory_command *commands = read->commands + 8, *receive = &commands[5];
    check_items(commands);
    CHECK_TEXT(commands[2].channel, "tmall");
    CHECK_INT(commands[2].lines[0].quantity, -4);
    CHECK_INT(commands[3].due_us, INT64_C(1793491200000000));
    CHECK_INT(commands[4].lines[0].cost_minor, 9000);
    const eco_id expect = eco_id_of("expect");
    CHECK(receive->source.high == expect.high && receive->source.low == expect.low &&
          receive->source.high == commands[4].key.high);
    CHECK_TEXT(receive->lines[0].lot, "L1");
    CHECK_INT(receive->lines[0].lot_expires_us, INT64_C(1798761600000000));
    CHECK_INT(receive->lines[0].cost_minor, 4005);
    CHECK_INT(receive->to_state, ECO_STOCK_QUALITY_CONTROL);
    CHECK_INT(commands[6].from_state, ECO_STOCK_QUALITY_CONTROL);
    CHECK_INT(commands[6].to_state, ECO_STOCK_DAMAGED);
    CHECK_TEXT(commands[7].to_location, "HZ");
    CHECK_TEXT(commands[7].lines[0].serial, "S-1");
    CHECK_INT(commands[9].to_state, ECO_STOCK_IN_TRANSIT);
    CHECK_INT(commands[10].verb, ECO_INVENTORY_RETURN);
    CHECK_INT(commands[12].lines[0].quantity, 0);
    CHECK_INT(commands[14].amount_minor, -1250);
    CHECK_INT(commands[15].verb, ECO_INVENTORY_REVALUE);
    eco_json_stock_commands_free(read);
}

TEST(json_inventory, a_document_is_executed_and_answered)
{
    shop s = shop_open();
    size_t size;
    char *text = json_file("examples/documents/stock.json", &size);
    RUN_OK(&s, text);
    char key[ECO_ID_TEXT], expected[1024];
    snprintf(expected, sizeof expected,
             "{\n  \"schema\": \"ecomops.stock_results/1\",\n  \"results\": [\n    {\n      \"key\": \"%s\",\n      \"status\": "
             "\"OK\",\n"
             "      \"quantity\": 1500,\n      \"sequence\": 2\n    },\n    {\n",
             eco_id_text(key, eco_id_of("receipt 4711")));
    CHECK_F(strncmp(s.out.text, expected, strlen(expected)) == 0, "%s", s.out.text);
    CHECK(!strstr(s.out.text, "replayed") && !strstr(s.out.text, "\"line\""));
    CHECK_INT(available(&s, "PHONE"), 999);
    RUN_OK(&s, text); /* again: nothing is done twice */
    CHECK(strstr(s.out.text, "\"replayed\": true"));
    CHECK_INT(available(&s, "PHONE"), 999);
    free(text);
    shop_close(&s);
}

TEST(json_inventory, a_refusal_tells_what_there_is_and_where)
{
    shop s = shop_open();
    const char *text = COMMANDS RECEIVE ",\n{\"key\":\"h\",\"verb\":\"hold\"," AT "\"expires\":\"2026-11-11T13:00:00Z\",\n"
                                        "\"lines\":[{\"sku\":\"A\",\"quantity\":3},\n{\"sku\":\"A\",\"quantity\":12}]},\n"
                                        "{\"key\":\"c\",\"verb\":\"commit\"," AT "\"hold\":\"nobody's\"}]}";
    CHECK_INT(run(&s, text), ECO_E_INSUFFICIENT);
    CHECK_INT(s.error.status, ECO_E_INSUFFICIENT);
    CHECK(s.error.line == 3 || s.error.line == 4);
    CHECK_F(strncmp(s.error.path, "/commands/1/lines", 17) == 0, "%s", s.error.path);
    CHECK_F(strstr(s.out.text, "\"status\": \"INSUFFICIENT\",\n      \"line\": 1,\n"), "%s", s.out.text);
    CHECK_F(strstr(s.out.text, "\"available\": 10\n"), "%s", s.out.text);
    CHECK(strstr(s.out.text, "\"path\": \"/commands/1/lines"));
    CHECK(strstr(s.out.text, s.error.message)); /* in quotes of its own */
    CHECK(strstr(s.out.text, "\"status\": \"NOT_FOUND\"\n"));
    CHECK_INT(available(&s, "A"), 10); /* what succeeded stays */
    CHECK_INT(eco_json_inventory(s.stock, text, strlen(text), TEXT_SINK(&s.out), NULL, NULL), ECO_E_INSUFFICIENT);
    shop_close(&s);
}

TEST(json_inventory, nothing_left_is_said)
{
    shop s = shop_open();
    RUN_OK(&s, COMMANDS RECEIVE "]}");
    CHECK_INT(run(&s, COMMANDS "{\"key\":\"i\",\"verb\":\"issue\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":10}]},"
                               "{\"key\":\"j\",\"verb\":\"issue\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}]}"),
              ECO_E_INSUFFICIENT);
    CHECK_F(strstr(s.out.text, "\"available\": 0\n"), "%s", s.out.text);
    shop_close(&s);
}

TEST(json_inventory, refuses_with_the_place_and_does_nothing)
{
    static const refusal refusals[] = {
        {COMMANDS RECEIVE ",{\"verb\":\"hold\"," AT "\"hold\":\"x\"}]}", ECO_E_INVALID, 1, 159, "/commands/1",
         "a command needs 'key'"},
        {COMMANDS "{\"key\":\"\",\"verb\":\"hold\"," AT "\"hold\":\"x\"}]}", ECO_E_INVALID, 1, 57, "/commands/0/key",
         "key is empty"},
        {COMMANDS "{\"key\":\"00000000-0000-0000-0000-000000000000\",\"verb\":\"hold\"}]}", ECO_E_INVALID, 1, 57,
         "/commands/0/key", "the UUID of none"},
        {COMMANDS "{\"key\":1}]}", ECO_E_INVALID, 1, 57, "/commands/0/key", "key is text, and this is a number"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"holds\"}]}", ECO_E_UNKNOWN_NAME, 1, 68, "/commands/0/verb", "did you mean 'hold'"},
        {COMMANDS "{\"key\":\"k\",\"at\":\"2026-11-11\"}]}", ECO_E_SYNTAX, 1, 66, "/commands/0/at", ""},
        {COMMANDS "{\"key\":\"k\",\"quantity\":1}]}", ECO_E_UNKNOWN_NAME, 1, 61, "/commands/0/quantity",
         "a command has no 'quantity'"},
        {COMMANDS "{\"key\":\"k\",\"lines\":[{\"sku\":\"A\",\"quantity\":1.5}]}]}", ECO_E_INVALID, 1, 92,
         "/commands/0/lines/0/quantity", "not a whole number"},
        {COMMANDS "{\"key\":\"k\",\"lines\":[]}]}", ECO_E_INVALID, 1, 69, "/commands/0/lines", "empty list"},
        {COMMANDS "{\"key\":\"k\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"cost\":\"2\"}]}]}", ECO_E_INVALID, 1, 50,
         "/commands/0", "a command needs 'verb'"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"receive\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1},"
                  "{\"sku\":\"A\",\"quantity\":1,\"cost\":\"2\"}]}]}",
         ECO_E_INVALID, 1, 171, "/commands/0/lines/1/cost", "cost needs the document's 'currency'"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"land_cost\"," AT "\"amount\":\"2\"}]}", ECO_E_INVALID, 1, 117, "/commands/0/amount",
         "amount needs the document's 'currency'"},
        {"{\"schema\":\"ecomops.stock_commands/1\",\"commands\":[{\"key\":\"k\",\"verb\":\"receive\",\n" AT
         "\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"cost\":\"2.55\"}]}],\"currency\":\"JPY\"}",
         ECO_E_SYNTAX, 2, 69, "/commands/0/lines/0/cost", "in JPY has at most 0"},
        {COMMANDS "{\"key\":\"k\",\"to_state\":\"on hand\"}]}", ECO_E_UNKNOWN_NAME, 1, 72, "/commands/0/to_state",
         "did you mean 'on_hand'"},
        {COMMANDS "{\"key\":\"k\",\"item\":{\"sku\":\"A\",\"kit\":true}}]}", ECO_E_UNKNOWN_NAME, 1, 79, "/commands/0/item/kit",
         "an item has no 'kit'"},
        {COMMANDS "{\"key\":\"k\",\"item\":[]}]}", ECO_E_INVALID, 1, 68, "/commands/0/item", "an item is an object"},
        {COMMANDS "{\"key\":\"k\",\"expected_version\":0}]}", ECO_E_INVALID, 1, 80, "/commands/0/expected_version",
         "not above 0"},
        {"{\"schema\":\"ecomops.stock_commands/1\"}", ECO_E_INVALID, 1, 1, "", "needs 'commands'"},
        {"{\"schema\":\"ecomops.stock_results/1\",\"results\":[]}", ECO_E_INVALID, 1, 11, "/schema",
         "not 'ecomops.stock_commands/1'"},
        {"{\"schema\":\"ecomops.stock_query/1\",\"table\":\"balance\"}", ECO_E_UNKNOWN_NAME, 1, 43, "/table", "balances"},
        {"{\"schema\":\"ecomops.stock_query/1\",\"table\":\"balances\",\"after_sequence\":3}", ECO_E_INVALID, 1, 71,
         "/after_sequence", "does not read"},
        {"{\"schema\":\"ecomops.stock_query/1\",\"table\":\"ledger\",\"as_of\":\"2026-11-11T00:00:00Z\"}", ECO_E_INVALID, 1, 60,
         "/as_of", "does not read as_of"},
    };
    shop s = shop_open();
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_status status = run(&s, refusals[i].text);
        CHECK_REFUSED(status, s.error, &refusals[i]);
        CHECK_F(!s.out.text, "%s wrote %s", refusals[i].text, s.out.text);
    }
    const eco_table *ledger;
    eco_error error;
    CHECK_OK(eco_inventory_table(&ledger, s.stock, "ledger", NULL, &error));
    CHECK_INT(ledger->rows, 0);
    eco_table_free(ledger);
    shop_close(&s);
}

/* What execute refuses for what a command says is told by its place, in the document's words; the others are done. */
TEST(json_inventory, what_a_command_may_not_say_has_its_place)
{
    static const refusal refusals[] = {
        {COMMANDS "{\"key\":\"h\",\"verb\":\"hold\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}]}", ECO_E_INVALID, 1, 50,
         "/commands/0", "hold needs expires"},
        {COMMANDS RECEIVE ",{\"key\":\"e\",\"verb\":\"receive\"," AT
                          "\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"A\",\"quantity\":-3}]}]}",
         ECO_E_INVALID, 1, 271, "/commands/1/lines/1/quantity", "quantity -3 is not above 0"},
        {COMMANDS "{\"key\":\"d\",\"verb\":\"define\"," AT "\"item\":{\"sku\":\"A\",\n\"preorder_limit\":3,"
                  "\"preorder_ships\":\"1970-01-01T00:00:00.000001Z\",\n\"parts\":[{\"sku\":\"B\",\"quantity\":1}]}}]}",
         ECO_E_INVALID, 3, 9, "/commands/0/item/parts", "a kit has no stock of its own"},
        {COMMANDS "{\"key\":\"d\",\"verb\":\"define\"," AT "\"item\":{\"sku\":\"A\",\n\"preorder_limit\":3}}]}", ECO_E_INVALID, 1,
         112, "/commands/0/item", "preorder_limit and preorder_ships need each other"},
        {COMMANDS "{\"key\":\"e\",\"verb\":\"receive\"," AT
                  "\"lines\":[{\"sku\":\"A\",\"quantity\":1,\n\"lot_expires\":\"2027-01-01T00:00:00Z\"}]}]}",
         ECO_E_INVALID, 2, 15, "/commands/0/lines/0/lot_expires", "lot_expires is of a lot, and none is given"},
        {COMMANDS "{\"key\":\"m\",\"verb\":\"move_state\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1}],"
                  "\n\"from_state\":\"reserved\"}]}",
         ECO_E_INVALID, 2, 14, "/commands/0/from_state", "does not move goods out of state reserved"},
        {COMMANDS "{\"key\":\"a\",\"verb\":\"adjust\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}]}", ECO_E_INVALID, 1, 50,
         "/commands/0", "adjust needs reason"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        const char *schema;
        shop s = shop_open();
        eco_status status = run(&s, refusals[i].text);
        CHECK_REFUSED(status, s.error, &refusals[i]);
        CHECK(strstr(s.out.text, "\"status\": \"INVALID\""));
        /* Validating says the same without any stock. */
        eco_error error = {0};
        status = eco_json_validate(&schema, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        shop_close(&s);
    }
}

/* Whether an item has lots is not said by the command: in a document alone it may. What else is wrong with it is still seen. */
TEST(json_inventory, validating_knows_no_items)
{
    static const char right[] = COMMANDS "{\"key\":\"r\",\"verb\":\"receive\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1,"
                                         "\"lot\":\"L\",\"serial\":\"S\"}]},{\"key\":\"c\",\"verb\":\"count\"," AT
                                         "\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"lot\":\"L\"}]}]}";
    static const char wrong[] = COMMANDS "{\"key\":\"r\",\"verb\":\"receive\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":1,"
                                         "\"lot\":\"L\"},{\"sku\":\"B\",\n\"lot\":\"\",\"quantity\":1}]}]}";
    const char *schema;
    eco_error error = {0};
    shop s = shop_open();
    CHECK_OK(eco_json_validate(&schema, right, sizeof right - 1, NULL, &error));
    CHECK_INT(run(&s, right), ECO_E_INVALID);
    CHECK_F(strstr(s.error.message, "has no lots"), "%s", s.error.message);
    CHECK_INT(eco_json_validate(&schema, wrong, sizeof wrong - 1, NULL, &error), ECO_E_INVALID);
    CHECK_F(strstr(error.message, "lot is empty") && error.line == 2, "%s", error.message);
    shop_close(&s);
}

TEST(json_inventory, a_query_gives_rows)
{
    shop s = shop_open();
    RUN_OK(&s, COMMANDS RECEIVE "]}");
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"balances\",\"subject\":\"A\"}");
    CHECK_F(
        strstr(s.out.text, "{\"sku\":\"A\",\"location\":\"SZ\",\"on_hand\":10,\"reserved\":0,\"committed\":0,\"incoming\":0,"),
        "%s", s.out.text);
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"ledger\",\"key\":\"r\",\"since\":\"2026-11-11T12:00:00Z\","
               "\"until\":\"2026-11-11T12:00:00.000001Z\"}");
    CHECK_F(strstr(s.out.text, "\"verb\":\"receive\""), "%s", s.out.text);
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"balances\",\"as_of\":\"2026-11-12T00:00:00Z\",\"known\":"
               "\"1990-01-01T00:00:00Z\"}");
    CHECK_F(strstr(s.out.text, "\"on_hand\":0,"), "%s", s.out.text); /* it was recorded later */
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"balances\",\"as_of\":\"2026-11-12T00:00:00Z\",\"known\":"
               "\"9999-01-01T00:00:00Z\"}");
    CHECK_F(strstr(s.out.text, "\"on_hand\":10,\"reserved\":null"), "%s", s.out.text);
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"documents\"}");
    CHECK_TEXT(s.out.text, "[]\n");
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"ledger\",\"after_sequence\":1,\"limit\":5}");
    CHECK_TEXT(s.out.text, "[]\n");
    shop_close(&s);
}

TEST(json_inventory, costs_are_in_the_currency_of_the_inventory)
{
#define COST(currency)                                                  \
    "{\"schema\":\"ecomops.stock_commands/1\",\"currency\":\"" currency \
    "\",\"commands\":[{\"key\":\"c\",\"verb\":\"receive\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":2,\"cost\":\"3.10\"}]}]}"
    shop s = shop_open();
    eco_inventory *priced;
    CHECK_INT(eco_inventory_open(&priced, s.store, ECO_MAKE(eco_inventory_options, .currency = "EUR"), &s.error), ECO_OK);
    eco_inventory *plain = s.stock;
    s.stock = priced;
    CHECK_INT(run(&s, COST("CHF")), ECO_E_CURRENCY);
    CHECK_TEXT(s.error.message, "the inventory's costs are in EUR, not in CHF");
    CHECK_TEXT(s.error.path, "/currency");
    CHECK(!s.out.text);
    RUN_OK(&s, COST("EUR"));
    RUN_OK(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"value\"}");
    CHECK_F(strstr(s.out.text, "\"value\":\"3.10\""), "%s", s.out.text);
    s.stock = plain;
    CHECK_INT(run(&s, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"value\"}"), ECO_E_INVALID);
    CHECK_F(strstr(s.error.message, "needs a currency"), "%s", s.error.message);
    eco_inventory_free(priced);
    shop_close(&s);
}

TEST(json_inventory, a_writer_that_stops_leaves_what_was_done)
{
    shop s = shop_open();
    s.out.refuse_after = 1;
    const char *text = COMMANDS RECEIVE "]}";
    CHECK_INT(eco_json_inventory(s.stock, text, strlen(text), TEXT_SINK(&s.out), NULL, &s.error), ECO_E_CANCELLED);
    CHECK_INT(available(&s, "A"), 10);
    RUN_OK(&s, text); /* the same document tells it again */
    CHECK(strstr(s.out.text, "\"replayed\": true"));
    CHECK_INT(available(&s, "A"), 10);
    shop_close(&s);
}

TEST(json_inventory, stock_documents_are_valid)
{
    static const struct {
        const char *path, *schema;
    } cases[] = {{"examples/documents/stock.json", "ecomops.stock_commands/1"},
                 {"tests/documents/stock_commands_full.json", "ecomops.stock_commands/1"},
                 {"tests/documents/stock_results_full.json", "ecomops.stock_results/1"},
                 {"tests/documents/stock_query_full.json", "ecomops.stock_query/1"},
                 {"tests/documents/route_full.json", "ecomops.route/1"}};
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const char *schema = NULL;
        eco_error error;
        size_t size;
        char *text = json_file(cases[i].path, &size);
        CHECK_OK(eco_json_validate(&schema, text, size, NULL, &error));
        CHECK_TEXT(schema, cases[i].schema);
        free(text);
    }
}
