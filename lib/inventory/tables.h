/* tables.h - what the tables of stock have in common. */
#ifndef ECO_INVENTORY_TABLES_H
#define ECO_INVENTORY_TABLES_H
#include "base/table_builder.h"
#include "inventory/read.h"

enum {
    STOCK_BY_SUBJECT = 1,
    STOCK_BY_LOCATION = 2,
    STOCK_BY_KEY = 4,
    STOCK_BY_TIME = 8,
    STOCK_BY_AFTER = 16,
    STOCK_BY_AS_OF = 32
};

typedef struct stock_table {
    const char *name;
    unsigned reads; /* fields of the query */
    eco_status (*read)(stock_reader *reader, const eco_query *query);
    void (*put)(const stock_reader *reader, const eco_query *query, eco_table_builder *table);
} stock_table;
extern const stock_table eco_inventory_more_tables[];
extern const size_t eco_inventory_more_tables_count;

size_t eco_inventory_table_rows(const stock_list *list, const eco_query *query);
void eco_inventory_table_id(eco_table_builder *table, eco_id id);       /* none: null */
void eco_inventory_table_time(eco_table_builder *table, int64_t at_us); /* 0: null */

typedef struct stock_column {
    const char *name;
    eco_type type;
} stock_column;
#define ECO_STOCK_COLUMNS(table, ...)                                                   \
    do {                                                                                \
        static const stock_column columns_[] = {__VA_ARGS__};                           \
        for (size_t c_ = 0; c_ < sizeof columns_ / sizeof columns_[0]; c_++)            \
            eco_table_add_column(table, columns_[c_].name, columns_[c_].type, 0, NULL); \
    } while (0)

#endif
