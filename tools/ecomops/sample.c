/* sample.c - see sample.h. Integers only: a generator of our own and weights, so that no library or processor can change the year. */
#include "ecomops/sample.h"

#include <ecomops/money.h>
#include <ecomops/time.h>

#include <stdlib.h>
#include <string.h>

enum { DAYS = 365, RECENT = 256, MOST_LINES = 6 };

typedef struct sample_product {
    const char *sku, *name, *category;
    int32_t price; /* fen */
    int32_t weight;
} sample_product;

static const sample_product products[] = {
    {"TEA-01", "Longjing green tea 100 g", "tea", 12800, 9},
    {"TEA-02", "Tieguanyin oolong 250 g", "tea", 9800, 8},
    {"TEA-03", "Pu'er cake 357 g", "tea", 16800, 4},
    {"TEA-04", "Jasmine tea 200 g", "tea", 4590, 10},
    {"TEA-05", "Chrysanthemum tea 80 g", "tea", 2990, 9},
    {"TEA-06", "White peony 150 g", "tea", 8880, 4},
    {"KIT-01", "Cast iron pan 26 cm", "kitchen", 19900, 6},
    {"KIT-02", "Bamboo chopsticks, 10 pairs", "kitchen", 1990, 12},
    {"KIT-03", "Gaiwan, celadon", "kitchen", 6900, 7},
    {"KIT-04", "Rice cooker 3 l", "kitchen", 29900, 5},
    {"KIT-05", "Vacuum flask 500 ml", "kitchen", 8900, 10},
    {"KIT-06", "Cleaver, hand forged", "kitchen", 15900, 4},
    {"BED-01", "Duvet cover, cotton", "bedding", 25900, 5},
    {"BED-02", "Pillow, buckwheat", "bedding", 7900, 8},
    {"BED-03", "Silk quilt 200 x 230", "bedding", 89900, 2},
    {"BED-04", "Fitted sheet", "bedding", 9900, 7},
    {"BED-05", "Summer quilt, washed cotton", "bedding", 16900, 4},
    {"TOY-01", "Building blocks, 500 pieces", "toys", 5990, 9},
    {"TOY-02", "Plush panda 40 cm", "toys", 7900, 10},
    {"TOY-03", "Puzzle, 1000 pieces", "toys", 4900, 7},
    {"TOY-04", "Chinese chess set", "toys", 6500, 4},
    {"TOY-05", "Kite, swallow", "toys", 3900, 5},
    {"TOY-06", "Toy train", "toys", 12900, 3},
    {"SNA-01", "Walnuts 500 g", "snacks", 3590, 12},
    {"SNA-02", "Dried mango 200 g", "snacks", 1890, 14},
    {"SNA-03", "Sunflower seeds 3 x 260 g", "snacks", 2490, 12},
    {"SNA-04", "Egg rolls, tin", "snacks", 3990, 8},
    {"SNA-05", "Hawthorn sweets 400 g", "snacks", 1590, 9},
    {"SNA-06", "Beef jerky 250 g", "snacks", 5990, 8},
    {"STA-01", "Gel pens, box of 12", "stationery", 1680, 12},
    {"STA-02", "Notebook A5, dotted", "stationery", 1290, 13},
    {"STA-03", "Ink stone and brush", "stationery", 8800, 3},
    {"STA-04", "Highlighters, 6 colours", "stationery", 1990, 9},
    {"STA-05", "Desk lamp", "stationery", 9900, 5},
    {"BAG-01", "Canvas tote", "bags", 2900, 6},
    {"BAG-02", "Backpack 20 l", "bags", 19900, 6},
    {"BAG-03", "Cabin suitcase 20 in", "bags", 39900, 3},
    {"BAG-04", "Belt bag", "bags", 8900, 4},
    {"BEA-01", "Face cream 50 ml", "beauty", 16900, 8},
    {"BEA-02", "Lip balm", "beauty", 2990, 12},
    {"BEA-03", "Sheet masks, 10", "beauty", 7900, 12},
    {"BEA-04", "Sunscreen SPF 50", "beauty", 8900, 10},
    {"BEA-05", "Hand cream, osmanthus", "beauty", 3900, 10},
};
enum { PRODUCTS = sizeof products / sizeof *products, GIFT = 34 /* BAG-01 */ };

typedef struct sold_line { /* what may come back */
    int32_t product, quantity;
    int64_t customer;
} sold_line;

typedef struct sample_shop {
    FILE *file;
    uint64_t random;
    int64_t customers, number; /* of the last order */
    sold_line recent[RECENT];
    size_t recent_count;
} sample_shop;

/* ---- chance ---- */

static uint64_t next_random(sample_shop *shop) /* splitmix64 */
{
    uint64_t z = (shop->random += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int64_t below(sample_shop *shop, int64_t limit)
{
    return (int64_t)(next_random(shop) % (uint64_t)limit);
}

static bool chance(sample_shop *shop, int percent)
{
    return below(shop, 100) < percent;
}

/* An index, by weights. */
static int32_t pick(sample_shop *shop, const int32_t *weights, int32_t count)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += weights[i];
    int64_t place = below(shop, sum);
    int32_t i = 0;
    for (; place >= weights[i]; i++)
        place -= weights[i];
    return i;
}

/* ---- the year ---- */

static bool within(eco_civil day, int32_t month, int32_t first, int32_t last)
{
    return day.month == month && day.day >= first && day.day <= last;
}

/* How busy a day is: weekends, the festivals, and the quiet of the Spring Festival, when nobody delivers. */
static int64_t demand(int32_t date)
{
    static const int64_t of_weekday[] = {0, 96, 94, 95, 98, 106, 122, 118};
    eco_civil day = eco_date_civil(date);
    int64_t weight = of_weekday[eco_date_weekday(date)] * (90 + 2 * day.month) / 100;
    if (within(day, 1, 6, 22))
        weight = weight * 3 / 2; /* 年货节 */
    if (within(day, 1, 26, 31) || within(day, 2, 1, 4))
        weight = weight / 4; /* 春节 */
    if (within(day, 6, 1, 15))
        weight = weight * 3 / 2;
    if (within(day, 6, 16, 20))
        weight = weight * (day.day == 18 ? 6 : 3); /* 618 */
    if (within(day, 11, 1, 9))
        weight = weight * 2;
    if (within(day, 11, 10, 11))
        weight = weight * (day.day == 11 ? 9 : 4); /* 双11 */
    if (within(day, 11, 12, 18))
        weight = weight * 2 / 3; /* everyone has bought */
    if (within(day, 12, 12, 12))
        weight = weight * 3;
    return weight;
}

/* Seconds of the day: evenings, and the first minutes of a festival. */
static int32_t time_of_day(sample_shop *shop, int32_t date)
{
    static const int32_t of_hour[24] = {14, 6, 3, 2, 2, 3, 8, 18, 30, 42, 50, 48, 46, 44, 42, 42, 44, 46, 52, 64, 78, 84, 62, 34};
    eco_civil day = eco_date_civil(date);
    bool rush = (day.month == 11 && day.day == 11) || (day.month == 6 && day.day == 18);
    if (rush && chance(shop, 30))
        return (int32_t)below(shop, 2 * 3600);
    return pick(shop, of_hour, 24) * 3600 + (int32_t)below(shop, 3600);
}

/* A product, by its own weight and what the time of the year wants. */
static int32_t choose_product(sample_shop *shop, eco_civil day)
{
    int32_t weights[PRODUCTS];
    for (int32_t i = 0; i < PRODUCTS; i++) {
        const char *category = products[i].category;
        int32_t times = 2;
        if ((day.month == 1 && strcmp(category, "snacks") == 0) || (day.month == 9 && strcmp(category, "tea") == 0) ||
            ((day.month == 8 || day.month == 9) && strcmp(category, "stationery") == 0) ||
            (day.month == 6 && strcmp(category, "beauty") == 0) || (day.month == 11 && strcmp(category, "bedding") == 0))
            times = 5;
        weights[i] = products[i].weight * times;
    }
    return pick(shop, weights, PRODUCTS);
}

/* ---- orders ---- */

typedef struct sample_order {
    char number[32], time[32];
    int64_t customer;
    const char *tier, *channel, *province, *coupons;
    bool cancelled;
} sample_order;

/* Facts of a customer follow from the number, so that they stay the same all year. */
static void set_customer(sample_order *order, int64_t customer)
{
    static const char *const tiers[] = {"regular", "regular", "regular", "regular", "regular",
                                        "silver",  "silver",  "silver",  "gold",    "black"};
    static const char *const provinces[] = {"Zhejiang", "Guangdong", "Jiangsu",  "Shanghai",
                                            "Beijing",  "Sichuan",   "Shandong", "Xinjiang"};
    static const int32_t weights[] = {20, 24, 18, 12, 12, 10, 9, 2};
    sample_shop chance_of_customer = {.random = (uint64_t)customer * 7919};
    order->customer = customer;
    order->tier = tiers[below(&chance_of_customer, 10)];
    order->province = provinces[pick(&chance_of_customer, weights, 8)];
}

/* Few customers buy often. */
static int64_t choose_customer(sample_shop *shop)
{
    int64_t a = below(shop, shop->customers), b = below(shop, shop->customers);
    return 1 + (a < b ? a : b);
}

static void begin_order(sample_shop *shop, sample_order *order, int32_t date, int32_t second)
{
    static const char *const channels[] = {"app", "mini", "web", "live"};
    static const int32_t weights[] = {52, 22, 16, 10};
    static const char *const coupons[] = {"", "NEW10", "TEA15", "VIP20", "NEW10,TEA15", "FREESHIP"};
    static const int32_t coupon_weights[] = {80, 7, 5, 5, 2, 1};
    eco_civil day = eco_date_civil(date);
    *order = (sample_order){0};
    set_customer(order, choose_customer(shop));
    snprintf(order->number, sizeof order->number, "S%02d%02d-%06lld", day.month % 100, day.day % 100,
             (long long)++shop->number % 1000000);
    snprintf(order->time, sizeof order->time, "2025-%02d-%02dT%02d:%02d:%02d+08:00", day.month % 100, day.day % 100,
             second / 3600 % 100, second / 60 % 60, second % 60);
    order->channel = channels[pick(shop, weights, 4)];
    order->coupons = coupons[pick(shop, coupon_weights, 6)];
    order->cancelled = chance(shop, 3);
}

static void write_row(const sample_shop *shop, const sample_order *order, const sample_product *product, int64_t quantity,
                      int64_t unit_minor)
{
    char unit[ECO_MONEY_TEXT];
    bool quoted = strchr(order->coupons, ',');
    fprintf(shop->file, "%s,%s,%s,\"%s\",%s,%lld,%s,C%05lld,%s,%s,%s,", order->number, order->time, product->sku, product->name,
            product->category, (long long)quantity, eco_money_text(unit, unit_minor, "CNY"), (long long)order->customer,
            order->tier, order->province, order->channel);
    fprintf(shop->file, "%s%s%s,%s\n", quoted ? "\"" : "", order->coupons, quoted ? "\"" : "",
            order->cancelled ? "true" : "false");
}

static void write_sale(sample_shop *shop, int32_t date, int32_t second)
{
    static const int32_t lines_weights[MOST_LINES] = {38, 27, 16, 10, 6, 3}, quantities[] = {70, 18, 7, 3, 1, 1};
    sample_order order;
    int64_t worth = 0;
    eco_civil day = eco_date_civil(date);
    begin_order(shop, &order, date, second);
    int32_t lines = 1 + pick(shop, lines_weights, MOST_LINES);
    for (int32_t i = 0; i < lines; i++) {
        int32_t product = choose_product(shop, day), quantity = 1 + pick(shop, quantities, 6);
        write_row(shop, &order, &products[product], quantity, products[product].price);
        worth += (int64_t)quantity * products[product].price;
        if (!order.cancelled && chance(shop, 20))
            shop->recent[shop->recent_count++ % RECENT] = (sold_line){product, quantity, order.customer};
    }
    if (worth >= 50000 && chance(shop, 40))
        write_row(shop, &order, &products[GIFT], 1, 0);
}

/* Goods that come back are an order of their own with a negative quantity. */
static void write_return(sample_shop *shop, int32_t date, int32_t second)
{
    size_t known = shop->recent_count < RECENT ? shop->recent_count : RECENT;
    const sold_line *line = &shop->recent[below(shop, (int64_t)known)];
    sample_order order;
    begin_order(shop, &order, date, second);
    set_customer(&order, line->customer);
    order.number[0] = 'R';
    order.coupons = "";
    order.cancelled = false;
    write_row(shop, &order, &products[line->product], -line->quantity, products[line->product].price);
}

/* The books are put right at the end of a quarter: a negative price. */
static void write_correction(sample_shop *shop, int32_t date)
{
    static const sample_product correction = {"ADJUST", "Correction", "other", 0, 0};
    sample_order order;
    begin_order(shop, &order, date, 24 * 3600 - 1);
    order.number[0] = 'A';
    order.coupons = "";
    order.cancelled = false;
    write_row(shop, &order, &correction, 1, -100 * (1 + below(shop, 500)));
}

static int by_second(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

static void write_day(sample_shop *shop, int32_t date, int32_t *seconds, int64_t orders)
{
    for (int64_t i = 0; i < orders; i++)
        seconds[i] = time_of_day(shop, date);
    qsort(seconds, (size_t)orders, sizeof *seconds, by_second);
    for (int64_t i = 0; i < orders; i++) {
        if (shop->recent_count > 20 && chance(shop, 2))
            write_return(shop, date, seconds[i]);
        else
            write_sale(shop, date, seconds[i]);
    }
    eco_civil tomorrow = eco_date_civil(date + 1);
    if (orders && tomorrow.day == 1 && tomorrow.month % 3 == 1)
        write_correction(shop, date);
}

bool tool_sample_write(FILE *file, int64_t orders, uint64_t seed)
{
    sample_shop shop = {.file = file, .random = seed, .customers = orders / 5 + 10};
    int32_t first = eco_date_of(2025, 1, 1), *seconds = malloc(((size_t)orders + 1) * sizeof *seconds);
    int64_t weights[DAYS], counts[DAYS];
    const eco_split_options options = {.struct_size = sizeof options};
    for (int32_t i = 0; i < DAYS; i++)
        weights[i] = demand(first + i);
    if (!seconds || eco_money_split(counts, NULL, orders, weights, DAYS, &options, NULL)) {
        free(seconds);
        return false;
    }
    fputs("order,at,sku,product,category,quantity,unit,customer,customer.tier,cart.province,channel,coupons,cancelled\n", file);
    for (int32_t i = 0; i < DAYS; i++)
        write_day(&shop, first + i, seconds, counts[i]);
    free(seconds);
    return true;
}
