/* plan_tables.c - what comes in as tables: rates of currencies, and other names of users and SKUs. */
#include "kpi/items.h"
#include "kpi/plan_builder.h"

#include <inttypes.h>

#include "base/table_builder.h"
#include "base/table_parts.h"

/* A column that must be there, without nulls being asked for yet. */
static eco_status find_column(const eco_column **out, const eco_table *table, const char *name, bool (*takes)(eco_type type),
                              const char *wanted, eco_error *error)
{
    *out = eco_table_column(table, name);
    eco_status status = ECO_OK;
    if (!*out)
        status = eco_fail(error, ECO_E_NOT_FOUND, NULL, "there is no column %s", ECO_QUOTE(name));
    else if (!takes((*out)->type))
        status = eco_fail(error, ECO_E_INVALID, NULL, "a column of type %s: %s", eco_type_name((*out)->type), wanted);
    return status ? eco_fail_under(error, status, "/columns/%s", name) : ECO_OK;
}

static eco_status check_table(const eco_table *table, eco_error *error)
{
    return table ? eco_table_check(table, error) : eco_fail(error, ECO_E_INVALID, NULL, "the table is NULL");
}

static eco_status fail_row(eco_error *error, eco_status status, int64_t row, const char *column)
{
    return eco_fail_under(error, status, "/rows/%" PRId64 "/%s", row + 1, column);
}

/* The first mistake, under "/rates" or "/aliases". */
static eco_status remember(eco_kpi_builder *builder, const char *kind, eco_error *error)
{
    if (error->status != ECO_E_MEMORY)
        eco_fail_under(error, error->status, "/%s", kind);
    builder->mistake = *error;
    return error->status;
}

/* ---- rates ---- */

static bool takes_text(eco_type type)
{
    return type == ECO_TYPE_TEXT || type == ECO_TYPE_UTF8 || type == ECO_TYPE_CODE;
}

static bool takes_date(eco_type type)
{
    return type == ECO_TYPE_DATE;
}

static bool takes_decimal(eco_type type)
{
    return type == ECO_TYPE_DECIMAL || type == ECO_TYPE_INT64;
}

static eco_status read_currency(eco_kpi_rate *rate, const eco_kpi_plan *plan, const eco_column *column, int64_t row,
                                eco_error *error)
{
    size_t size;
    char code[4] = {0};
    const char *text = eco_cell_text(column, row, &size);
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "required");
    if (size == 3)
        memcpy(code, text, size);
    const eco_currency *currency = eco_currency_find(code);
    char shown[ECO_QUOTED];
    eco_quoted(shown, text, size);
    if (!currency)
        return eco_fail(error, ECO_E_INVALID, NULL, "unknown currency %s", shown);
    if (currency == plan->currency)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is the plan's own currency", shown);
    rate->currency = currency->code;
    return ECO_OK;
}

static eco_status read_rate(eco_kpi_rate *rate, const eco_kpi_plan *plan, const eco_column *const columns[3], int64_t row,
                            eco_error *error)
{
    static const char *const names[] = {"currency", "day", "rate"};
    if (read_currency(rate, plan, columns[0], row, error))
        return fail_row(error, error->status, row, names[0]);
    for (int i = 1; i < 3; i++)
        if (eco_cell_is_null(columns[i], row)) {
            eco_fail(error, ECO_E_INVALID, NULL, "required");
            return fail_row(error, ECO_E_INVALID, row, names[i]);
        }
    rate->day = (int32_t)eco_cell_int64(columns[1], row);
    rate->rate = eco_decimal_normal(
        (eco_decimal){eco_cell_int64(columns[2], row), columns[2]->type == ECO_TYPE_DECIMAL ? columns[2]->scale : 0});
    if (rate->rate.coefficient > 0)
        return ECO_OK;
    eco_fail(error, ECO_E_INVALID, NULL, "%s: a rate is above 0", eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, rate->rate));
    return fail_row(error, ECO_E_INVALID, row, names[2]);
}

static eco_status read_rates(eco_kpi_builder *builder, const eco_table *table, eco_error *error)
{
    const eco_column *columns[3];
    if (!builder->plan->currency)
        return eco_fail(error, ECO_E_INVALID, NULL, "rates are into the plan's currency, and it has none");
    if (check_table(table, error) || find_column(&columns[0], table, "currency", takes_text, "text is needed", error) ||
        find_column(&columns[1], table, "day", takes_date, "dates are needed", error) ||
        find_column(&columns[2], table, "rate", takes_decimal, "decimals are needed", error))
        return error->status;
    for (int64_t row = 0; row < table->rows; row++) {
        eco_kpi_rate rate = {0};
        if (read_rate(&rate, builder->plan, columns, row, error))
            return error->status;
        eco_kpi_rate *room = eco_kpi_list_add(builder, KPI_LIST_RATES);
        if (!room)
            return eco_fail_memory(error);
        *room = rate;
    }
    return ECO_OK;
}

eco_status eco_kpi_add_rates(eco_kpi_builder *builder, const eco_table *rates)
{
    eco_error error = {0};
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    return read_rates(builder, rates, &error) ? remember(builder, "rates", &error) : ECO_OK;
}

static int compare_rates(const void *a, const void *b, const void *context)
{
    const eco_kpi_rate *one = a, *other = b;
    (void)context;
    int order = strcmp(one->currency, other->currency);
    return order ? order : (one->day > other->day) - (one->day < other->day);
}

eco_status eco_kpi_build_rates(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_rate *rates = builder->lists[KPI_LIST_RATES].items;
    size_t count = builder->lists[KPI_LIST_RATES].count;
    eco_kpi_sort_items(rates, count, sizeof *rates, compare_rates, NULL);
    for (size_t i = 1; i < count; i++)
        if (compare_rates(&rates[i - 1], &rates[i], NULL) == 0)
            return eco_fail(error, ECO_E_EXISTS, "/rates", "%s has two rates on %s", rates[i].currency,
                            eco_date_text((char[ECO_DATE_TEXT]){0}, rates[i].day));
    return ECO_OK;
}

/* ---- aliases ---- */

static bool takes_id(eco_type type)
{
    return takes_text(type) || type == ECO_TYPE_INT64 || type == ECO_TYPE_ID;
}

static eco_status copy_id(const char **out, eco_kpi_builder *builder, const eco_column *column, int64_t row, eco_error *error)
{
    char own[ECO_CELL_TEXT];
    size_t size;
    if (eco_cell_is_null(column, row)) {
        eco_fail(error, ECO_E_INVALID, NULL, "required");
        return fail_row(error, ECO_E_INVALID, row, column->name);
    }
    const char *text = eco_cell_print(own, column, NULL, row, &size);
    *out = eco_arena_text_of(&builder->plan->arena, text, size);
    return *out ? ECO_OK : eco_fail_memory(error);
}

static eco_status read_aliases(eco_kpi_builder *builder, const char *column, const eco_table *table, eco_error *error)
{
    const eco_column *alias, *of;
    if (eco_kpi_check_text(column, true, "/column", error))
        return error->status;
    bool is_user = strcmp(column, "user") == 0;
    if (!is_user && strcmp(column, "sku") != 0)
        return eco_fail(error, ECO_E_INVALID, "/column", "%s is not user or sku", ECO_QUOTE(column));
    if (check_table(table, error) || find_column(&alias, table, "alias", takes_id, "text or ids are needed", error) ||
        find_column(&of, table, column, takes_id, "text or ids are needed", error))
        return error->status;
    for (int64_t row = 0; row < table->rows; row++) {
        eco_kpi_alias made = {.column = is_user ? "user" : "sku"};
        if (copy_id(&made.alias, builder, alias, row, error) || copy_id(&made.of, builder, of, row, error))
            return error->status;
        eco_kpi_alias *room = eco_kpi_list_add(builder, KPI_LIST_ALIASES);
        if (!room)
            return eco_fail_memory(error);
        *room = made;
    }
    return ECO_OK;
}

eco_status eco_kpi_add_aliases(eco_kpi_builder *builder, const char *column, const eco_table *aliases)
{
    eco_error error = {0};
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    return read_aliases(builder, column, aliases, &error) ? remember(builder, "aliases", &error) : ECO_OK;
}

static int compare_aliases(const void *a, const void *b, const void *context)
{
    const eco_kpi_alias *one = a, *other = b;
    (void)context;
    int order = strcmp(one->column, other->column);
    return order ? order : strcmp(one->alias, other->alias);
}

/* The map of the aliases of one column, which stand together. */
static eco_status build_map(const eco_map **out, eco_kpi_builder *builder, const char *column, eco_error *error)
{
    const eco_kpi_alias *aliases = builder->plan->content.aliases;
    eco_allocator in_arena = eco_kpi_arena_allocator(&builder->plan->arena);
    eco_map *map = NULL;
    for (size_t i = 0; i < builder->lists[KPI_LIST_ALIASES].count; i++) {
        int64_t place = (int64_t)i;
        bool added = true;
        if (strcmp(aliases[i].column, column) != 0)
            continue;
        if (!map) {
            map = eco_arena_take(&builder->plan->arena, sizeof *map);
            if (!map)
                return eco_fail_memory(error);
            eco_map_begin(map, &in_arena);
        }
        if (!eco_map_add(map, aliases[i].alias, strlen(aliases[i].alias), &place, &added))
            return eco_fail_memory(error);
        if (!added)
            return eco_fail(error, ECO_E_EXISTS, "/aliases", "alias %s stands for two %ss", ECO_QUOTE(aliases[i].alias), column);
    }
    for (size_t i = 0; map && i < builder->lists[KPI_LIST_ALIASES].count; i++)
        if (strcmp(aliases[i].column, column) == 0 && eco_map_get(map, aliases[i].of, strlen(aliases[i].of), -1) >= 0)
            return eco_fail(error, ECO_E_INVALID, "/aliases", "%s of alias %s is an alias, too", ECO_QUOTE(aliases[i].of),
                            ECO_QUOTE(aliases[i].alias));
    *out = map;
    return ECO_OK;
}

eco_status eco_kpi_build_aliases(eco_kpi_builder *builder, eco_error *error)
{
    kpi_list *list = &builder->lists[KPI_LIST_ALIASES];
    eco_kpi_sort_items(list->items, list->count, list->size, compare_aliases, NULL);
    builder->plan->content.aliases = eco_kpi_list_settle(builder, KPI_LIST_ALIASES);
    builder->plan->content.aliases_count = list->count;
    if (!builder->plan->content.aliases)
        return eco_fail_memory(error);
    return build_map(&builder->plan->aliases_user, builder, "user", error)
               ? error->status
               : build_map(&builder->plan->aliases_sku, builder, "sku", error);
}
