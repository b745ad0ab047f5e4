/* orders_names.h - which columns of a header are what the backtest reads. */
#ifndef TOOL_ORDERS_NAMES_H
#define TOOL_ORDERS_NAMES_H
#include "ecomops/csv.h"
#include "ecomops/orders.h"

typedef enum orders_role {
    ROLE_ORDER,
    ROLE_AT,
    ROLE_SKU,
    ROLE_QUANTITY,
    ROLE_UNIT,
    ROLE_CUSTOMER,
    ROLE_COST,
    ROLE_CHANNEL,
    ROLE_COUPONS,
    ROLE_CANCELLED,
    ROLE_STATUS,
    ROLE_CURRENCY,
    ROLES,
    ROLE_ATTRIBUTE = ROLES, /* another column that is wanted */
    ROLE_NONE               /* not wanted */
} orders_role;

const char *orders_role_name(orders_role role);         /* "order" ... */
const char *const *orders_role_known(orders_role role); /* names that columns have for it, folded; NULL at the end */
/* A name as those are written: small letters, without blanks, '_', '-', '.', and without a unit in brackets: of 单价(元) and 价格（元） the end is cut. */
void orders_name_fold(char *out, size_t room, const char *name);

typedef struct orders_header {
    tool_orders_column *columns; /* count of them; names and used are ours */
    orders_role *roles;
    size_t count;
    char *texts, *texts_end; /* all names, each with its NUL */
} orders_header;

/* Understands the header's fields. On failure nothing is left to free. */
eco_status orders_header_read(orders_header *header, const tool_csv_record *record, const tool_orders_options *options,
                              eco_error *error);
void orders_header_free(orders_header *header);
/* Is a column of this name wanted as an attribute? */
bool orders_is_wanted(const tool_orders_options *options, const char *name);

#endif
