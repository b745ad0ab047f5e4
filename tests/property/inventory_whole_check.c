/* inventory_whole_check.c - levels, tables, balances of the past and the audit, against the model. */
#include "base/table_builder.h"
#include "inventory_whole.h"

static const char *level_name(int level)
{
    static char text[64];
    snprintf(text, sizeof text, "%s at %s", whole_skus[level / WHOLE_LOCATIONS], whole_locations[level % WHOLE_LOCATIONS]);
    return text;
}

/* ---- levels ------------------------------------------------------------------------------------------------------------------------------ */

static int64_t divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* What a kit's parts allow. */
static int64_t kit_available(const whole_history *h, int sku, int location, int channel)
{
    whole_line parts[8], line = {.sku = sku, .quantity = 1};
    int64_t least = INT64_MAX;
    int count = whole_expand(&h->is, &line, parts);
    for (int i = 0; i < count; i++) {
        int64_t each = divide_down(whole_available(&h->is, parts[i].sku * WHOLE_LOCATIONS + location, channel, h->now_us),
                                   parts[i].quantity);
        least = each < least ? each : least;
    }
    return least;
}

static void check_kit(whole_history *h, int level, int channel, const eco_stock_level *got)
{
    int64_t expected = kit_available(h, level / WHOLE_LOCATIONS, level % WHOLE_LOCATIONS, channel);
    WHOLE_CHECK(h, got->available == expected || (got->available <= 0 && expected <= 0), "%s for %d: %" PRId64 ", not %" PRId64,
                level_name(level), channel, got->available, expected);
    WHOLE_CHECK(h, got->version == 0, "%s", level_name(level));
    WHOLE_CHECK(h, got->available <= 0 || got->promise_us == h->now_us, "%s: %" PRId64, level_name(level), got->promise_us);
}

/* When what is expected is more than what is sold already: each document is asked, the earliest first. */
static int64_t promise(const whole_history *h, int level, int64_t available, int64_t promised)
{
    const whole_item *item = &h->is.items[level / WHOLE_LOCATIONS];
    int64_t after = 0;
    if (available > 0)
        return h->now_us;
    for (;;) {
        int64_t next = INT64_MAX;
        for (int i = 0; i < h->is.things_count; i++) {
            int64_t due = h->is.commands[h->is.things[i].command].due_us;
            bool comes = strcmp(h->is.things[i].state, "open") == 0;
            for (int k = 0; comes && k < h->is.things[i].parts_count; k++) {
                const whole_part *part = &h->is.things[i].parts[k];
                if (part->level == level && due > after && due < next && part->quantity > part->committed + part->cancelled)
                    next = due;
            }
        }
        if (next == INT64_MAX)
            break;
        for (int i = 0; i < h->is.things_count; i++) {
            const whole_thing *thing = &h->is.things[i];
            for (int k = 0; strcmp(thing->state, "open") == 0 && k < thing->parts_count; k++)
                if (thing->parts[k].level == level && h->is.commands[thing->command].due_us == next)
                    available += thing->parts[k].quantity - thing->parts[k].committed - thing->parts[k].cancelled;
        }
        if (available > 0)
            return next > h->now_us ? next : h->now_us;
        after = next;
    }
    return promised > 0 && item->preorder && h->now_us < item->ships_us ? item->ships_us : 0;
}

static void check_level(whole_history *h, int level, int channel, const eco_stock_level *got)
{
    const whole_level *expected = &h->is.levels[level];
    int sku = level / WHOLE_LOCATIONS;
    for (int state = 0; state < PLACES; state++) {
        int64_t quantity = state == ECO_STOCK_ON_HAND ? whole_on_hand(expected) : expected->quantity[state];
        WHOLE_CHECK(h, got->quantity[state] == quantity, "%s: %s is %" PRId64 ", not %" PRId64, level_name(level),
                    eco_stock_state_name(state), got->quantity[state], quantity);
    }
    int64_t available = whole_available(&h->is, level, channel, h->now_us), expired = whole_expired(&h->is, level, h->now_us),
            promised = available + expected->quantity[INCOMING] + expected->quantity[IN_TRANSIT] +
                       whole_below_zero(&h->is, sku, h->now_us);
    WHOLE_CHECK(h,
                got->safety == h->is.items[sku].safety && got->buffered == whole_buffered(expected, channel) &&
                    got->expired == expired,
                "%s for %d: safety %" PRId64 ", buffered %" PRId64 ", not %" PRId64 ", expired %" PRId64 ", not %" PRId64,
                level_name(level), channel, got->safety, got->buffered, whole_buffered(expected, channel), got->expired, expired);
    WHOLE_CHECK(h, got->available == available, "%s for %d: %" PRId64 ", not %" PRId64, level_name(level), channel,
                got->available, available);
    if (sku == DROPPED)
        return;
    WHOLE_CHECK(h, got->available_to_promise == promised, "%s for %d: %" PRId64 ", not %" PRId64, level_name(level), channel,
                got->available_to_promise, promised);
    int64_t when = promise(h, level, available, promised);
    WHOLE_CHECK(h, got->promise_us == when, "%s for %d: %" PRId64 ", not %" PRId64, level_name(level), channel, got->promise_us,
                when);
}

void whole_check_levels(whole_history *h, int sku)
{
    for (int location = 0; location < WHOLE_LOCATIONS; location++)
        for (int channel = -1; channel < WHOLE_CHANNELS; channel++) {
            int level = sku * WHOLE_LOCATIONS + location;
            bool exists = h->is.levels[level].exists || whole_is_kit(&h->is, sku) ||
                          (sku == DROPPED && h->is.items[sku].is_defined);
            eco_stock_level got;
            eco_error error;
            eco_status status = eco_inventory_level(&got, h->stock, whole_skus[sku], whole_locations[location],
                                                    channel < 0 ? NULL : whole_channels[channel], h->now_us, &error);
            WHOLE_CHECK(h, status == (exists ? ECO_OK : ECO_E_NOT_FOUND), "%s: %s", level_name(level), error.message);
            if (status)
                continue;
            if (whole_is_kit(&h->is, sku))
                check_kit(h, level, channel, &got);
            else
                check_level(h, level, channel, &got);
        }
}

/* ---- tables ------------------------------------------------------------------------------------------------------------------------------ */

static const eco_table *table_of(whole_history *h, const char *name, const eco_query *query)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_inventory_table(&table, h->stock, name, query, &error));
    return table;
}

static int64_t number(const eco_table *table, const char *column, int64_t row)
{
    return eco_cell_int64(eco_table_column(table, column), row);
}

static bool is_null(const eco_table *table, const char *column, int64_t row)
{
    return eco_cell_is_null(eco_table_column(table, column), row);
}

static bool is_text(const eco_table *table, const char *column, int64_t row, const char *expected)
{
    size_t size;
    const char *text = eco_cell_text(eco_table_column(table, column), row, &size);
    return expected ? text && size == strlen(expected) && memcmp(text, expected, size) == 0 : !text;
}

static int one_of(const eco_table *table, const char *column, int64_t row, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (names[i] && is_text(table, column, row, names[i]))
            return i;
    return -1;
}

static int level_in(const eco_table *table, int64_t row)
{
    int sku = one_of(table, "sku", row, whole_skus, WHOLE_SKUS),
        location = one_of(table, "location", row, whole_locations, WHOLE_LOCATIONS);
    return sku < 0 || location < 0 ? -1 : sku * WHOLE_LOCATIONS + location;
}

static int lot_in(const eco_table *table, int64_t row)
{
    return is_null(table, "lot", row) ? 0 : one_of(table, "lot", row, whole_lots, WHOLE_LOTS);
}

static int serial_in(const eco_table *table, int64_t row)
{
    return is_null(table, "serial", row) ? 0 : one_of(table, "serial", row, whole_serials, WHOLE_SERIALS);
}

static int command_in(const whole_history *h, const eco_table *table, const char *column, int64_t row)
{
    const eco_id id = ((const eco_id *)eco_table_column(table, column)->values)[row];
    for (int i = 0; i < h->is.commands_count; i++)
        if (h->is.commands[i].key.high == id.high && h->is.commands[i].key.low == id.low)
            return i;
    return -1;
}

static bool add_to_digest(const char *text, size_t size, void *user)
{
    uint64_t *digest = user;
    for (size_t i = 0; i < size; i++)
        *digest = (*digest ^ (uint8_t)text[i]) * UINT64_C(0x100000001B3);
    return true;
}

uint64_t whole_digest(whole_history *h)
{
    static const char *const names[] = {"balances", "holds", "ledger",  "locations", "items",
                                        "parts",    "lots",  "serials", "buffers",   "documents"};
    uint64_t digest = 1;
    eco_error error;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const eco_table *table = table_of(h, names[i], NULL);
        CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){add_to_digest, &digest}, &error));
        eco_table_free(table);
    }
    return digest;
}

/* ---- balances ---------------------------------------------------------------------------------------------------------------------------- */

static void check_balances(whole_history *h)
{
    const eco_table *table = table_of(h, "balances", NULL);
    int64_t rows = 0;
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row);
        WHOLE_CHECK(h, level >= 0 && h->is.levels[level].exists, "row %" PRId64 " %d", row, level);
        const whole_level *expected = &h->is.levels[level];
        for (int state = 0; state < PLACES; state++) {
            int64_t quantity = state == ECO_STOCK_ON_HAND ? whole_on_hand(expected) : expected->quantity[state];
            WHOLE_CHECK(h, number(table, eco_stock_state_name(state), row) == quantity, "%s: %s", level_name(level),
                        eco_stock_state_name(state));
        }
        WHOLE_CHECK(h, number(table, "safety", row) == h->is.items[level / WHOLE_LOCATIONS].safety, "%s", level_name(level));
        WHOLE_CHECK(h, number(table, "buffered", row) == whole_buffered(expected, -1), "%s: %" PRId64, level_name(level),
                    number(table, "buffered", row));
    }
    for (int i = 0; i < WHOLE_LEVELS; i++)
        rows += h->is.levels[i].exists;
    WHOLE_CHECK(h, rows == table->rows, "%" PRId64 " rows, not %" PRId64, table->rows, rows);
    eco_table_free(table);
}

/* What was seen at the end of an instant is told of it later. */
static void check_past(whole_history *h, const struct whole_past *past)
{
    const eco_table *table = table_of(h, "balances", ECO_MAKE(eco_query, .as_of_us = past->at_us));
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row);
        const int64_t *expected = past->quantity[level];
        int64_t on_hand = expected[AVAILABLE] + expected[RESERVED] + expected[COMMITTED];
        for (int state = 0; state < PLACES; state++)
            WHOLE_CHECK(h, number(table, eco_stock_state_name(state), row) == (state ? expected[state] : on_hand),
                        "as of %" PRId64 " %s: %s is %" PRId64 ", not %" PRId64, past->at_us, level_name(level),
                        eco_stock_state_name(state), number(table, eco_stock_state_name(state), row),
                        state ? expected[state] : on_hand);
    }
    eco_table_free(table);
}

static bool is_on_hand(int place)
{
    return place == AVAILABLE || place == RESERVED || place == COMMITTED;
}

/* What took effect until an instant, and was known at another: the model's rows of then. */
static void check_known(whole_history *h)
{
    int64_t as_of_us = h->now_us - whole_pick(h, -5, 100),
            known_us = whole_chance(h, 50) ? 0 : h->now_us - whole_pick(h, -5, 100);
    const eco_table *table = table_of(h, "balances", ECO_MAKE(eco_query, .as_of_us = as_of_us, .known_us = known_us));
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row);
        int64_t sum[PLACES] = {0};
        for (int i = 0; i < h->is.rows_count; i++) {
            const whole_row *of = &h->is.rows[i];
            if (of->level != level || of->at_us > as_of_us || (known_us && h->is.commands[of->command].at_us > known_us))
                continue;
            if (of->from < PLACES)
                sum[is_on_hand(of->from) ? AVAILABLE : of->from] -= of->quantity;
            if (of->to < PLACES)
                sum[is_on_hand(of->to) ? AVAILABLE : of->to] += of->quantity;
        }
        for (int state = 0; state < PLACES; state++)
            if (state != RESERVED && state != COMMITTED)
                WHOLE_CHECK(h, number(table, eco_stock_state_name(state), row) == sum[state],
                            "as of %" PRId64 " known %" PRId64 " %s: %s is %" PRId64 ", not %" PRId64, as_of_us, known_us,
                            level_name(level), eco_stock_state_name(state), number(table, eco_stock_state_name(state), row),
                            sum[state]);
    }
    eco_table_free(table);
}

/* ---- holds and documents ----------------------------------------------------------------------------------------------------------------- */

static const whole_thing *thing_in(const whole_history *h, const eco_table *table, const char *column, int64_t row)
{
    int command = command_in(h, table, column, row);
    for (int i = 0; i < h->is.things_count; i++)
        if (h->is.things[i].command == command)
            return &h->is.things[i];
    return NULL;
}

/* Lines of the same goods count together. */
static void add_up(whole_history *h, const eco_table *table, int64_t row, whole_part *sums, const whole_thing *thing,
                   bool is_hold)
{
    int level = level_in(table, row), at = 0;
    while (at < thing->parts_count &&
           !(thing->parts[at].level == level &&
             (is_hold || (thing->parts[at].lot == lot_in(table, row) && thing->parts[at].serial == serial_in(table, row)))))
        at++;
    WHOLE_CHECK(h, at < thing->parts_count, "row %" PRId64 " %s", row, level_name(level));
    sums[at].quantity += number(table, "quantity", row);
    sums[at].cancelled += number(table, "cancelled", row);
    sums[at].committed += number(table, is_hold ? "committed" : "done", row);
    if (!is_hold)
        return;
    sums[at].held += number(table, "held", row);
    sums[at].released += number(table, "released", row);
    sums[at].issued += number(table, "issued", row);
    sums[at].returned += number(table, "returned", row);
}

static void check_sums(whole_history *h, const whole_thing *thing, const whole_part *sums)
{
    const whole_command *made = &h->is.commands[thing->command];
    bool is_hold = made->verb == ECO_INVENTORY_HOLD, is_count = made->verb == ECO_INVENTORY_COUNT;
    for (int i = 0; i < thing->parts_count; i++) {
        const whole_part *part = &thing->parts[i], *sum = &sums[i];
        whole_part all = *part;
        for (int k = 0; !is_hold && k < thing->parts_count; k++) /* several lines of one lot */
            if (k != i && thing->parts[k].level == part->level && thing->parts[k].lot == part->lot &&
                thing->parts[k].serial == part->serial) {
                if (k < i)
                    goto next;
                all.quantity += thing->parts[k].quantity;
                all.committed += thing->parts[k].committed;
                all.cancelled += thing->parts[k].cancelled;
            }
        WHOLE_CHECK(h,
                    sum->quantity == all.quantity && sum->committed == (is_count ? part->held : all.committed) &&
                        sum->cancelled == all.cancelled,
                    "%s %" PRIu64 ", %s: quantity %" PRId64 ", committed or done %" PRId64 ", not %" PRId64 ", cancelled %" PRId64
                    ", not %" PRId64,
                    eco_inventory_verb_name(made->verb), made->key.low, level_name(part->level), sum->quantity, sum->committed,
                    all.committed, sum->cancelled, all.cancelled);
        WHOLE_CHECK(h,
                    !is_hold || (sum->held == part->held && sum->released == part->released && sum->issued == part->issued &&
                                 sum->returned == part->returned),
                    "hold %" PRIu64 ", %s", made->key.low, level_name(part->level));
    next:;
    }
}

static void check_hold_row(whole_history *h, const eco_table *table, int64_t row, const whole_thing *hold)
{
    const whole_command *made = &h->is.commands[hold->command];
    bool is_held = strcmp(hold->state, "held") == 0;
    WHOLE_CHECK(h, is_held ? number(table, "expires", row) == hold->expires_us : is_null(table, "expires", row), "hold %" PRIu64,
                made->key.low);
    WHOLE_CHECK(h, is_held ? is_null(table, "ended", row) : number(table, "ended", row) == hold->ended_us, "hold %" PRIu64,
                made->key.low);
    WHOLE_CHECK(h, is_text(table, "channel", row, made->channel < 0 ? NULL : whole_channels[made->channel]), "hold %" PRIu64,
                made->key.low);
}

static void check_things(whole_history *h, const char *name, bool is_hold)
{
    static whole_part sums[WHOLE_DONE][WHOLE_PARTS];
    const eco_table *table = table_of(h, name, NULL);
    const char *column = is_hold ? "hold" : "document";
    memset(sums, 0, sizeof sums);
    for (int64_t row = 0; row < table->rows; row++) {
        const whole_thing *thing = thing_in(h, table, column, row);
        WHOLE_CHECK(h, thing && (h->is.commands[thing->command].verb == ECO_INVENTORY_HOLD) == is_hold, "%s %" PRId64, name, row);
        const whole_command *made = &h->is.commands[thing->command];
        add_up(h, table, row, sums[thing - h->is.things], thing, is_hold);
        WHOLE_CHECK(h, is_text(table, "state", row, thing->state) && number(table, "version", row) == thing->version,
                    "%s %" PRIu64 " is not %s, version %" PRId64 ", not %" PRId64, name, made->key.low, thing->state,
                    number(table, "version", row), thing->version);
        WHOLE_CHECK(h, number(table, "at", row) == made->at_us && is_text(table, "actor", row, made->actor), "%s %" PRIu64, name,
                    made->key.low);
        if (is_hold)
            check_hold_row(h, table, row, thing);
    }
    for (int i = 0; i < h->is.things_count; i++)
        if ((h->is.commands[h->is.things[i].command].verb == ECO_INVENTORY_HOLD) == is_hold)
            check_sums(h, &h->is.things[i], sums[i]);
    eco_table_free(table);
}

/* ---- the ledger -------------------------------------------------------------------------------------------------------------------------- */

static void check_row(whole_history *h, const eco_table *table, int64_t row, int64_t *left)
{
    int command = command_in(h, table, "command", row), level = level_in(table, row), lot = lot_in(table, row),
        serial = serial_in(table, row), from = one_of(table, "from", row, whole_places, NOWHERE),
        to = one_of(table, "to", row, whole_places, NOWHERE);
    int64_t quantity = number(table, "quantity", row);
    WHOLE_CHECK(h, command >= 0 && level >= 0, "row %" PRId64 " %d %d", row, command, level);
    const whole_command *made = &h->is.commands[command];
    for (int i = 0; i < h->is.rows_count && quantity; i++) {
        const whole_row *of = &h->is.rows[i];
        if (of->command != command || of->level != level || of->lot != lot || of->serial != serial || of->from != from ||
            of->to != to || !left[i])
            continue;
        int64_t taken = left[i] < quantity ? left[i] : quantity;
        left[i] -= taken;
        quantity -= taken;
        WHOLE_CHECK(h, number(table, "at", row) == of->at_us, "row %" PRId64 " at %" PRId64 ", not %" PRId64, row,
                    number(table, "at", row), of->at_us);
        bool is_dated = of->at_us != made->at_us;
        WHOLE_CHECK(h, is_dated ? number(table, "dated", row) == made->at_us : is_null(table, "dated", row), "row %" PRId64, row);
    }
    WHOLE_CHECK(h, quantity == 0, "row %" PRId64 " of %s %" PRIu64 ": %s, lot %d, serial %d, from %d to %d: %" PRId64 " too many",
                row, eco_inventory_verb_name(made->verb), made->key.low, level_name(level), lot, serial, from, to, quantity);
    WHOLE_CHECK(h,
                is_text(table, "verb", row, eco_inventory_verb_name(made->verb)) && is_text(table, "actor", row, made->actor) &&
                    is_text(table, "reason", row, made->reason),
                "row %" PRId64, row);
}

/* What the ledger says, summed up, is what levels say. */
static void sum_up(whole_history *h, const eco_table *table)
{
    int64_t sums[WHOLE_LEVELS][NOWHERE] = {{0}};
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row), from = one_of(table, "from", row, whole_places, NOWHERE),
            to = one_of(table, "to", row, whole_places, NOWHERE);
        if (from < 0 || to < 0)
            continue;
        sums[level][is_on_hand(from) ? AVAILABLE : from] -= number(table, "quantity", row);
        sums[level][is_on_hand(to) ? AVAILABLE : to] += number(table, "quantity", row);
    }
    const eco_table *balances = table_of(h, "balances", NULL);
    for (int64_t row = 0; row < balances->rows; row++)
        for (int state = 0; state < PLACES; state++)
            if (state != RESERVED && state != COMMITTED)
                WHOLE_CHECK(h, number(balances, eco_stock_state_name(state), row) == sums[level_in(balances, row)][state],
                            "%s: %s", level_name(level_in(balances, row)), eco_stock_state_name(state));
    eco_table_free(balances);
}

static void check_ledger(whole_history *h)
{
    static int64_t left[WHOLE_ROWS];
    const eco_table *table = table_of(h, "ledger", NULL);
    for (int i = 0; i < h->is.rows_count; i++)
        left[i] = h->is.rows[i].quantity;
    for (int64_t row = 0; row < table->rows; row++)
        if (!is_text(table, "verb", row, "land_cost"))
            check_row(h, table, row, left);
    for (int i = 0; i < h->is.rows_count; i++)
        WHOLE_CHECK(h, !left[i], "key %" PRIu64 ": %s, lot %d, from %d to %d: %" PRId64 " are missing",
                    h->is.commands[h->is.rows[i].command].key.low, level_name(h->is.rows[i].level), h->is.rows[i].lot,
                    h->is.rows[i].from, h->is.rows[i].to, left[i]);
    sum_up(h, table);
    eco_table_free(table);
}

/* ---- items, lots, serials, buffers ------------------------------------------------------------------------------------------------------- */

static void check_items(whole_history *h)
{
    const eco_table *table = table_of(h, "items", NULL), *parts = table_of(h, "parts", NULL);
    int64_t count = 0, parts_count = 0;
    for (int64_t row = 0; row < table->rows; row++) {
        int sku = one_of(table, "sku", row, whole_skus, WHOLE_SKUS);
        const whole_item *item = &h->is.items[sku];
        WHOLE_CHECK(h,
                    number(table, "backorder_limit", row) == item->backorder &&
                        number(table, "preorder_limit", row) == item->preorder && number(table, "safety", row) == item->safety &&
                        number(table, "version", row) == item->version && number(table, "parts", row) == item->parts_count,
                    "%s", whole_skus[sku]);
    }
    for (int sku = 0; sku < WHOLE_SKUS; sku++) {
        count += h->is.items[sku].is_defined;
        parts_count += h->is.items[sku].parts_count;
    }
    WHOLE_CHECK(h, table->rows == count && parts->rows == parts_count, "%" PRId64 " items, %" PRId64 " parts", table->rows,
                parts->rows);
    eco_table_free(table);
    eco_table_free(parts);
}

static void check_lots(whole_history *h)
{
    const eco_table *table = table_of(h, "lots", NULL);
    int64_t rows = 0;
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row), lot = lot_in(table, row), place = -1;
        for (int state = 0; state < PLACES; state++)
            if (is_text(table, "state", row, eco_stock_state_name(state)))
                place = state;
        const whole_lot *expected = &h->is.levels[level].lots[lot][place];
        WHOLE_CHECK(
            h, number(table, "quantity", row) == expected->quantity && number(table, "received", row) == expected->received_us,
            "%s, lot %d, state %d: %" PRId64 ", not %" PRId64 ", received %" PRId64 ", not %" PRId64, level_name(level), lot,
            place, number(table, "quantity", row), expected->quantity, number(table, "received", row), expected->received_us);
        int64_t expires = whole_lot_expires(lot);
        WHOLE_CHECK(h, expires ? number(table, "expires", row) == expires : is_null(table, "expires", row), "%s, lot %d",
                    level_name(level), lot);
    }
    for (int level = 0; level < WHOLE_LEVELS; level++)
        for (int lot = 1; lot < WHOLE_LOTS; lot++)
            for (int place = 0; place < PLACES; place++)
                rows += h->is.levels[level].lots[lot][place].quantity != 0;
    WHOLE_CHECK(h, rows == table->rows, "%" PRId64 " rows, not %" PRId64, table->rows, rows);
    eco_table_free(table);
}

static void check_serials(whole_history *h)
{
    const eco_table *table = table_of(h, "serials", NULL);
    int64_t rows = 0;
    for (int64_t row = 0; row < table->rows; row++) {
        const whole_serial *expected = &h->is.serials[serial_in(table, row)];
        const char *state = expected->place == AVAILABLE ? "on_hand" : whole_places[expected->place];
        WHOLE_CHECK(h, expected->level >= 0 && is_text(table, "state", row, state), "serial %d is not %s", serial_in(table, row),
                    state);
        WHOLE_CHECK(h, expected->place >= PLACES || level_in(table, row) == expected->level, "serial %d", serial_in(table, row));
    }
    for (int i = 0; i < WHOLE_SERIALS; i++)
        rows += h->is.serials[i].level >= 0;
    WHOLE_CHECK(h, rows == table->rows, "%" PRId64 " rows, not %" PRId64, table->rows, rows);
    eco_table_free(table);
}

static void check_buffers(whole_history *h)
{
    const eco_table *table = table_of(h, "buffers", NULL);
    int64_t seen = 0, wanted = 0;
    for (int64_t row = 0; row < table->rows; row++) {
        int level = level_in(table, row), channel = one_of(table, "channel", row, whole_channels, WHOLE_CHANNELS);
        WHOLE_CHECK(h, number(table, "quantity", row) == h->is.levels[level].buffer[channel],
                    "%s for %d: %" PRId64 ", not %" PRId64, level_name(level), channel, number(table, "quantity", row),
                    h->is.levels[level].buffer[channel]);
        seen += number(table, "quantity", row) != 0;
    }
    for (int level = 0; level < WHOLE_LEVELS; level++)
        for (int channel = 0; channel < WHOLE_CHANNELS; channel++)
            wanted += h->is.levels[level].buffer[channel] != 0;
    WHOLE_CHECK(h, seen == wanted, "%" PRId64 " rows, not %" PRId64, seen, wanted);
    eco_table_free(table);
}

/* Levels of items that were defined anew since, and allow less now. */
static int count_oversold(const whole_history *h)
{
    int count = 0;
    for (int level = 0; level < WHOLE_LEVELS; level++) {
        const whole_item *item = &h->is.items[level / WHOLE_LOCATIONS];
        bool may_be = level / WHOLE_LOCATIONS == DROPPED;
        count += !may_be && h->is.levels[level].quantity[AVAILABLE] + item->backorder + item->preorder < 0;
    }
    return count;
}

void whole_check_tables(whole_history *h)
{
    int64_t done;
    eco_error error;
    const eco_table *findings;
    CHECK_OK(eco_inventory_tick(h->stock, h->now_us, 0, &done, &error));
    whole_expire(&h->is, h->now_us);
    for (int sku = 0; sku < WHOLE_SKUS; sku++)
        whole_check_levels(h, sku);
    check_balances(h);
    check_things(h, "holds", true);
    check_things(h, "documents", false);
    check_ledger(h);
    check_items(h);
    check_lots(h);
    check_serials(h);
    check_buffers(h);
    for (int i = 0; !h->jumps && i < h->past_count && i < 16; i += 5)
        check_past(h, &h->past[i]);
    check_known(h);
    int oversold = count_oversold(h);
    eco_status status = eco_inventory_audit(&findings, h->stock, &error);
    WHOLE_CHECK(h, status == (oversold ? ECO_E_CORRUPT : ECO_OK) && findings->rows == oversold, "%d: %s", oversold,
                error.message);
    eco_table_free(findings);
}
