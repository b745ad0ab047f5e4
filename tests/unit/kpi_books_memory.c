/* Every allocation of reading rows and of making tables from them fails once: the call says so, nothing is lost, and what was there stays. */
#include "kpi_books.h"

typedef struct meter {
    int64_t count, fail_at, held;
} meter;

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

static eco_status feed(eco_kpi_state *state, eco_kpi_source source, eco_error *error)
{
    static const int64_t at[] = {DAY(0), DAY(1), DAY(2), DAY(0)}, order[] = {1, 2, 1, 3}, user[] = {7, 8, 7, 7},
                         amount[] = {100, 200, 300, 400};
    static const char *const sku[] = {"a", "b", NULL, "c"}, *const channel[] = {"app", "web", NULL, "app"},
                             *const currency[] = {"CNY", "USD", "CNY", "XXQ"};
    eco_table table = {.rows = 4,
                       ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("order", order),
                                ECO_INT64_COLUMN("user", user), ECO_INT64_COLUMN("amount", amount), ECO_TEXT_COLUMN("sku", sku),
                                ECO_TEXT_COLUMN("channel", channel), ECO_TEXT_COLUMN("currency", currency),
                                ECO_INT64_COLUMN("parcel", order), ECO_TEXT_COLUMN("status", channel))};
    return eco_kpi_update(state, source, &table, error);
}

static eco_kpi_plan *plan_of(meter *meter)
{
    static const char *const code[] = {"USD"};
    static const int32_t day[] = {20454};
    static const int64_t rate[] = {7};
    eco_error error;
    eco_kpi_plan *plan;
    eco_allocator allocator = {take, retake, give_back, meter};
    eco_table rates = {.rows = 1,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", code),
                                {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_INT64_COLUMN("rate", rate))};
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .refunds = ECO_REFUND_DAY_ORDER,
                                                      .skip_bad_rows = true, .allocator = &allocator));
    eco_kpi_add_report(builder,
                       REPORT(.name = "all", .by = "day, channel",
                              .metrics = "gmv, net_sales, returning_buyers, rebuy_rate, average_days_to_repeat, refunded_orders, "
                                         "skus_a, gini, spend, dispute_rate, cost_per_parcel, skus_on_sale"));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "abc"));
    eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    eco_kpi_add_rates(builder, &rates);
    CHECK_OK(eco_kpi_build(&plan, builder, &error));
    return plan;
}

/* Each update is tried until it has memory: what was refused for want of it must have left nothing. */
static void feed_all(eco_kpi_state *state, meter *meter, bool fails)
{
    eco_error error;
    for (eco_kpi_source source = ECO_KPI_ORDERS; source <= ECO_KPI_PARCELS; source++) {
        eco_status status = ECO_E_MEMORY;
        for (int64_t at = 0; status; at++) {
            meter->count = 0;
            meter->fail_at = fails ? at : INT64_MAX;
            status = feed(state, source, &error);
            CHECK_F(!status || status == ECO_E_MEMORY, "%s: %s", eco_status_name(status), error.message);
        }
    }
    meter->fail_at = INT64_MAX;
}

TEST(kpi_books_memory, every_allocation_may_fail)
{
    static const char *const tables[] = {"all", "abc", "rfm"};
    eco_error error;
    meter meter = {.fail_at = INT64_MAX};
    eco_kpi_plan *plan = plan_of(&meter);
    eco_kpi_state *state, *whole;
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    CHECK_OK(eco_kpi_state_create(&whole, plan, &error));
    feed_all(state, &meter, true);
    feed_all(whole, &meter, false);
    for (size_t i = 0; i < 3; i++) {
        eco_status status = ECO_E_MEMORY;
        const eco_table *expected = books_table(whole, tables[i]), *table = NULL;
        for (int64_t at = 0; status; at++) {
            int64_t held = meter.held;
            meter.count = 0;
            meter.fail_at = at;
            status = eco_kpi_table(&table, state, tables[i], 0, 0, &error);
            CHECK_F(!status || (status == ECO_E_MEMORY && !table), "%s: %s", eco_status_name(status), error.message);
            CHECK_F(!status || meter.held >= held, "%s frees what it did not take", tables[i]);
        }
        meter.fail_at = INT64_MAX;
        CHECK_INT(table->rows, expected->rows);
        for (int64_t row = 0; row < table->rows; row++)
            CHECK_INT(eco_cell_int64(&table->columns[2], row), eco_cell_int64(&expected->columns[2], row));
        eco_table_free(table);
        eco_table_free(expected);
    }
    eco_kpi_state_free(state);
    eco_kpi_state_free(whole);
    eco_kpi_plan_free(plan);
    CHECK_INT(meter.held, 0);
}
