/* inventory_random.c - random commands of every verb: keys used again with the same and with another body, chains, dry runs, deadlines, time that jumps. */
#include "inventory_random.h"

#include <stdlib.h>
#include <unistd.h>

#include "inventory/inventory_internal.h"

static int64_t pick(history *h, int64_t low, int64_t high)
{
    return eco_random_between(&h->random, low, high);
}

static bool chance(history *h, int percent)
{
    return pick(h, 1, 100) <= percent;
}

/* ---- commands ---------------------------------------------------------------------------------------------------------------------------- */

static model_line some_line(history *h, bool is_signed)
{
    model_line line = {.level = (int)pick(h, 0, MODEL_LEVELS - 1), .names_location = !chance(h, 15), .quantity = pick(h, 1, 9)};
    if (chance(h, 60)) /* mostly in one place */
        line.level = line.level / MODEL_LOCATIONS * MODEL_LOCATIONS;
    if (is_signed && chance(h, 50))
        line.quantity = -line.quantity;
    return line;
}

static const model_hold *some_hold(history *h)
{
    int64_t recent = pick(h, 1, 6); /* mostly of the last ones */
    if (!h->is.holds_count)
        return NULL;
    return &h->is.holds[chance(h, 70) && recent <= h->is.holds_count ? h->is.holds_count - recent
                                                                     : pick(h, 0, h->is.holds_count - 1)];
}

static void about_hold(history *h, model_command *command)
{
    const model_hold *hold = some_hold(h);
    command->hold = hold && !chance(h, 3) ? h->is.commands[hold->command].key : (eco_id){77, 77};
    bool is_expired = hold && strcmp(hold->state, "expired") == 0; /* its version depends on whether it was swept */
    if (chance(h, 10) && !is_expired)
        command->expected_version = hold && chance(h, 60) ? hold->version : pick(h, 1, 4);
    if (command->verb == ECO_INVENTORY_EXTEND || chance(h, 50))
        return;
    command->lines_count = (int)pick(h, 1, 3);
    for (int i = 0; i < command->lines_count; i++) {
        command->lines[i] = some_line(h, false);
        if (!hold || chance(h, 5))
            continue;
        const model_hold_line *line = &hold->lines[pick(h, 0, hold->lines_count - 1)];
        command->lines[i].level = line->level;
        command->lines[i].quantity = line->quantity > 0 && chance(h, 90) ? pick(h, 1, line->quantity) : pick(h, 1, 12);
    }
}

static void about_lines(history *h, model_command *command)
{
    command->lines_count = (int)pick(h, 1, chance(h, 50) ? 1 : MODEL_LINES);
    for (int i = 0; i < command->lines_count; i++)
        command->lines[i] = some_line(h, command->verb == ECO_INVENTORY_ADJUST);
    if (command->verb == ECO_INVENTORY_RECEIVE && chance(h, 70))
        command->lines[0].quantity = pick(h, 10, 40);
}

static model_command fresh(history *h)
{
    static const eco_inventory_verb verbs[] = {
        ECO_INVENTORY_HOLD,   ECO_INVENTORY_HOLD,   ECO_INVENTORY_HOLD,   ECO_INVENTORY_HOLD,   ECO_INVENTORY_RECEIVE,
        ECO_INVENTORY_ADJUST, ECO_INVENTORY_EXTEND, ECO_INVENTORY_COMMIT, ECO_INVENTORY_COMMIT, ECO_INVENTORY_RELEASE,
        ECO_INVENTORY_CANCEL, ECO_INVENTORY_ISSUE,  ECO_INVENTORY_ISSUE};
    model_command command = {
        .key = {5, ++h->keys}, .verb = verbs[pick(h, 0, sizeof verbs / sizeof verbs[0] - 1)], .at_us = h->now_us};
    if (chance(h, 20)) /* not in the order of time */
        command.key.high = eco_random_next(&h->random);
    bool uses_hold = command.verb != ECO_INVENTORY_HOLD && command.verb != ECO_INVENTORY_RECEIVE &&
                     command.verb != ECO_INVENTORY_ADJUST;
    if (uses_hold && (command.verb != ECO_INVENTORY_ISSUE || chance(h, 70)))
        about_hold(h, &command);
    else
        about_lines(h, &command);
    if (command.verb == ECO_INVENTORY_HOLD) {
        command.partial = chance(h, 25);
        command.channel = chance(h, 30) ? "web" : NULL;
    }
    if (command.verb == ECO_INVENTORY_HOLD || command.verb == ECO_INVENTORY_EXTEND)
        command.expires_us = h->now_us + pick(h, 1, 30);
    command.actor = chance(h, 20) ? "ann" : NULL;
    command.reason = command.verb == ECO_INVENTORY_ADJUST ? "count" : NULL;
    return command;
}

/* A retry: the same body, later, its lines in another order; or a key taken for something else. */
static model_command again(history *h)
{
    model_command command = h->is.commands[pick(h, 0, h->is.commands_count - 1)];
    command.at_us = h->now_us;
    command.flags = 0;
    command.expected_version = 0;
    command.actor = "retry";
    if (command.expires_us)
        command.expires_us = h->now_us + pick(h, 1, 30);
    if (command.lines_count > 1) {
        model_line first = command.lines[0];
        command.lines[0] = command.lines[command.lines_count - 1];
        command.lines[command.lines_count - 1] = first;
    }
    if (chance(h, 25) && command.lines_count)
        command.lines[0].quantity += 10;
    else if (chance(h, 10)) {
        eco_id key = command.key;
        command = fresh(h);
        command.key = key;
    }
    return command;
}

static model_command some_command(history *h)
{
    model_command command = h->is.commands_count && chance(h, 15) ? again(h) : fresh(h);
    if (chance(h, 5))
        command.flags |= ECO_COMMAND_DRY_RUN;
    return command;
}

/* ---- the library's form ------------------------------------------------------------------------------------------------------------------ */

enum { BATCH = 6 };
typedef struct batch {
    model_command given[BATCH];
    eco_inventory_command commands[BATCH];
    eco_stock_line lines[BATCH][MODEL_LINES];
    eco_inventory_result results[BATCH];
    model_result expected[BATCH];
    bool dry[BATCH]; /* it, or a neighbour in its chain */
    int count;
} batch;

static void translate(batch *b, int i)
{
    const model_command *given = &b->given[i];
    for (int k = 0; k < given->lines_count; k++)
        b->lines[i][k] = (eco_stock_line){
            .sku = model_skus[given->lines[k].level / MODEL_LOCATIONS],
            .location = given->lines[k].names_location ? model_locations[given->lines[k].level % MODEL_LOCATIONS] : NULL,
            .quantity = given->lines[k].quantity};
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
                                             .channel = given->channel,
                                             .partial = given->partial,
                                             .expires_us = given->expires_us};
}

/* ---- a batch on the model ---------------------------------------------------------------------------------------------------------------- */

/* One command, or a chain: all or none, and none where one is dry. Gives the place after it. */
static int run_chain(history *h, batch *b, int first)
{
    static model before;
    int last = first;
    bool dry = false;
    before = h->is;
    while (b->given[last].flags & ECO_COMMAND_LINKED)
        last++;
    for (int i = first; i <= last; i++) {
        dry |= (b->given[i].flags & ECO_COMMAND_DRY_RUN) != 0;
        b->expected[i] = model_run(&h->is, &b->given[i], 0);
        if (!b->expected[i].status)
            continue;
        for (int k = first; k <= last; k++)
            if (k != i)
                b->expected[k] = (model_result){.status = ECO_E_LINKED};
        h->is = before;
        return last + 1;
    }
    if (dry)
        h->is = before;
    for (int i = first; i <= last; i++)
        b->dry[i] = dry;
    return last + 1;
}

static void check_results(history *h, const batch *b, int64_t *sequence)
{
    for (int i = 0; i < b->count; i++) {
        const eco_inventory_result *got = &b->results[i];
        const model_result *expected = &b->expected[i];
        HISTORY_CHECK(h, got->status == expected->status, "command %d (%s) gave %s, not %s", i,
                      eco_inventory_verb_name(b->given[i].verb), eco_status_name(got->status), eco_status_name(expected->status));
        HISTORY_CHECK(h, got->replayed == expected->replayed, "command %d", i);
        HISTORY_CHECK(h, got->line == expected->line, "command %d: %d, not %d", i, got->line, expected->line);
        HISTORY_CHECK(h, got->available == expected->available, "command %d: %" PRId64 ", not %" PRId64, i, got->available,
                      expected->available);
        if (got->status)
            continue;
        HISTORY_CHECK(h, got->quantity == expected->quantity, "command %d (%s): %" PRId64 ", not %" PRId64, i,
                      eco_inventory_verb_name(b->given[i].verb), got->quantity, expected->quantity);
        HISTORY_CHECK(h, (got->sequence != 0) == expected->has_rows, "command %d: %" PRId64, i, got->sequence);
        if (got->sequence && !got->replayed && !b->dry[i]) {
            HISTORY_CHECK(h, got->sequence > *sequence, "command %d: %" PRId64 " after %" PRId64, i, got->sequence, *sequence);
            *sequence = got->sequence;
        }
    }
}

static void run_batch(history *h, batch *b, int64_t *sequence)
{
    eco_error error;
    eco_status first = ECO_OK;
    b->count = (int)pick(h, 1, BATCH);
    for (int i = 0; i < b->count; i++) {
        b->given[i] = some_command(h);
        if (i + 1 < b->count && chance(h, 15))
            b->given[i].flags |= ECO_COMMAND_LINKED;
        translate(b, i);
    }
    model_expire(&h->is, h->now_us);
    for (int i = 0; i < b->count;)
        i = run_chain(h, b, i);
    for (int i = 0; i < b->count && !first; i++)
        first = b->expected[i].status == ECO_E_LINKED ? ECO_OK : b->expected[i].status;
    memset(b->results, 0xA5, sizeof b->results);
    eco_status status = eco_inventory_execute(h->stock, b->commands, (size_t)b->count, b->results, &error);
    HISTORY_CHECK(h, status == first, "%s, not %s: %s", eco_status_name(status), eco_status_name(first), error.message);
    check_results(h, b, sequence);
}

/* ---- a history --------------------------------------------------------------------------------------------------------------------------- */

static void open_history(history *h, const char *address, const char *schema, bool weak_keys)
{
    eco_error error;
    CHECK_OK(eco_store_open(&h->store, address, ECO_MAKE(eco_store_options, .schema = schema, .durability = ECO_DURABILITY_OFF),
                            &error));
    CHECK_OK(eco_inventory_open(&h->stock, h->store, NULL, &error));
    if (weak_keys)
        h->stock->key_mask = 15;
}

static void pass_time(history *h)
{
    if (!chance(h, 60))
        return;
    model_expire(&h->is, h->now_us);
    struct history_past *past = &h->past[h->past_count++ % 64];
    past->at_us = h->now_us;
    memcpy(past->levels, h->is.levels, sizeof past->levels);
    h->now_us += chance(h, 10) ? pick(h, 20, 40) : pick(h, 1, 5);
    model_expire(&h->is, h->now_us);
}

void inventory_history(const char *address, const char *schema, uint64_t seed, bool weak_keys)
{
    history *h = calloc(1, sizeof *h);
    batch *b = calloc(1, sizeof *b);
    int64_t sequence = 0;
    CHECK(h && b);
    *h = (history){.random = {seed}, .seed = seed, .now_us = 1000};
    model_begin(&h->is);
    open_history(h, address, schema, weak_keys);
    while (h->is.commands_count < MODEL_COMMANDS - BATCH) {
        run_batch(h, b, &sequence);
        history_check_levels(h);
        pass_time(h);
        if (chance(h, 15))
            history_check_tables(h);
        if (h->keys > 4 * MODEL_COMMANDS) /* little succeeds */
            break;
    }
    history_check_tables(h);
    eco_inventory_free(h->stock);
    eco_store_free(h->store);
    free(b);
    free(h);
}

TEST(inventory_random, histories_in_memory)
{
    long cases = eco_test_cases(24);
    for (long i = 0; i < cases; i++)
        inventory_history("memory:", NULL, eco_test_seed() + (uint64_t)i, i % 4 == 3);
}

static void histories_at(const char *address, long cases)
{
    for (long i = 0; i < cases; i++) {
        char schema[40];
        uint64_t seed = eco_test_seed() + (uint64_t)i;
        snprintf(schema, sizeof schema, "h%" PRIx64, seed);
        inventory_history(address, schema, seed, i % 4 == 3);
    }
}

TEST(inventory_random, histories_on_sqlite)
{
    char path[64], address[80];
    eco_store *store;
    eco_error error;
    snprintf(path, sizeof path, "/tmp/eco_stock_%ld.db", (long)getpid());
    snprintf(address, sizeof address, "sqlite:%s", path);
    if (eco_store_open(&store, address, NULL, &error) == ECO_E_INVALID)
        return; /* a build without SQLite */
    eco_store_free(store);
    histories_at(address, eco_test_cases(6));
    static const char *const files[] = {"", "-wal", "-shm", "-gate", "-lock"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, files[i]);
        unlink(file);
    }
}

/* Wherever ECO_STORE says, such as "postgresql://..."; each history in a schema of its own. */
TEST(inventory_random, histories_elsewhere)
{
    const char *address = getenv("ECO_STORE");
    histories_at(address, address ? eco_test_cases(5) : 0);
}
