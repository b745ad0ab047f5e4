/* inventory_whole.c - random histories of all of stock against the model of inventory_whole.h: in memory, on SQLite with the store opened again now and then,
 * with keys of levels that collide, with time that goes back. ECO_CASES says how many histories, ECO_SEED the first. */
#include "inventory_whole.h"

#include <stdlib.h>
#include <unistd.h>

#include "inventory/inventory_internal.h"

enum { BATCH = 5 };
typedef struct batch {
    whole_command given[BATCH];
    eco_inventory_command commands[BATCH];
    eco_stock_line lines[BATCH][WHOLE_LINES];
    eco_stock_item items[BATCH];
    eco_kit_part parts[BATCH][3];
    eco_inventory_result results[BATCH];
    whole_result expected[BATCH];
    bool dry[BATCH]; /* it, or a neighbour in its chain */
    int count;
    int64_t version; /* of the level of the first one's line */
} batch;

/* ---- the library's form ------------------------------------------------------------------------------------------------------------------ */

static void translate_item(batch *b, int i)
{
    const whole_command *given = &b->given[i];
    const whole_item *item = &given->definition;
    for (int k = 0; k < item->parts_count; k++)
        b->parts[i][k] = (eco_kit_part){whole_skus[item->parts[k]], item->parts_quantity[k]};
    b->items[i] = (eco_stock_item){.struct_size = sizeof b->items[i],
                                   .sku = whole_skus[given->item],
                                   .cost_method = item->method,
                                   .picking = item->picking,
                                   .backorder_limit = item->backorder,
                                   .preorder_limit = item->preorder,
                                   .preorder_ships_us = item->ships_us,
                                   .safety = item->safety,
                                   .is_drop_shipped = given->item == DROPPED,
                                   .has_lots = given->item == FEFO || given->item == FIFO,
                                   .has_serials = whole_has_serials(given->item),
                                   .parts = item->parts_count ? b->parts[i] : NULL,
                                   .parts_count = (size_t)item->parts_count};
}

static bool brings_lots(const whole_command *given)
{
    return given->verb == ECO_INVENTORY_RECEIVE || given->verb == ECO_INVENTORY_RETURN || given->verb == ECO_INVENTORY_EXPECT ||
           given->verb == ECO_INVENTORY_ADJUST || given->verb == ECO_INVENTORY_COUNT;
}

static void translate_lines(batch *b, int i)
{
    const whole_command *given = &b->given[i];
    for (int k = 0; k < given->lines_count; k++) {
        const whole_line *line = &given->lines[k];
        b->lines[i][k] = (eco_stock_line){
            .sku = whole_skus[line->sku],
            .location = line->names_location ? whole_locations[line->location] : NULL,
            .quantity = line->quantity,
            .lot = whole_lots[line->lot],
            .serial = whole_serials[line->serial],
            .lot_expires_us = brings_lots(given) && line->quantity > 0 ? whole_lot_expires(line->lot) : 0,
            .cost_minor = line->cost};
    }
}

/* A field that is wrong. */
static void spoil(batch *b, int i)
{
    static const eco_stock_item item = {.struct_size = sizeof item, .sku = "apple"};
    eco_inventory_command *command = &b->commands[i];
    eco_stock_line *line = command->lines_count ? &b->lines[i][0] : NULL;
    switch (b->given[i].illegal) {
    case 1: command->verb = 99; break;
    case 2: command->at_us = 0; break;
    case 3: command->key = (eco_id){0, 0}; break;
    case 4:
        line && command->verb != ECO_INVENTORY_BUFFER ? (void)(line->quantity = command->verb == ECO_INVENTORY_COUNT ? -1 : 0)
                                                      : (void)(command->reserved[0] = 1);
        break;
    case 5: line ? (void)(line->sku = "") : (void)(command->reserved[0] = 1); break;
    case 6: command->expires_us = command->expires_us ? command->at_us : command->at_us + 1; break;
    case 7: command->to_state = 7; break;
    case 8: command->hold = command->source = (eco_id){5, 1}; break;
    case 9: line ? (void)(line->reserved[1] = 1) : (void)(command->expected_version = -1); break;
    default: command->item = command->item ? NULL : &item;
    }
}

static void translate(batch *b, int i)
{
    const whole_command *given = &b->given[i];
    translate_lines(b, i);
    if (given->item >= 0)
        translate_item(b, i);
    b->commands[i] = (eco_inventory_command){.key = given->key,
                                             .verb = given->verb,
                                             .at_us = given->at_us,
                                             .actor = given->actor,
                                             .reason = given->reason,
                                             .expected_version = given->expected_version,
                                             .flags = given->flags,
                                             .lines = given->lines_count ? b->lines[i] : NULL,
                                             .lines_count = (size_t)given->lines_count,
                                             .hold = given->hold,
                                             .channel = given->channel >= 0 ? whole_channels[given->channel] : NULL,
                                             .partial = given->partial,
                                             .expires_us = given->expires_us,
                                             .source = given->source,
                                             .to_location = given->to_location >= 0 ? whole_locations[given->to_location] : NULL,
                                             .from_state = given->from_state,
                                             .to_state = given->to_state,
                                             .due_us = given->due_us,
                                             .amount_minor = given->amount,
                                             .item = given->item >= 0 ? &b->items[i] : NULL};
    if (given->illegal)
        spoil(b, i);
}

/* ---- a batch ----------------------------------------------------------------------------------------------------------------------------- */

/* One command, or a chain: all or none, and none where one is dry. Gives the place after it. */
static int run_chain(whole_history *h, batch *b, int first)
{
    static whole before;
    int last = first;
    bool dry = false;
    whole_copy(&before, &h->is);
    while (b->given[last].flags & ECO_COMMAND_LINKED)
        last++;
    for (int i = first; i <= last; i++) {
        dry |= (b->given[i].flags & ECO_COMMAND_DRY_RUN) != 0;
        b->expected[i] = whole_run(&h->is, &b->given[i], b->version);
        if (!b->expected[i].status)
            continue;
        for (int k = first; k <= last; k++)
            if (k != i)
                b->expected[k] = (whole_result){.status = ECO_E_LINKED};
        whole_copy(&h->is, &before);
        return last + 1;
    }
    if (dry)
        whole_copy(&h->is, &before);
    for (int i = first; i <= last; i++)
        b->dry[i] = dry;
    return last + 1;
}

static bool is_of_goods(eco_status status)
{
    return status == ECO_E_NOT_FOUND || status == ECO_E_INSUFFICIENT || status == ECO_E_INVALID || status == ECO_E_VERSION;
}

/* Whether a line is one of a kit is looked at before other things. */
static bool names_kit(const whole_command *given)
{
    for (int i = 0; i < given->lines_count; i++)
        if (given->lines[i].sku >= KIT)
            return true;
    return false;
}

/* Of a kit several parts may be wrong, each in its own way. */
static bool is_as_good(const whole_command *given, const whole_result *expected, eco_status status)
{
    if (expected->also && expected->also == status)
        return true;
    return names_kit(given) && is_of_goods(expected->status) && is_of_goods(status);
}

static void check_result(whole_history *h, const batch *b, int i, int64_t *sequence, const eco_error *error)
{
    const eco_inventory_result *got = &b->results[i];
    const whole_result *expected = &b->expected[i];
    const char *verb = eco_inventory_verb_name(b->given[i].verb);
    WHOLE_CHECK(h, got->status == expected->status || is_as_good(&b->given[i], expected, got->status),
                "command %d (%s, key %" PRIu64 ", illegal %d) gave %s, not %s: %s %s", i, verb, b->given[i].key.low,
                b->given[i].illegal, eco_status_name(got->status), eco_status_name(expected->status), error->path,
                error->message);
    if (expected->line && !names_kit(&b->given[i]))
        WHOLE_CHECK(h, got->line == expected->line, "command %d (%s, key %" PRIu64 ", %s): %d, not %d", i, verb,
                    b->given[i].key.low, eco_status_name(got->status), got->line, expected->line);
    if (expected->tells_available && got->status == expected->status && !names_kit(&b->given[i]))
        WHOLE_CHECK(h, got->available == expected->available, "command %d (%s, key %" PRIu64 "): %" PRId64 ", not %" PRId64, i,
                    verb, b->given[i].key.low, got->available, expected->available);
    if (got->status)
        return;
    WHOLE_CHECK(h, got->replayed == expected->replayed, "command %d (%s)", i, verb);
    if (b->given[i].verb != ECO_INVENTORY_BUFFER && b->given[i].verb != ECO_INVENTORY_LAND_COST)
        WHOLE_CHECK(h, got->quantity == expected->quantity, "command %d (%s, key %" PRIu64 "): %" PRId64 ", not %" PRId64, i,
                    verb, b->given[i].key.low, got->quantity, expected->quantity);
    WHOLE_CHECK(h, b->given[i].verb == ECO_INVENTORY_LAND_COST || (got->sequence != 0) == expected->has_rows,
                "command %d (%s, key %" PRIu64 "): %" PRId64, i, verb, b->given[i].key.low, got->sequence);
    if (got->sequence && !got->replayed && !b->dry[i]) {
        WHOLE_CHECK(h, got->sequence > *sequence, "command %d: %" PRId64 " after %" PRId64, i, got->sequence, *sequence);
        *sequence = got->sequence;
    }
}

/* The first one may expect a version of its line's level: what was swept before has no say in it. */
static void expect_version(whole_history *h, batch *b)
{
    whole_command *given = &b->given[0];
    eco_stock_level level;
    eco_error error;
    int64_t done;
    bool by_level = given->lines_count == 1 && !given->hold.high && !given->source.high && given->lines[0].names_location &&
                    given->lines[0].sku < DROPPED && given->verb != ECO_INVENTORY_EXPECT &&
                    given->verb != ECO_INVENTORY_SHIP_TRANSFER;
    if (!by_level || !whole_chance(h, 10))
        return;
    CHECK_OK(eco_inventory_tick(h->stock, h->now_us, 0, &done, &error));
    eco_status status = eco_inventory_level(&level, h->stock, whole_skus[given->lines[0].sku],
                                            whole_locations[given->lines[0].location], NULL, h->now_us, &error);
    b->version = status ? 0 : level.version;
    given->expected_version = b->version && whole_chance(h, 70) ? b->version : b->version + 1;
}

static void make_batch(whole_history *h, batch *b)
{
    b->count = (int)whole_pick(h, 1, BATCH);
    b->version = 0;
    memset(b->dry, 0, sizeof b->dry);
    for (int i = 0; i < b->count; i++) {
        b->given[i] = whole_some_command(h);
        if (i + 1 < b->count && whole_chance(h, 15))
            b->given[i].flags |= ECO_COMMAND_LINKED;
        if (i == 0)
            expect_version(h, b);
        translate(b, i);
    }
}

static void run_batch(whole_history *h, batch *b, int64_t *sequence)
{
    eco_error error;
    eco_status first = ECO_OK;
    make_batch(h, b);
    whole_expire(&h->is, h->now_us);
    for (int i = 0; i < b->count;)
        i = run_chain(h, b, i);
    memset(b->results, 0xA5, sizeof b->results);
    eco_status status = eco_inventory_execute(h->stock, b->commands, (size_t)b->count, b->results, &error);
    for (int i = 0; i < b->count; i++)
        check_result(h, b, i, sequence, &error);
    for (int i = 0; i < b->count && !first; i++)
        first = b->results[i].status == ECO_E_LINKED ? ECO_OK : b->results[i].status;
    WHOLE_CHECK(h, status == first, "%s, not %s: %s", eco_status_name(status), eco_status_name(first), error.message);
    h->commands += b->count;
}

/* Now and then: where nothing was done, nothing has changed. */
static void run_and_compare(whole_history *h, batch *b, int64_t *sequence)
{
    eco_error error;
    int64_t done;
    CHECK_OK(eco_inventory_tick(h->stock, h->now_us, 0, &done, &error)); /* which a command that fails may do, too */
    uint64_t before = whole_digest(h);
    bool nothing = true;
    run_batch(h, b, sequence);
    for (int i = 0; i < b->count; i++)
        nothing = nothing && (b->results[i].status || b->dry[i] || b->results[i].replayed);
    WHOLE_CHECK(h, !nothing || whole_digest(h) == before, "%d commands that failed, or were dry or done before", b->count);
}

static void check_touched(whole_history *h, const batch *b)
{
    bool touched[WHOLE_SKUS] = {false};
    for (int i = 0; i < b->count; i++) {
        for (int k = 0; k < b->given[i].lines_count; k++)
            touched[b->given[i].lines[k].sku] = true;
        for (int k = 0; k < h->is.things_count; k++) {
            const eco_id key = h->is.commands[h->is.things[k].command].key, hold = b->given[i].hold, source = b->given[i].source;
            for (int part = 0; part < h->is.things[k].parts_count; part++)
                if ((key.high == hold.high && key.low == hold.low) || (key.high == source.high && key.low == source.low))
                    touched[h->is.things[k].parts[part].level / WHOLE_LOCATIONS] = true;
        }
    }
    for (int sku = 0; sku < WHOLE_SKUS; sku++)
        if (touched[sku])
            whole_check_levels(h, sku);
}

/* ---- a history --------------------------------------------------------------------------------------------------------------------------- */

static void open_history(whole_history *h, const char *schema)
{
    eco_error error;
    CHECK_OK(eco_store_open(&h->store, h->address,
                            ECO_MAKE(eco_store_options, .schema = schema, .durability = ECO_DURABILITY_OFF), &error));
    CHECK_OK(eco_inventory_open(&h->stock, h->store, NULL, &error));
    if (h->weak_keys)
        h->stock->key_mask = strcmp(h->address, "memory:") == 0 ? 7 : 127; /* a database is asked once for each that collides */
}

static void close_history(whole_history *h)
{
    eco_inventory_free(h->stock);
    eco_store_free(h->store);
}

static void pass_time(whole_history *h)
{
    int64_t done;
    eco_error error;
    if (!whole_chance(h, 60))
        return;
    whole_expire(&h->is, h->now_us);
    struct whole_past *past = &h->past[h->past_count++ % 16];
    past->at_us = h->now_us;
    for (int i = 0; i < WHOLE_LEVELS; i++) {
        memcpy(past->quantity[i], h->is.levels[i].quantity, sizeof past->quantity[i]);
        past->exists[i] = h->is.levels[i].exists;
    }
    if (h->jumps && whole_chance(h, 8)) {
        CHECK_OK(eco_inventory_tick(h->stock, h->now_us, 0, &done, &error));
        h->now_us -= whole_pick(h, 1, 40);
        if (h->now_us < 1000)
            h->now_us = 1000;
    } else {
        h->now_us += whole_chance(h, 10) ? whole_pick(h, 20, 40) : whole_pick(h, 1, 5);
    }
    if (whole_chance(h, 10))
        CHECK_OK(eco_inventory_tick(h->stock, h->now_us, whole_pick(h, 1, 3), &done, &error));
    whole_expire(&h->is, h->now_us);
}

/* The items whose kind is fixed. Goods with lots may have come before that. */
static void define_items(whole_history *h)
{
    static const int skus[] = {FEFO, FIFO, SERIAL, DROPPED, KIT, KIT_OF_KIT, KIT_OF_SERIAL};
    static batch b;
    eco_error error;
    for (size_t i = whole_chance(h, 30) ? 2 : 0; i < sizeof skus / sizeof skus[0]; i++) {
        b.given[0] = (whole_command){
            .key = {4, i + 1}, .verb = ECO_INVENTORY_DEFINE, .at_us = h->now_us, .channel = -1, .to_location = -1};
        b.given[0].item = skus[i];
        b.given[0].definition.method = ECO_COST_FIFO;
        b.given[0].definition.picking = skus[i] == FIFO ? ECO_PICKING_FIFO : ECO_PICKING_FEFO;
        if (skus[i] >= KIT) {
            b.given[0].definition.parts[0] = skus[i] == KIT ? APPLE : skus[i] == KIT_OF_KIT ? KIT : SERIAL;
            b.given[0].definition.parts_quantity[0] = b.given[0].definition.parts_count = 1;
        }
        translate(&b, 0);
        CHECK_INT(whole_run(&h->is, &b.given[0], 0).status, ECO_OK);
        CHECK_OK(eco_inventory_execute(h->stock, b.commands, 1, NULL, &error));
    }
}

/* Something to begin with, in most histories. */
static void receive_first(whole_history *h)
{
    static batch b;
    eco_error error;
    for (int sku = 0; sku < KIT; sku++) {
        if (whole_chance(h, 20))
            continue;
        whole_line line = {.sku = sku, .names_location = true, .quantity = whole_pick(h, 5, 30)};
        if (whole_has_lots(&h->is, sku))
            line.lot = (int)whole_pick(h, 1, WHOLE_LOTS - 1);
        if (whole_has_serials(sku))
            line = (whole_line){.sku = sku, .names_location = true, .quantity = 1, .serial = 1};
        b.given[0] = (whole_command){.key = {3, (uint64_t)sku + 1},
                                     .verb = ECO_INVENTORY_RECEIVE,
                                     .at_us = h->now_us,
                                     .channel = -1,
                                     .to_location = -1,
                                     .item = -1};
        b.given[0].lines[0] = line;
        b.given[0].lines_count = 1;
        translate(&b, 0);
        CHECK_INT(whole_run(&h->is, &b.given[0], 0).status, ECO_OK);
        CHECK_OK(eco_inventory_execute(h->stock, b.commands, 1, NULL, &error));
    }
}

static int64_t run_history(const char *address, const char *schema, uint64_t seed)
{
    whole_history *h = calloc(1, sizeof *h);
    batch *b = calloc(1, sizeof *b);
    int64_t sequence = 0;
    CHECK(h && b);
    h->random.state = h->seed = seed;
    h->now_us = 1000;
    h->address = address;
    h->weak_keys = seed % 4 == 3;
    h->jumps = seed % 3 == 1;
    whole_begin(&h->is);
    open_history(h, schema);
    define_items(h);
    receive_first(h);
    while (h->is.commands_count < WHOLE_DONE - BATCH && h->keys < 3 * WHOLE_DONE) {
        if (whole_chance(h, 4))
            run_and_compare(h, b, &sequence);
        else
            run_batch(h, b, &sequence);
        check_touched(h, b);
        pass_time(h);
        if (!whole_chance(h, 4))
            continue;
        whole_check_tables(h);
        if (strcmp(address, "memory:") != 0 && whole_chance(h, 50)) {
            close_history(h);
            open_history(h, schema);
        }
    }
    whole_check_tables(h);
    int64_t commands = h->commands;
    close_history(h);
    free(b);
    free(h);
    return commands;
}

static void tell(int64_t commands, long cases, const char *address)
{
    if (cases > 100) /* a long run */
        printf("%" PRId64 " commands of %ld histories at %s\n", commands, cases, address);
}

static void run_histories(const char *address, long cases)
{
    int64_t commands = 0;
    for (long i = 0; i < cases; i++) {
        char schema[40];
        uint64_t seed = eco_test_seed() + (uint64_t)i;
        snprintf(schema, sizeof schema, "w%" PRIx64, seed);
        commands += run_history(address, strcmp(address, "memory:") == 0 ? NULL : schema, seed);
    }
    tell(commands, cases, address);
}

TEST(inventory_whole, histories_in_memory)
{
    run_histories("memory:", eco_test_cases(60));
}

static bool has_sqlite(void)
{
    eco_store *store;
    eco_error error;
    if (eco_store_open(&store, "sqlite::memory:", NULL, &error))
        return false;
    eco_store_free(store);
    return true;
}

/* Each in a file of its own. */
TEST(inventory_whole, histories_on_sqlite)
{
    static const char *const files[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char path[64], address[80], file[80];
    int64_t commands = 0;
    long cases = has_sqlite() ? eco_test_cases(6) : 0;
    snprintf(path, sizeof path, "/tmp/eco_whole_%ld.db", (long)getpid());
    snprintf(address, sizeof address, "sqlite:%s", path);
    for (long i = 0; i < cases; i++) {
        commands += run_history(address, NULL, eco_test_seed() + (uint64_t)i);
        for (size_t k = 0; k < sizeof files / sizeof files[0]; k++) {
            snprintf(file, sizeof file, "%s%s", path, files[k]);
            unlink(file);
        }
    }
    tell(commands, cases, address);
}

/* Wherever ECO_STORE says, such as "postgresql://..."; each history in a schema of its own. */
TEST(inventory_whole, histories_elsewhere)
{
    const char *address = getenv("ECO_STORE");
    run_histories(address, address ? eco_test_cases(4) : 0);
}
