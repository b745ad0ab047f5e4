/* events.c - makes the event log: sessions of views, some with carts, checkouts and purchases. One chain of random numbers decides everything. */
#include "events.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SKUS = 20000, DAYS = 90, CHANNELS = 8, CART_MOST = 8, VIEWS_MOST = 40 };
enum { USER, AT, EVENT, CHANNEL, SKU, ORDER, VALUE };
enum { VIEW, CART, CHECKOUT, PURCHASE };
#define STARTS_US INT64_C(1767225600000000) /* 2026-01-01 */

static const char *const event_names[] = {"view", "cart", "checkout", "purchase"};
static const char *const channel_names[] = {"direct", "organic",   "paid_search", "social",
                                            "email",  "affiliate", "display",     "livestream"};
static const double channel_shares[CHANNELS] = {.18, .45, .62, .76, .85, .91, .95, 1};
static const eco_column event_dictionary = {.name = "event", .type = ECO_TYPE_TEXT, .values = event_names};
static const eco_column channel_dictionary = {.name = "channel", .type = ECO_TYPE_TEXT, .values = channel_names};

/* ---- chance ----------------------------------------------------------------------------------------------------------------------- */

typedef struct chance { /* xoshiro256** */
    uint64_t state[4];
} chance;

static uint64_t turn(uint64_t word, int by)
{
    return word << by | word >> (64 - by);
}

static uint64_t mix(uint64_t word)
{
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9U;
    word = (word ^ word >> 27) * 0x94d049bb133111ebU;
    return word ^ word >> 31;
}

static void chance_begin(chance *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        random->state[i] = mix(seed += 0x9e3779b97f4a7c15U);
}

static uint64_t chance_word(chance *random)
{
    uint64_t *s = random->state, word = turn(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = turn(s[3], 45);
    return word;
}

static double chance_unit(chance *random)
{
    return (double)(chance_word(random) >> 11) * 0x1.0p-53;
}

/* The share of all that the first i + 1 of Zipf's ranks have. */
static double *zipf_make(int count, double exponent)
{
    double *shares = malloc(sizeof *shares * (size_t)count), total = 0;
    for (int i = 0; shares && i < count; i++)
        shares[i] = total += pow(i + 1, -exponent);
    for (int i = 0; shares && i < count; i++)
        shares[i] /= total;
    return shares;
}

static int zipf_take(chance *random, const double *shares, int count)
{
    double at = chance_unit(random);
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (shares[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- columns ---------------------------------------------------------------------------------------------------------------------- */

static size_t value_size(eco_type type)
{
    return type == ECO_TYPE_CODE ? sizeof(int32_t) : sizeof(int64_t);
}

size_t events_values_size(const events *made, const events_column *column)
{
    return ((size_t)made->rows + (column->type == ECO_TYPE_UTF8)) * value_size(column->type);
}

static bool column_make(events *made, int place, const char *name, eco_type type, bool has_nulls, size_t text_size)
{
    events_column *column = &made->columns[place];
    *column = (events_column){.name = name, .type = type};
    column->values = calloc(1, events_values_size(made, column) + sizeof(int64_t));
    column->valid = has_nulls ? calloc(1, (size_t)made->rows / 8 + 1) : NULL;
    column->bytes = text_size ? malloc((size_t)made->rows * text_size + 1) : NULL;
    return column->values && (column->valid || !has_nulls) && (column->bytes || !text_size);
}

static bool columns_make(events *made)
{
    bool text = made->has_text_ids;
    eco_type id = text ? ECO_TYPE_UTF8 : ECO_TYPE_INT64;
    bool done = column_make(made, USER, "user", id, text, text ? 12 : 0);
    done &= column_make(made, AT, "at", ECO_TYPE_TIME, false, 0);
    done &= column_make(made, EVENT, "event", ECO_TYPE_CODE, false, 0);
    done &= column_make(made, CHANNEL, "channel", ECO_TYPE_CODE, false, 0);
    done &= column_make(made, SKU, "sku", id, true, text ? 15 : 0);
    done &= column_make(made, ORDER, "order", id, true, text ? 17 : 0);
    done &= column_make(made, VALUE, "value", ECO_TYPE_INT64, true, 0);
    made->columns[EVENT].dictionary = &event_dictionary;
    made->columns[EVENT].dictionary_rows = 4;
    made->columns[CHANNEL].dictionary = &channel_dictionary;
    made->columns[CHANNEL].dictionary_rows = CHANNELS;
    return done;
}

void events_free(events *made)
{
    for (int i = 0; made && i < EVENTS_COLUMNS; i++) {
        free(made->columns[i].values);
        free(made->columns[i].valid);
        free(made->columns[i].bytes);
    }
    free(made);
}

eco_table events_table(const events *made, eco_column *columns)
{
    for (int i = 0; i < EVENTS_COLUMNS; i++) {
        const events_column *from = &made->columns[i];
        columns[i] = (eco_column){.name = from->name,
                                  .type = from->type,
                                  .values = from->values,
                                  .valid = from->valid,
                                  .bytes = from->bytes,
                                  .dictionary = from->dictionary,
                                  .dictionary_rows = from->dictionary_rows};
    }
    return (eco_table){.rows = made->rows, .columns = columns, .columns_count = EVENTS_COLUMNS};
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------- */

typedef struct log_maker {
    events *made;
    chance random;
    int users;
    double *user_shares, *sku_shares;
    int *names; /* of users, so that a name says nothing of how busy one is */
    int prices[SKUS];
    int64_t row, order, session;
} log_maker;

typedef struct log_visit {
    int user, channel; /* user 0: nobody */
    int64_t at_us;
    int cart[CART_MOST], cart_count;
} log_visit;

static int id_text(char *out, int column, int64_t id)
{
    static const char *const kinds[] = {"BLK-M", "WHT-S", "RED-L", "BLU-X"};
    if (column == USER)
        return sprintf(out, "u-%010lld", (long long)id);
    if (column == ORDER)
        return sprintf(out, "ORD-2026-%08lld", (long long)id);
    return sprintf(out, "SKU-%05lld-%s", (long long)id, kinds[id % 4]);
}

/* A cell of the row; 0 is null. Texts are written one after another. */
static void put(log_maker *maker, int column_place, int64_t number)
{
    events_column *column = &maker->made->columns[column_place];
    int64_t row = maker->row, *values = column->values;
    if (column->type == ECO_TYPE_CODE)
        ((int32_t *)column->values)[row] = (int32_t)number;
    else if (column->type == ECO_TYPE_UTF8)
        values[row + 1] = values[row] + (number ? id_text(column->bytes + values[row], column_place, number) : 0);
    else
        values[row] = number;
    if (column->valid && number)
        column->valid[row / 8] = (uint8_t)(column->valid[row / 8] | 1 << row % 8);
}

static void add_row(log_maker *maker, const log_visit *visit, int event, int sku, int64_t order, int64_t value)
{
    if (maker->row == maker->made->rows)
        return;
    put(maker, USER, visit->user);
    put(maker, AT, visit->at_us);
    put(maker, EVENT, event);
    put(maker, CHANNEL, visit->channel);
    put(maker, SKU, sku);
    put(maker, ORDER, order);
    put(maker, VALUE, value);
    maker->row++;
}

static int64_t wait_us(log_maker *maker, double least, double spread)
{
    return (int64_t)((least + chance_unit(&maker->random) * spread) * 1e6);
}

static void browse(log_maker *maker, log_visit *visit)
{
    int views = 1;
    while (chance_unit(&maker->random) < .78 && views < VIEWS_MOST)
        views++;
    for (int i = 0; i < views && maker->row < maker->made->rows; i++) {
        int sku = zipf_take(&maker->random, maker->sku_shares, SKUS) + 1;
        add_row(maker, visit, VIEW, sku, 0, 0);
        visit->at_us += wait_us(maker, 5, 120);
        if (visit->cart_count < CART_MOST && chance_unit(&maker->random) < .09) {
            visit->cart[visit->cart_count++] = sku;
            add_row(maker, visit, CART, sku, 0, 0);
            visit->at_us += wait_us(maker, 2, 20);
        }
    }
}

static void buy(log_maker *maker, log_visit *visit)
{
    if (chance_unit(&maker->random) < .2)
        visit->at_us += (int64_t)(chance_unit(&maker->random) * 3 * 86400e6);
    add_row(maker, visit, CHECKOUT, 0, 0, 0);
    visit->at_us += wait_us(maker, 20, 200);
    if (!(chance_unit(&maker->random) < .68))
        return;
    maker->order++;
    for (int i = 0; i < visit->cart_count && maker->row < maker->made->rows; i++) {
        int quantity = 1 + (chance_unit(&maker->random) < .15);
        add_row(maker, visit, PURCHASE, visit->cart[i], maker->order, (int64_t)maker->prices[visit->cart[i] - 1] * quantity);
    }
}

static void visit_once(log_maker *maker, int day)
{
    chance *random = &maker->random;
    log_visit visit = {.user = maker->names[zipf_take(random, maker->user_shares, maker->users)]};
    double hour = chance_unit(random);
    hour = hour < .25 ? chance_unit(random) * 9 : 9 + chance_unit(random) * 15;
    visit.at_us = STARTS_US + (int64_t)((day * 24.0 + hour) * 3600e6);
    double share = chance_unit(random);
    while (channel_shares[visit.channel] < share)
        visit.channel++;
    if (maker->made->has_text_ids && mix((uint64_t)++maker->session * 0x9e3779b97f4a7c15U) % 100 == 0)
        visit.user = 0;
    browse(maker, &visit);
    if (visit.cart_count && chance_unit(random) < .55)
        buy(maker, &visit);
}

static bool maker_begin(log_maker *maker, events *made)
{
    chance *random = &maker->random;
    chance_begin(random, 42);
    maker->made = made;
    maker->users = made->rows < 40 ? 2 : (int)(made->rows / 20);
    maker->user_shares = zipf_make(maker->users, 0.6);
    maker->sku_shares = zipf_make(SKUS, 0.9);
    maker->names = malloc(sizeof *maker->names * (size_t)maker->users);
    if (!maker->user_shares || !maker->sku_shares || !maker->names)
        return false;
    for (int i = 0; i < SKUS; i++)
        maker->prices[i] = (int)(exp(chance_unit(random) * 4.6 + 2.3) * 100 / 10) + 99;
    for (int i = 0; i < maker->users; i++)
        maker->names[i] = i + 1;
    for (int i = maker->users - 1; i > 0; i--) {
        int other = (int)(chance_word(random) % (uint64_t)(i + 1)), name = maker->names[i];
        maker->names[i] = maker->names[other];
        maker->names[other] = name;
    }
    return true;
}

events *events_make(int64_t rows, bool has_text_ids)
{
    events *made = calloc(1, sizeof *made);
    log_maker *maker = calloc(1, sizeof *maker);
    bool done = made && maker;
    if (done) {
        *made = (events){.rows = rows, .has_text_ids = has_text_ids};
        done = columns_make(made) && maker_begin(maker, made);
        for (int day = 0; done && day < DAYS; day++)
            while (maker->row < (day + 1) * rows / DAYS)
                visit_once(maker, day);
        free(maker->user_shares);
        free(maker->sku_shares);
        free(maker->names);
    }
    free(maker);
    if (!done)
        events_free(made);
    return done ? made : NULL;
}
