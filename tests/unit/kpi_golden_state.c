/* A saved state that is kept for ever: later versions of the library load it, answer the same, and save it as the same bytes. The plan and rows that made it are
 * below; ECO_WRITE_STATE=1 in the environment writes the files anew, which only a new version of the format may need. */
#include <stdlib.h>

#include "kpi_books.h"
#include "kpi_shop.h"

static eco_error error;
static const char *const tables[] = {"daily", "channels", "buy", "weekly", "rolling", "pairs", "touch", "next", "abc", "rfm"};

static eco_kpi_builder *begin(void)
{
    static const char *const summer[] = {"s1", "s2"}, *const code[] = {"USD"}, *const alias[] = {"u9"}, *const user[] = {"u1"};
    static const int64_t rate[] = {7};
    static const int32_t day[] = {20454};
    const eco_table rates = {.rows = 1,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", code),
                                      {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_INT64_COLUMN("rate", rate))};
    const eco_table aliases = {.rows = 1,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", alias), ECO_TEXT_COLUMN("user", user))};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .refunds = ECO_REFUND_DAY_EVENT));
    eco_kpi_add_report(kpi,
                       REPORT(.name = "daily", .by = "day",
                              .metrics = "page_views, visitors, sessions, orders, gmv, net_sales, paying_buyers, spend, roas, "
                                         "tickets, on_time_rate, skus_on_sale, gmv / visitors as worth"));
    eco_kpi_add_report(kpi, REPORT(.name = "channels", .by = "hour, channel", .metrics = "visitors, units",
                                   .where = "value > 1 or sku in @summer"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "buy", .window_us = ECO_DAY_US,
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "purchase"})));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "weekly", .period = ECO_PERIOD_WEEK, .periods = 2));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "rolling", .period = ECO_PERIOD_DAY, .periods = 2, .rolling = true));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs"));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "touch", .model = ECO_TOUCH_LINEAR));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "next", .steps = 2));
    eco_kpi_add_abc(kpi, ECO_MAKE(eco_kpi_abc, .name = "abc"));
    eco_kpi_add_rfm(kpi, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    eco_kpi_add_set(kpi, "summer", summer, 2);
    eco_kpi_add_rates(kpi, &rates);
    eco_kpi_add_aliases(kpi, "user", &aliases);
    return kpi;
}

/* Eight rows for every source. */
static void feed(eco_kpi_state *state)
{
    static const char *const event[] = {"view", "view", "purchase", "view", "cart", "view", "purchase", "view"},
                             *const user[] = {"u1", "7", "u1", "u9", "u2", NULL, "u2", "-12"},
                             *const channel[] = {"app", "web", NULL, "direct", "app", "web", "app", "\xE9\x87\x91"},
                             *const sku[] = {"s1", "s2", "s1", "s3", "s2", "42", "s3", "s1"}, *const currency[] = {"CNY", "CNY",
                                                                                                                   "CNY", "USD",
                                                                                                                   "CNY", "CNY",
                                                                                                                   "CNY", "CNY"};
    static const int64_t at[] = {DAY(0), DAY(0) + 60000000, DAY(0) + 90000000, DAY(1), DAY(1) + 3600000, DAY(2), DAY(2) + 1,
                                 DAY(9)},
                         order[] = {1, 1, 2, 3, 3, 4, 5, 5}, amount[] = {1000, 250, 3300, 800, 199, 5000, 42, 600},
                         score[] = {10, 3, 9, 0, 7, 10, 10, 6}, quantity[] = {1, 2, 1, 1, 3, 1, 1, 1};
    static const uint8_t paid = 0xF7;
    const eco_table rows = {
        .rows = 8,
        ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("event", event), ECO_TEXT_COLUMN("user", user),
                 ECO_TEXT_COLUMN("channel", channel), ECO_TEXT_COLUMN("sku", sku), ECO_TEXT_COLUMN("currency", currency),
                 ECO_INT64_COLUMN("order", order), ECO_INT64_COLUMN("amount", amount), ECO_INT64_COLUMN("value", amount),
                 ECO_INT64_COLUMN("quantity", quantity), ECO_INT64_COLUMN("score", score), ECO_INT64_COLUMN("parcel", order),
                 ECO_INT64_COLUMN("ticket", order), ECO_INT64_COLUMN("cost", quantity), ECO_TIME_COLUMN("promised_at", at),
                 ECO_TIME_COLUMN("delivered_at", at), {.name = "paid_at", .type = ECO_TYPE_TIME, .values = at, .valid = &paid})};
    for (eco_kpi_source source = ECO_KPI_EVENTS; source <= ECO_KPI_PARCELS; source++)
        CHECK_OK(eco_kpi_update(state, source, &rows, &error));
}

/* In tests/documents, which is beside this file's folder. */
static FILE *open_document(const char *name, const char *mode)
{
    char path[4096];
    const char *here = __FILE__, *end = strstr(here, "unit/kpi_golden_state.c");
    snprintf(path, sizeof path, "%.*sdocuments/%s", (int)(end - here), here, name);
    FILE *file = fopen(path, mode);
    CHECK_F(file, "%.900s", path);
    return file;
}

static kpi_saved read_file(const char *name)
{
    kpi_saved read = {malloc(1 << 20), 0};
    FILE *file = open_document(name, "rb");
    read.size = fread(read.bytes, 1, 1 << 20, file);
    fclose(file);
    return read;
}

static void write_file(const char *name, kpi_saved given)
{
    FILE *file = open_document(name, "wb");
    CHECK(fwrite(given.bytes, 1, given.size, file) == given.size && fclose(file) == 0);
}

/* All tables one after another, each under its name. */
static kpi_saved read_tables(const eco_kpi_state *state)
{
    kpi_saved all = {malloc(1 << 20), 0};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        kpi_saved text = kpi_csv_of(state, tables[i]);
        all.size += (size_t)snprintf(all.bytes + all.size, (1 << 20) - all.size, "# %s\r\n%s", tables[i], text.bytes);
        free(text.bytes);
    }
    return all;
}

static void check_same(kpi_saved given, kpi_saved expected, const char *what)
{
    size_t at = 0;
    while (at < given.size && at < expected.size && given.bytes[at] == expected.bytes[at])
        at++;
    CHECK_F(given.size == expected.size && at == given.size, "%s differ at byte %zu of %zu, %zu expected", what, at, given.size,
            expected.size);
}

TEST(kpi_golden_state, version_1)
{
    eco_kpi_state *made = books_open(begin()), *loaded;
    eco_kpi_plan *plan;
    feed(made);
    CHECK_OK(eco_kpi_build(&plan, begin(), &error));
    if (getenv("ECO_WRITE_STATE")) {
        kpi_saved state = kpi_save(made), text = read_tables(made);
        write_file("kpi_state_1.bin", state);
        write_file("kpi_state_1.csv", text);
        free(state.bytes);
        free(text.bytes);
    }
    kpi_saved state = read_file("kpi_state_1.bin"), text = read_file("kpi_state_1.csv");
    CHECK_OK(eco_kpi_load(&loaded, plan, state.bytes, state.size, &error));
    kpi_saved again = kpi_save(loaded), answers = read_tables(loaded), anew = kpi_save(made);
    check_same(answers, text, "its answers");
    check_same(again, state, "its bytes");
    check_same(anew, state, "the bytes of the same rows");
    free(state.bytes);
    free(text.bytes);
    free(again.bytes);
    free(answers.bytes);
    free(anew.bytes);
    eco_kpi_state_free(made);
    eco_kpi_state_free(loaded);
    eco_kpi_plan_free(plan);
}
