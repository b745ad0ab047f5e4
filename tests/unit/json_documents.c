/* json_documents.c - rulebooks, carts and quotes: what is read is what was meant, and what is written is what was read. */
#include "json_support.h"

static eco_rulebook *rulebook_of(const char *path)
{
    eco_rulebook *rulebook;
    eco_error error;
    size_t size;
    char *text = json_file(path, &size);
    CHECK_OK(eco_json_read_rulebook(&rulebook, text, size, NULL, &error));
    free(text);
    return rulebook;
}

static char *written(const eco_rulebook *rulebook)
{
    text_sink sink = {0};
    eco_error error;
    CHECK_OK(eco_json_write_rulebook(rulebook, TEXT_SINK(&sink), &error));
    return sink.text;
}

TEST(json_documents, rulebooks_come_out_as_they_went_in)
{
    static const char *const paths[] = {"examples/documents/rulebook.json", "tests/documents/rulebook_full.json"};
    for (size_t i = 0; i < LENGTH_OF(paths); i++) {
        size_t size;
        char *text = json_file(paths[i], &size);
        eco_rulebook *rulebook = rulebook_of(paths[i]);
        char *again = written(rulebook);
        CHECK_F(strcmp(text, again) == 0, "%s is not canonical", paths[i]);
        eco_rulebook *second;
        eco_error error;
        CHECK_OK(eco_json_read_rulebook(&second, again, strlen(again), NULL, &error));
        CHECK(memcmp(&eco_rulebook_content_of(rulebook)->digest, &eco_rulebook_content_of(second)->digest, sizeof(eco_id)) == 0);
        eco_rulebook_free(second);
        eco_rulebook_free(rulebook);
        free(again);
        free(text);
    }
}

TEST(json_documents, a_rulebook_holds_what_the_document_says)
{
    eco_rulebook *rulebook = rulebook_of("tests/documents/rulebook_full.json");
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    CHECK_TEXT(content->currency, "CHF");
    CHECK_TEXT(content->zone, "Europe/Zurich");
    CHECK_INT(content->rounding, ECO_ROUNDING_HALF_EVEN);
    CHECK_INT(content->stacking, ECO_STACKING_BEST);
    CHECK_INT(content->tax_mode, ECO_TAX_INCLUDED);
    CHECK_INT(content->tax_round_at, ECO_ROUND_AT_ORDER);
    CHECK_INT(content->cash_step_minor, 5);
    CHECK_INT(content->sets_count, 2);
    CHECK_TEXT(content->sets[1].name, "summer");
    CHECK_TEXT(content->sets[1].members[1], "SUN \"CREAM\"");
    CHECK_INT(content->price_lists_count, 4);
    const eco_price_list *b2b = content->price_lists[0], *sale = content->price_lists[1];
    CHECK(b2b->is_override && !sale->is_override);
    CHECK_TEXT(b2b->when, "customer.group == 'b2b'");
    CHECK_INT(b2b->priority, -3);
    CHECK_INT(b2b->entries[0].unit_minor, 1250000);
    CHECK_INT(b2b->entries[0].unit_scale, 6);
    CHECK_INT(b2b->entries[1].unit_minor, 99);
    CHECK_INT(b2b->entries[1].unit_scale, 2);
    CHECK_INT(b2b->entries[1].from_quantity, 1000);
    CHECK_INT(sale->starts_us, INT64_C(1793491200000000));
    CHECK_INT(sale->ends_us, INT64_C(1796083200000001));
    CHECK_INT(sale->priority, INT32_MAX);
    CHECK_INT(content->promotions_count, 12);
    const eco_promotion *first = content->promotions[0], *each = content->promotions[1];
    CHECK_TEXT(first->id, "a-first");
    CHECK_TEXT(first->label, "\xE7\xAC\xAC\xE4\xB8\x80");
    CHECK_INT(first->stage, ECO_STAGE_SHOP_COUPON);
    CHECK_INT(first->priority, -1);
    CHECK_INT(first->ends_us, INT64_C(1796083200000000));
    CHECK_TEXT(first->coupon, "@codes");
    CHECK_TEXT(first->when, "cart.subtotal >= 100");
    CHECK_TEXT(first->on, "line.sku in @summer");
    CHECK_INT(first->basis, ECO_BASIS_LIST);
    CHECK(first->repeats && first->exclusive);
    CHECK_INT(first->max_off_minor, 5000);
    CHECK_INT(first->tiers_count, 2);
    CHECK_INT(first->tiers[0].from_minor, 3000);
    CHECK_INT(first->tiers[0].off_minor, 500);
    CHECK_INT(first->tiers[1].from_minor, INT64_MAX);
    CHECK_TEXT(each->label, "b-each");
    CHECK_INT(each->tiers[0].from_quantity, 2);
    CHECK_INT(each->tiers[0].off_each_minor, 50);
    CHECK_INT(each->tiers[1].from_quantity, INT64_MAX);
    CHECK_INT(each->tiers[1].off_percent.coefficient, 1250);
    CHECK_INT(each->tiers[1].off_percent.scale, 2);
    CHECK_INT(content->promotions[2]->tiers[0].price_each_minor, 300);
    CHECK_INT(content->promotions[3]->tiers[0].price_set_minor, 9900);
    CHECK(content->promotions[4]->tiers[0].is_free);
    CHECK_INT(content->taxes_count, 3);
    CHECK(content->taxes[0]->compound && !content->taxes[1]->compound);
    CHECK_TEXT(content->taxes[1]->on, "category == 'food'");
    CHECK_INT(content->taxes[1]->percent.coefficient, 26);
    CHECK_INT(content->shipping_count, 6);
    CHECK_TEXT(content->shipping[2]->method, "post");
    CHECK_TEXT(content->shipping[2]->when, "country == 'CH'");
    CHECK_INT(content->shipping[2]->from_minor, 5000);
    CHECK_INT(content->shipping[2]->priority, 7);
    CHECK_INT(content->shipping[3]->price_minor, 790);
    eco_rulebook_free(rulebook);
}

/* Amounts of a list of another currency have that currency's decimals. */
TEST(json_documents, a_price_list_has_its_own_currency)
{
    eco_rulebook *rulebook = rulebook_of("tests/documents/rulebook_full.json");
    const eco_price_list *const *lists = eco_rulebook_content_of(rulebook)->price_lists;
    CHECK_TEXT(lists[0]->currency, "CHF");
    CHECK_INT(lists[0]->rate.coefficient, 0);
    CHECK_TEXT(lists[2]->currency, "KWD");
    CHECK_INT(lists[2]->rate.coefficient, 0);
    CHECK_INT(lists[2]->entries[0].unit_minor, 6150);
    CHECK_INT(lists[2]->entries[0].unit_scale, 0);
    CHECK_INT(lists[2]->entries[1].unit_minor, 31250);
    CHECK_INT(lists[2]->entries[1].unit_scale, 4);
    CHECK_TEXT(lists[3]->currency, "JPY");
    CHECK_INT(lists[3]->rate.coefficient, 580);
    CHECK_INT(lists[3]->rate.scale, 5);
    CHECK_INT(lists[3]->entries[0].unit_minor, 4100);
    CHECK_INT(lists[3]->entries[0].unit_scale, 0);
    CHECK_INT(lists[3]->entries[1].unit_minor, 42995);
    CHECK_INT(lists[3]->entries[1].unit_scale, 1);
    eco_rulebook_free(rulebook);
}

TEST(json_documents, a_promotion_holds_its_selection)
{
    eco_rulebook *rulebook = rulebook_of("tests/documents/rulebook_full.json");
    const eco_promotion *const *promotions = eco_rulebook_content_of(rulebook)->promotions;
    CHECK(promotions[5]->bands && !promotions[4]->bands);
    const eco_promotion *buys = promotions[6], *groups = promotions[7], *second = promotions[8], *gift = promotions[9];
    CHECK_INT(buys->buy_quantity, 2);
    CHECK_TEXT(buys->buy, "line.sku in @summer");
    CHECK_INT(buys->get_quantity, 1);
    CHECK_INT(buys->pick, ECO_PICK_DEAREST);
    CHECK_INT(buys->max_quantity, 3);
    CHECK_INT(buys->max_line_quantity, 2);
    CHECK_INT(groups->group_quantity, 3);
    CHECK_INT(groups->nth, 0);
    CHECK_INT(groups->percent_basis, ECO_BASIS_RUNNING);
    CHECK_INT(second->percent_basis, ECO_BASIS_LIST);
    CHECK_INT(second->nth, 2);
    CHECK(second->dealt && !groups->dealt);
    CHECK_TEXT(second->exclusion_group, "second");
    CHECK_TEXT(gift->tiers[0].gift_sku, "STICKER");
    CHECK_INT(gift->tiers[0].gift_quantity, 2);
    CHECK_INT(gift->max_quantity, INT64_C(9007199254740993));
    CHECK(promotions[10]->stands_alone && !second->stands_alone);
    CHECK_INT(promotions[11]->stage, ECO_STAGE_SHIPPING);
    eco_rulebook_free(rulebook);
}

TEST(json_documents, shipping_holds_its_steps_and_floors_their_bounds)
{
    eco_rulebook *rulebook = rulebook_of("tests/documents/rulebook_full.json");
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    const eco_shipping *const *shipping = content->shipping;
    CHECK_INT(shipping[0]->steps_count, 2);
    CHECK_INT(shipping[0]->steps[0].price_minor, 400);
    CHECK_INT(shipping[0]->steps[1].from_weight_g, 1000);
    CHECK_INT(shipping[0]->steps[1].more_each, 500);
    CHECK_INT(shipping[0]->steps[1].more_minor, 500);
    CHECK_INT(shipping[1]->steps[1].from_volume_cm3, INT64_MAX);
    CHECK_INT(shipping[3]->steps_count, 0);
    CHECK_INT(shipping[4]->steps[0].from_minor, 1);
    CHECK_INT(shipping[5]->steps[0].from_quantity, 1);
    CHECK_INT(content->floors_count, 3);
    const eco_floor *const *floors = content->floors;
    CHECK_TEXT(floors[0]->id, "cost");
    CHECK_TEXT(floors[0]->on, "category in ('hats', 'food')");
    CHECK_INT(floors[0]->margin_percent.coefficient, 550);
    CHECK_INT(floors[0]->margin_minor, 10);
    CHECK_INT(floors[0]->mode, ECO_FLOOR_CLAMP);
    CHECK_INT(floors[1]->unit_minor, 400);
    CHECK_INT(floors[1]->mode, ECO_FLOOR_WARN);
    CHECK_INT(floors[2]->mode, ECO_FLOOR_BLOCK);
    eco_rulebook_free(rulebook);
}

/* Lists in any order, defaults said, a tree for a text: the same rulebook, and so the same bytes. */
TEST(json_documents, the_same_rulebook_is_written_the_same)
{
    static const char *const texts[] = {
        "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\",\"sets\":{\"b\":[\"2\",\"1\",\"2\"],\"a\":[]},\"promotions\":["
        "{\"id\":\"p\",\"when\":\"customer.tier in ('gold', 'vip') and cart.subtotal >= 300.00\",\"tiers\":[{\"off\":\"5.00\"}]},"
        "{\"id\":\"q\",\"stage\":\"shop\",\"tiers\":[{\"from_amount\":\"10.00\",\"off\":\"5.00\"},{\"from_amount\":\"20.00\","
        "\"off\":\"9.00\"}]}],\"price_lists\":[{\"id\":\"l\"}],\"taxes\":[{\"id\":\"t\",\"percent\":\"1\"}],\"shipping\":[{"
        "\"id\":\"free\",\"method\":\"m\",\"price\":\"0.00\"},{\"id\":\"s\",\"method\":\"n\",\"steps\":[{\"price\":\"0.00\"},{"
        "\"from_quantity\":2,\"price\":\"1.00\"}]}],\"floors\":[{\"id\":\"f\",\"unit\":\"1.00\"}]}",
        "{\"promotions\":["
        "{\"tiers\":[{\"off\":\"9\",\"from_amount\":\"20\"},{\"from_amount\":\"10.0\",\"off\":\"5\"}],\"stage\":\"shop\",\"id\":"
        "\"q\"},"
        "{\"id\":\"p\",\"label\":\"p\",\"stage\":\"item\",\"priority\":0,\"basis\":\"running\",\"percent_basis\":\"running\","
        "\"repeats\":false,"
        "\"bands\":false,\"dealt\":false,\"pick\":\"cheapest\",\"stands_alone\":false,\"when\":{"
        "\"and\":["
        "{\"attribute\":\"customer.tier\",\"operator\":\"in\",\"values\":[\"gold\",\"vip\"]},"
        "{\"attribute\":\"cart.subtotal\",\"operator\":\">=\",\"value\":\"300.00\"}]},\"tiers\":[{\"off\":\"5\",\"is_free\":"
        "false}]}],"
        "\"sets\":{\"a\":[],\"b\":[\"1\",\"2\"]},\"price_lists\":[{\"id\":\"l\",\"currency\":\"CNY\"}],"
        "\"floors\":[{\"unit\":\"1\",\"mode\":\"clamp\",\"id\":\"f\"}],\"shipping\":[{\"steps\":[{\"from_quantity\":2,\"price\":"
        "\"1\"}"
        ",{\"price\":\"0\",\"from_weight_g\":0}],\"id\":\"s\",\"method\":\"n\"},{\"price\":\"0\",\"method\":\"m\",\"id\":"
        "\"free\"}],"
        "\"taxes\":[{\"id\":\"t\",\"percent\":\"1\",\"compound\":false}],\"stacking\":\"sequential\",\"rounding\":\"half_up\","
        "\"tax_mode\":"
        "\"excluded\","
        "\"tax_round_at\":\"line\",\"zone\":\"UTC\",\"currency\":\"CNY\",\"schema\":\"ecomops.rulebook/1\"}",
    };
    char *outs[LENGTH_OF(texts)];
    for (size_t i = 0; i < LENGTH_OF(texts); i++) {
        eco_rulebook *rulebook;
        eco_error error;
        CHECK_OK(eco_json_read_rulebook(&rulebook, texts[i], strlen(texts[i]), NULL, &error));
        outs[i] = written(rulebook);
        eco_rulebook_free(rulebook);
    }
    CHECK_TEXT(outs[0], outs[1]);
    CHECK(strstr(outs[0], "\"a\": []") && strstr(outs[0], "\"label\"") == NULL);
    CHECK(strstr(outs[0], "\"price\": \"0.00\"") && strstr(outs[0], "CNY") == strrchr(outs[0], 'Y') - 2);
    free(outs[0]);
    free(outs[1]);
}

TEST(json_documents, an_empty_rulebook)
{
    static const char text[] = "{\n  \"schema\": \"ecomops.rulebook/1\",\n  \"currency\": \"CNY\"\n}\n";
    eco_rulebook *rulebook;
    eco_error error;
    CHECK_OK(eco_json_read_rulebook(&rulebook, text, sizeof text - 1, NULL, &error));
    char *again = written(rulebook);
    CHECK_TEXT(again, text);
    free(again);
    eco_rulebook_free(rulebook);
}

#define RULEBOOK    "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\","
#define PROMOTION   RULEBOOK "\n\"promotions\":[{\"id\":\"p\",\"tiers\":[{\"off\":\"1\"}]},\n{\"id\":\"300-50\","
#define PROMOTION_2 "\"tiers\":[{\"off\":\"1\"}]}]}"
#define LIST        RULEBOOK "\n\"price_lists\":[{\"id\":\"l\","
#define SHIPPING    RULEBOOK "\n\"shipping\":[{\"id\":\"s\",\"method\":\"m\""
#define FLOOR       RULEBOOK "\n\"floors\":[{\"id\":\"f\","

TEST(json_documents, rulebooks_are_refused_with_the_place)
{
    static const refusal refusals[] = {
        {"[]", ECO_E_INVALID, 1, 1, "", "a document is an object, and this is a list"},
        {"{}", ECO_E_INVALID, 1, 1, "", "a document needs 'schema', such as \"ecomops.rulebook/1\""},
        {"{\"schema\":1}", ECO_E_INVALID, 1, 11, "/schema", "schema is text"},
        {"{\"schema\":\"ecomops.rulebok/1\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/schema", "did you mean 'ecomops.rulebook/1'?"},
        {"{\"schema\":\"ecomops.rulebook/2\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/schema",
         "'ecomops.rulebook/2' is not known to this version"},
        {"{\"schema\":\"x\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/schema",
         "known are ecomops.rulebook/1, ecomops.cart/1, ecomops.quote/1"},
        {"{\"schema\":\"ecomops.cart/1\"}", ECO_E_INVALID, 1, 11, "/schema",
         "the document is 'ecomops.cart/1', not 'ecomops.rulebook/1'"},
        {"{\"schema\":\"ecomops.rulebook/1\"}", ECO_E_INVALID, 1, 1, "", "needs 'currency'"},
        {"{\"schema\":\"ecomops.rulebook/1\",\"currency\":7}", ECO_E_INVALID, 1, 43, "/currency", "currency is text"},
        {"{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"XXQ\"}", ECO_E_CURRENCY, 1, 43, "/currency",
         "'XXQ' is not an ISO 4217 currency"},
        {RULEBOOK "\n\"rules\":[]}", ECO_E_UNKNOWN_NAME, 2, 1, "/rules", "a rulebook has no 'rules'"},
        {RULEBOOK "\n\"zone\":\"Mars/Olympus\"}", ECO_E_NOT_FOUND, 2, 8, "/zone", "Mars/Olympus"},
        {RULEBOOK "\n\"rounding\":\"up_half\"}", ECO_E_UNKNOWN_NAME, 2, 12, "/rounding", "known are half_up, half_even"},
        {RULEBOOK "\n\"cash_step\":\"0.00\"}", ECO_E_INVALID, 2, 13, "/cash_step", "not above 0"},
        {RULEBOOK "\n\"sets\":[]}", ECO_E_INVALID, 2, 8, "/sets", "sets is an object"},
        {RULEBOOK "\n\"sets\":{\"a\":\"x\"}}", ECO_E_INVALID, 2, 13, "/sets/a", "a set is a list"},
        {RULEBOOK "\n\"sets\":{\"a\":[\"x\",1]}}", ECO_E_INVALID, 2, 18, "/sets/a/1", "each element of the list is text"},
        {RULEBOOK "\n\"sets\":{\"a\":[\"x\",\"\"]}}", ECO_E_INVALID, 2, 18, "/sets/a/1", "empty text"},
        {RULEBOOK "\n\"sets\":{\"@a\":[\"x\"]}}", ECO_E_INVALID, 2, 14, "/sets/@a", "without the @"},
        {RULEBOOK "\n\"promotions\":{}}", ECO_E_INVALID, 2, 14, "/promotions", "promotions is a list"},
        {RULEBOOK "\n\"promotions\":[{\"tiers\":[]}]}", ECO_E_INVALID, 2, 15, "/promotions/0", "a promotion needs 'id'"},
        {RULEBOOK "\n\"promotions\":[{\"id\":\"p\"}]}", ECO_E_INVALID, 2, 15, "/promotions/0", "a promotion needs 'tiers'"},
        {RULEBOOK "\n\"promotions\":[{\"id\":\"\",\"tiers\":[{\"off\":\"1\"}]}]}", ECO_E_INVALID, 2, 21, "/promotions/0/id",
         "empty text"},
        {RULEBOOK "\n\"promotions\":[{\"id\":\"\",\"tiers\":[{\"off\":\"1\"}]},7]}", ECO_E_INVALID, 2, 21, "/promotions/0/id",
         "empty text"},
        {RULEBOOK "\n\"promotions\":[7,{\"id\":\"\",\"tiers\":[{\"off\":\"1\"}]}]}", ECO_E_INVALID, 2, 15, "/promotions/0",
         "a promotion is an object"},
        {RULEBOOK "\n\"sets\":{\"@a\":[\"x\"],\"b\":7}}", ECO_E_INVALID, 2, 14, "/sets/@a", "without the @"},
        {RULEBOOK "\n\"sets\":{\"b\":7,\"@a\":[\"x\"]}}", ECO_E_INVALID, 2, 13, "/sets/b", "a set is a list"},
        {PROMOTION "\"tires\":[]}]}", ECO_E_UNKNOWN_NAME, 3, 16, "/promotions/1/tires", "did you mean 'tiers'?"},
        {PROMOTION "\"priority\":\"x\"," PROMOTION_2, ECO_E_SYNTAX, 3, 27, "/promotions/1/priority", "'x'"},
        {PROMOTION "\"priority\":2147483648," PROMOTION_2, ECO_E_OVERFLOW, 3, 27, "/promotions/1/priority", "is outside"},
        {PROMOTION "\"max_off\":\"0\"," PROMOTION_2, ECO_E_INVALID, 3, 26, "/promotions/1/max_off", "max_off '0' is not above 0"},
        {PROMOTION "\"max_off\":\"1.234\"," PROMOTION_2, ECO_E_SYNTAX, 3, 26, "/promotions/1/max_off",
         "has 3 decimals; an amount in CNY has at most 2"},
        {PROMOTION "\"starts\":\"2026-11-11\"," PROMOTION_2, ECO_E_SYNTAX, 3, 25, "/promotions/1/starts", "2026-11-11"},
        {PROMOTION "\"starts\":\"2026-11-11T00:00:00Z\",\"ends\":\"2026-11-11T00:00:00Z\"," PROMOTION_2, ECO_E_INVALID, 3, 55,
         "/promotions/1/ends", "not after its start"},
        {PROMOTION "\"tiers\":[]}]}", ECO_E_INVALID, 3, 24, "/promotions/1/tiers", "needs a tier"},
        {PROMOTION "\"tiers\":[{}]}]}", ECO_E_INVALID, 3, 25, "/promotions/1/tiers/0", ""},
        {PROMOTION "\"tiers\":[{\"off\":\"1\"},{\"off\":\"1\",\"is_free\":true}]}]}", ECO_E_INVALID, 3, 58,
         "/promotions/1/tiers/1/is_free", "off and is_free: a tier gives exactly one benefit"},
        {PROMOTION "\"tiers\":[{\"off_percent\":\"100.1\"}]}]}", ECO_E_INVALID, 3, 40, "/promotions/1/tiers/0/off_percent", ""},
        {PROMOTION "\"tiers\":[{\"price_each\":\"0.00\"}]}]}", ECO_E_INVALID, 3, 39, "/promotions/1/tiers/0/price_each",
         "write \"is_free\": true"},
        {PROMOTION "\"tiers\":[{\"from_amount\":\"5\",\"off\":\"1\"},{\"from_amount\":\"5.00\",\"off\":\"2\"}]}]}", ECO_E_INVALID,
         3, 70, "/promotions/1/tiers/1/from_amount", "the same `from` as tier 0"},
        {PROMOTION "\"coupon\":\"@codes\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 25, "/promotions/1/coupon",
         "there is no set '@codes'"},
        /* expressions: the column is that of the mistake, however the text is written */
        {PROMOTION "\"when\":\"cart.subtotal >=\"," PROMOTION_2, ECO_E_SYNTAX, 3, 40, "/promotions/1/when", ""},
        {PROMOTION "\"when\":\"cart.subtotal > 1 and cart.subtotl > 2\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 46,
         "/promotions/1/when", "cart.subtotl"},
        {PROMOTION "\"when\":\"note == '\xE4\xB8\xAD' and\\n \\u0063art.list ! 3\"," PROMOTION_2, ECO_E_SYNTAX, 3, 57,
         "/promotions/1/when", ""},
        {PROMOTION "\"on\":\"line.sku in @winter\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 34, "/promotions/1/on", "winter"},
        {PROMOTION "\"on\":{\"attribute\":\"line.sku\",\"operator\":\"in\",\"set\":\"winter\"}," PROMOTION_2, ECO_E_UNKNOWN_NAME,
         3, 21, "/promotions/1/on", "winter"},
        /* one id twice: the second is the one too many */
        {RULEBOOK "\n\"promotions\":[{\"id\":\"p\",\"tiers\":[{\"off\":\"1\"}]},\n{\"id\":\"p\",\"tiers\":[{\"off\":\"1\"}]}]}",
         ECO_E_EXISTS, 3, 7, "/promotions/1/id", "'p'"},
        {RULEBOOK
         "\n\"price_lists\":[{\"id\":\"p\",\"prices\":[]}],\n\"promotions\":[{\"id\":\"p\",\"tiers\":[{\"off\":\"1\"}]}]}",
         ECO_E_EXISTS, 3, 21, "/promotions/0/id", "'p'"},
        {RULEBOOK "\n\"taxes\":[{\"id\":\"t\",\"percent\":\"1\"},{\"id\":\"t\",\"percent\":\"1\"}]}", ECO_E_EXISTS, 2, 41,
         "/taxes/1/id", "'t'"},
        {RULEBOOK "\n\"taxes\":[{\"id\":\"a/b\",\"percent\":\"1\",\"on\":\"=\"}]}", ECO_E_SYNTAX, 2, 42, "/taxes/0/on", ""},
        {RULEBOOK "\n\"taxes\":[{\"id\":\"t\",\"percent\":19}]}", ECO_E_INVALID, 2, 30, "/taxes/0/percent",
         "write \"19\" in quotes"},
        {RULEBOOK "\n\"taxes\":[{\"id\":\"t\",\"percent\":\"-1\"}]}", ECO_E_INVALID, 2, 30, "/taxes/0/percent", "is below 0"},
        {RULEBOOK "\n\"shipping\":[{\"id\":\"s\",\"price\":\"1\"}]}", ECO_E_INVALID, 2, 13, "/shipping/0",
         "a shipping price needs 'method'"},
        {RULEBOOK "\n\"shipping\":[{\"id\":\"s\",\"method\":\"m\",\"price\":\"-1\"}]}", ECO_E_INVALID, 2, 44, "/shipping/0/price",
         "is below 0"},
        {RULEBOOK "\n\"price_lists\":[{\"id\":\"l\",\"kind\":\"list\",\"prices\":[]}]}", ECO_E_UNKNOWN_NAME, 2, 33,
         "/price_lists/0/kind", "known are sale, override"},
        {RULEBOOK
         "\n\"price_lists\":[{\"id\":\"l\",\"prices\":[{\"sku\":\"a\",\"unit\":\"1\"},{\"sku\":\"a\",\"unit\":\"2\"}]}]}",
         ECO_E_EXISTS, 2, 59, "/price_lists/0/prices/1", "'a'"},
        {RULEBOOK "\n\"price_lists\":[{\"id\":\"l\",\"prices\":[{\"sku\":\"a\",\"unit\":\"0\"}]}]}", ECO_E_INVALID, 2, 54,
         "/price_lists/0/prices/0/unit", "is not above 0"},
        /* the currency of a list */
        {LIST "\"currency\":\"jpy\"}]}", ECO_E_CURRENCY, 2, 37, "/price_lists/0/currency", "'jpy' is not an ISO 4217 currency"},
        {LIST "\"currency\":7}]}", ECO_E_INVALID, 2, 37, "/price_lists/0/currency", "currency is text"},
        {LIST "\"currency\":\"JPY\",\"prices\":[{\"sku\":\"a\",\"unit\":\"0.1234567\"}]}]}", ECO_E_SYNTAX, 2, 71,
         "/price_lists/0/prices/0/unit", "has 7 decimals; a unit price in JPY has at most 6"},
        {LIST "\"prices\":[{\"sku\":\"a\",\"unit\":\"0.1234567890\"}],\"currency\":\"KWD\"}]}", ECO_E_SYNTAX, 2, 54,
         "/price_lists/0/prices/0/unit", "has 10 decimals; a unit price in KWD has at most 9"},
        {LIST "\"currency\":\"KWD\",\"prices\":[]},\n{\"id\":\"m\",\"prices\":[{\"sku\":\"a\",\"unit\":\"0.123456789\"}]}]}",
         ECO_E_SYNTAX, 3, 39, "/price_lists/1/prices/0/unit", "a unit price in CNY has at most 8"},
        {LIST "\"currency\":\"JPY\",\"rate\":0.05}]}", ECO_E_SYNTAX, 2, 50, "/price_lists/0/rate", "write \"0.05\" in quotes"},
        {LIST "\"currency\":\"JPY\",\"rate\":\"0\"}]}", ECO_E_INVALID, 2, 50, "/price_lists/0/rate", "rate '0' is not above 0"},
        {LIST "\"currency\":\"JPY\",\"rate\":\"-0.05\"}]}", ECO_E_INVALID, 2, 50, "/price_lists/0/rate", "is not above 0"},
        {LIST "\"rate\":\"0.05\"}]}", ECO_E_INVALID, 2, 33, "/price_lists/0/rate", "a rate without a currency"},
        {LIST "\"currency\":\"CNY\",\"rate\":\"1\"}]}", ECO_E_INVALID, 2, 50, "/price_lists/0/rate",
         "which is the rulebook's own currency"},
        /* selections */
        {RULEBOOK "\n\"stacking\":\"stacked\"}", ECO_E_UNKNOWN_NAME, 2, 12, "/stacking", "known are sequential, best, first"},
        {PROMOTION "\"stage\":\"delivery\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 24, "/promotions/1/stage",
         "known are item, set, shop, shop_coupon, platform, platform_coupon, shipping"},
        {PROMOTION "\"percent_basis\":\"lists\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 32, "/promotions/1/percent_basis",
         "did you mean 'list'?"},
        {PROMOTION "\"pick\":\"cheap\"," PROMOTION_2, ECO_E_UNKNOWN_NAME, 3, 23, "/promotions/1/pick",
         "known are cheapest, dearest"},
        {PROMOTION "\"bands\":1," PROMOTION_2, ECO_E_INVALID, 3, 24, "/promotions/1/bands", "bands is true or false"},
        {PROMOTION "\"buy_quantity\":0," PROMOTION_2, ECO_E_INVALID, 3, 31, "/promotions/1/buy_quantity",
         "buy_quantity '0' is not above 0"},
        {PROMOTION "\"buy_quantity\":1,\"get_quantity\":0," PROMOTION_2, ECO_E_INVALID, 3, 48, "/promotions/1/get_quantity",
         "leave it out where all that are not bought benefit"},
        {PROMOTION "\"buy_quantity\":\"1.5\"," PROMOTION_2, ECO_E_INVALID, 3, 31, "/promotions/1/buy_quantity",
         "is not a whole number"},
        {PROMOTION "\"group_quantity\":-1," PROMOTION_2, ECO_E_INVALID, 3, 33, "/promotions/1/group_quantity", "is not above 0"},
        {PROMOTION "\"group_quantity\":2,\"nth\":0," PROMOTION_2, ECO_E_INVALID, 3, 41, "/promotions/1/nth",
         "nth '0' is not above 0"},
        {PROMOTION "\"group_quantity\":2,\"nth\":3," PROMOTION_2, ECO_E_INVALID, 3, 41, "/promotions/1/nth",
         "3 is above group_quantity 2"},
        {PROMOTION "\"max_quantity\":0," PROMOTION_2, ECO_E_INVALID, 3, 31, "/promotions/1/max_quantity", "is not above 0"},
        {PROMOTION "\"max_line_quantity\":0," PROMOTION_2, ECO_E_INVALID, 3, 36, "/promotions/1/max_line_quantity",
         "is not above 0"},
        {PROMOTION "\"buy\":\"line.sku == 'a'\"," PROMOTION_2, ECO_E_INVALID, 3, 22, "/promotions/1/buy", "needs buy_quantity"},
        {PROMOTION "\"buy_quantity\":1,\"buy\":\"line.sku = 'a'\"," PROMOTION_2, ECO_E_SYNTAX, 3, 49, "/promotions/1/buy",
         "write =="},
        {PROMOTION "\"buy_quantity\":1,\"buy\":{\"attribute\":\"line.sku\",\"operator\":\"in\",\"set\":\"winter\"}," PROMOTION_2,
         ECO_E_UNKNOWN_NAME, 3, 39, "/promotions/1/buy", "winter"},
        {PROMOTION "\"buy_quantity\":1,\"group_quantity\":2," PROMOTION_2, ECO_E_INVALID, 3, 50, "/promotions/1/group_quantity",
         "buy_quantity and group_quantity"},
        {PROMOTION "\"bands\":true,\"max_quantity\":2," PROMOTION_2, ECO_E_INVALID, 3, 24, "/promotions/1/bands",
         "no other selection"},
        {PROMOTION "\"exclusion_group\":\"\"," PROMOTION_2, ECO_E_INVALID, 3, 34, "/promotions/1/exclusion_group", "empty text"},
        {PROMOTION "\"stands_alone\":\"yes\"," PROMOTION_2, ECO_E_INVALID, 3, 31, "/promotions/1/stands_alone",
         "stands_alone is true or false"},
        /* gifts */
        {PROMOTION "\"tiers\":[{\"gift_sku\":\"\"}]}]}", ECO_E_INVALID, 3, 37, "/promotions/1/tiers/0/gift_sku", "empty text"},
        {PROMOTION "\"tiers\":[{\"gift_sku\":\"g\",\"gift_quantity\":0}]}]}", ECO_E_INVALID, 3, 57,
         "/promotions/1/tiers/0/gift_quantity", "gift_quantity '0' is not above 0"},
        {PROMOTION "\"tiers\":[{\"gift_sku\":\"g\",\"off\":\"1\"}]}]}", ECO_E_INVALID, 3, 37, "/promotions/1/tiers/0/gift_sku",
         "off and gift_sku"},
        {PROMOTION "\"stage\":\"shipping\",\"tiers\":[{\"gift_sku\":\"g\"}]}]}", ECO_E_INVALID, 3, 44, "/promotions/1/tiers/0",
         "a gift is not for the stage of shipping"},
        {PROMOTION "\"tiers\":[{\"off\":\"1\",\"gift_quantity\":2}]}]}", ECO_E_INVALID, 3, 52,
         "/promotions/1/tiers/0/gift_quantity", "needs gift_sku"},
        /* taxes */
        {RULEBOOK "\n\"taxes\":[{\"id\":\"t\",\"percent\":\"1\",\"compound\":1}]}", ECO_E_INVALID, 2, 45, "/taxes/0/compound",
         "compound is true or false"},
        {RULEBOOK "\n\"taxes\":[{\"id\":\"t\",\"percent\":\"1.23456\",\"compound\":true}]}", ECO_E_INVALID, 2, 30,
         "/taxes/0/percent", "at most 10000, with 4 decimals"},
        /* steps */
        {SHIPPING "}]}", ECO_E_INVALID, 2, 13, "/shipping/0", "a shipping price needs 'price' or 'steps'"},
        {SHIPPING ",\"steps\":[]}]}", ECO_E_INVALID, 2, 44, "/shipping/0/steps", "steps is an empty list"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\"}],\"price\":\"0\"}]}", ECO_E_INVALID, 2, 68, "/shipping/0/price",
         "a shipping price has 'price' or 'steps', not both"},
        {SHIPPING ",\"steps\":[{\"from_quantity\":1}]}]}", ECO_E_INVALID, 2, 45, "/shipping/0/steps/0",
         "a shipping step needs 'price'"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\",\"from_weight\":1}]}]}", ECO_E_UNKNOWN_NAME, 2, 58,
         "/shipping/0/steps/0/from_weight", "did you mean 'from_weight_g'?"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\",\"from_weight_g\":-1}]}]}", ECO_E_INVALID, 2, 74,
         "/shipping/0/steps/0/from_weight_g", "is below 0"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\",\"from_weight_g\":1,\"more_each\":0}]}]}", ECO_E_INVALID, 2, 88,
         "/shipping/0/steps/0/more_each", "is not above 0"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\",\"from_weight_g\":1,\"more_each\":1,\"more\":\"0.00\"}]}]}", ECO_E_INVALID, 2, 97,
         "/shipping/0/steps/0/more", "is not above 0"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\",\"from_weight_g\":1,\"more_each\":1}]}]}", ECO_E_INVALID, 2, 45,
         "/shipping/0/steps/0", "more_each and more go together"},
        {SHIPPING ",\"steps\":[{\"price\":\"1\"},{\"price\":\"2\",\"from_amount\":\"1\",\"from_quantity\":1}]}]}", ECO_E_INVALID,
         2, 59, "/shipping/0/steps/1", "two kinds of `from`"},
        /* floors */
        {RULEBOOK "\n\"floors\":{}}", ECO_E_INVALID, 2, 10, "/floors", "floors is a list"},
        {RULEBOOK "\n\"floors\":[{\"unit\":\"1\"}]}", ECO_E_INVALID, 2, 11, "/floors/0", "a floor needs 'id'"},
        {RULEBOOK "\n\"floors\":[{\"id\":\"f\"}]}", ECO_E_INVALID, 2, 11, "/floors/0", "a floor needs unit"},
        {FLOOR "\"unit\":\"0\"}]}", ECO_E_INVALID, 2, 28, "/floors/0/unit", "unit '0' is not above 0"},
        {FLOOR "\"margin_percent\":10}]}", ECO_E_INVALID, 2, 38, "/floors/0/margin_percent", "write \"10\" in quotes"},
        {FLOOR "\"margin_percent\":\"100\"}]}", ECO_E_INVALID, 2, 38, "/floors/0/margin_percent", "is not below 100"},
        {FLOOR "\"margin\":\"-1\"}]}", ECO_E_INVALID, 2, 30, "/floors/0/margin", "is not above 0"},
        {FLOOR "\"unit\":\"1\",\"mode\":\"stop\"}]}", ECO_E_UNKNOWN_NAME, 2, 39, "/floors/0/mode",
         "known are clamp, block, warn"},
        {FLOOR "\"unit\":\"1\",\"on\":\"line.sku in @x\"}]}", ECO_E_UNKNOWN_NAME, 2, 50, "/floors/0/on", "@x"},
        {FLOOR "\"unit\":\"1\"},{\"id\":\"f\",\"unit\":\"1\"}]}", ECO_E_EXISTS, 2, 39, "/floors/1/id", "'f'"},
        {RULEBOOK "\n\"price_lists\":[{\"id\":\"l\",\"when\":\"cart.subtotal > 1\",\"prices\":[]}]}", ECO_E_INVALID, 2, 34,
         "/price_lists/0/when", "a price list cannot look at cart.subtotal"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_error error = {0};
        eco_rulebook *rulebook = (void *)&error; /* whatever stands there must go */
        eco_status status = eco_json_read_rulebook(&rulebook, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK(rulebook == NULL);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(eco_json_read_rulebook(&rulebook, refusals[i].text, strlen(refusals[i].text), NULL, NULL), refusals[i].status);
    }
}
