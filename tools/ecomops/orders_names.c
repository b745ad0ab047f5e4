/* orders_names.c - see orders_names.h. */
#include "ecomops/orders_names.h"
#include "ecomops/cells.h"
#include "ecomops/failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The names that each is known by, in shop systems and in the exports of platforms. The first that a file has wins. Written as compare() folds them:
 * small letters, without blanks, '_', '-', '.', and without a unit in brackets at the end. */
enum { NAMES_MOST = 24 };
static const struct {
    const char *name;
    bool required;
    const char *known[NAMES_MOST];
} roles[ROLES] = {
    [ROLE_ORDER] = {"order",
                    true,
                    {"order", "orderid", "orderno", "ordernumber", "ordernr", "invoiceno", "invoiceid", "invoicenumber",
                     "invoice", "订单编号", "订单号", "主订单编号", "订单id"}},
    [ROLE_AT] = {"at", true, {"at",        "orderedat",    "ordertime", "orderdate",    "orderdatetime", "invoicedate",
                              "createdat", "purchasedate", "placedat",  "下单时间",     "订单创建时间",  "下单日期",
                              "订单时间",  "订单日期",     "创建时间",  "订单付款时间", "付款时间",      "支付时间",
                              "paidat",    "date",         "日期"}},
    [ROLE_SKU] = {"sku",
                  true,
                  {"sku", "skuid", "skucode", "lineitemsku", "stockcode", "productcode", "productid", "itemid", "itemcode",
                   "商品编码", "商家编码", "sku编码", "商品编号", "商品id", "货号", "product", "item"}},
    [ROLE_QUANTITY] = {"quantity",
                       true,
                       {"quantity", "qty", "lineitemquantity", "quantitypurchased", "units", "数量", "购买数量", "商品数量",
                        "宝贝数量", "件数", "销量"}},
    [ROLE_UNIT] = {"unit",
                   true,
                   {"unit", "unitprice", "lineitemprice", "priceperunit", "price", "单价", "商品单价", "销售单价", "商品价格",
                    "价格"}},
    [ROLE_CUSTOMER] = {"customer",
                       false,
                       {"customer", "customerid", "customerno", "userid", "buyerid", "memberid", "clientid", "买家会员名",
                        "会员编号", "客户编号", "买家id", "用户id", "会员id", "客户", "买家", "email", "customeremail"}},
    [ROLE_COST] = {"cost", false, {"cost", "unitcost", "costprice", "costperunit", "成本", "成本价", "单位成本"}},
    [ROLE_CHANNEL] = {"channel", false, {"channel", "saleschannel", "渠道", "销售渠道", "订单来源"}},
    [ROLE_COUPONS] = {"coupons",
                      false,
                      {"coupons", "coupon", "couponcode", "couponcodes", "discountcode", "discountcodes", "优惠券", "优惠码",
                       "优惠券码"}},
    [ROLE_CANCELLED] = {"cancelled", false, {"cancelled", "canceled", "iscancelled", "iscanceled", "是否取消", "已取消"}},
    [ROLE_STATUS] = {"status", false, {"status", "orderstatus", "订单状态", "状态"}},
    [ROLE_CURRENCY] = {"currency", false, {"currency", "currencycode", "币种", "货币"}},
};

const char *orders_role_name(orders_role role)
{
    return role < ROLES ? roles[role].name : NULL;
}

const char *const *orders_role_known(orders_role role)
{
    return roles[role].known;
}

void orders_name_fold(char *out, size_t room, const char *name)
{
    const char *bracket = strrchr(name, '('), *wide = strstr(name, "（");
    const char *end = name + strlen(name);
    if (bracket && bracket > name && end[-1] == ')')
        end = bracket;
    else if (wide && wide > name)
        end = wide;
    size_t size = 0;
    for (const char *at = name; at < end && size + 1 < room; at++)
        if (!strchr(" _-.\t", *at))
            out[size++] = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    out[size] = '\0';
}

static bool is_known_as(const char *name, const char *known)
{
    char folded[128];
    orders_name_fold(folded, sizeof folded, name);
    return strcmp(folded, known) == 0;
}

static eco_status take_names(orders_header *header, const tool_csv_record *record, const tool_orders_options *options,
                             eco_error *error)
{
    size_t size = 0; /* of all names: those of the file, and those that the map gives */
    for (size_t i = 0; i < options->map_count; i++)
        size += strlen(options->map[i]) + 1;
    for (size_t i = 0; i < record->count; i++)
        size += record->fields[i].size + 1;
    *header = (orders_header){.columns = calloc(record->count, sizeof *header->columns),
                              .roles = calloc(record->count, sizeof *header->roles),
                              .count = record->count,
                              .texts = malloc(size)};
    if (!header->columns || !header->roles || !header->texts)
        return tool_failure_memory(error);
    char *at = header->texts;
    for (size_t i = 0; i < record->count; i++) {
        tool_text name = tool_cell_trim(record->fields[i].text, record->fields[i].size);
        memcpy(at, name.bytes, name.size);
        at[name.size] = '\0';
        header->columns[i].name = at;
        header->roles[i] = ROLE_NONE;
        at += name.size + 1;
    }
    header->texts_end = at;
    return ECO_OK;
}

static void use(orders_header *header, size_t column, orders_role role, const char *used)
{
    header->roles[column] = role;
    header->columns[column].used = used;
    header->columns[column].is_attribute = role == ROLE_ATTRIBUTE;
}

/* The column of an exact name, or else of one that differs only in case, blanks and the like. count: there is none. */
static size_t find_column(const orders_header *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (strcmp(header->columns[i].name, name) == 0)
            return i;
    char folded[128];
    orders_name_fold(folded, sizeof folded, name);
    for (size_t i = 0; i < header->count; i++)
        if (is_known_as(header->columns[i].name, folded))
            return i;
    return header->count;
}

/* "'A', 'B' ..." of the file's columns, for messages. */
static char *list_columns(char *out, size_t room, const orders_header *header)
{
    size_t size = 0;
    out[0] = '\0';
    for (size_t i = 0; i < header->count; i++) {
        const char *name = header->columns[i].name;
        int added = snprintf(out + size, room - size, "%s%s", i ? ", " : "", TOOL_QUOTE(name, strlen(name)));
        if (added < 0 || (size_t)added >= room - size) {
            snprintf(out + size, room - size, " ...");
            break;
        }
        size += (size_t)added;
    }
    return out;
}

static orders_role role_of(const char *name, size_t size)
{
    for (orders_role role = 0; role < ROLES; role++)
        if (strlen(roles[role].name) == size && memcmp(roles[role].name, name, size) == 0)
            return role;
    return ROLE_ATTRIBUTE;
}

/* "order=InvoiceNo". taken: roles that the map has settled. */
static eco_status take_entry(orders_header *header, bool taken[ROLES], const char *entry, eco_error *error)
{
    const char *equals = strchr(entry, '=');
    if (!equals || equals == entry)
        return tool_failure(error, ECO_E_INVALID, 0, 0, NULL, "the map %s is not of the form order=COLUMN",
                            TOOL_QUOTE(entry, strlen(entry)));
    orders_role role = role_of(entry, (size_t)(equals - entry));
    if (role < ROLES && taken[role])
        return tool_failure(error, ECO_E_EXISTS, 0, 0, NULL, "the map names '%s' twice", roles[role].name);
    if (role < ROLES)
        taken[role] = true;
    if (!equals[1])
        return role < ROLES && !roles[role].required
                   ? ECO_OK
                   : tool_failure(error, ECO_E_INVALID, 0, 0, NULL, "the map %s names no column",
                                  TOOL_QUOTE(entry, strlen(entry)));
    char names[300];
    size_t column = find_column(header, equals + 1);
    if (column == header->count)
        return tool_failure(error, ECO_E_UNKNOWN_NAME, 0, 0, NULL, "the map %s names a column that the file does not have: %s",
                            TOOL_QUOTE(entry, strlen(entry)), list_columns(names, sizeof names, header));
    if (header->columns[column].used)
        return tool_failure(error, ECO_E_EXISTS, 0, 0, NULL, "the map uses column %s twice",
                            TOOL_QUOTE(equals + 1, strlen(equals + 1)));
    if (role < ROLES) {
        use(header, column, role, roles[role].name);
        return ECO_OK;
    }
    char *name = header->texts_end;
    memcpy(name, entry, (size_t)(equals - entry));
    name[equals - entry] = '\0';
    header->texts_end += equals - entry + 1;
    use(header, column, ROLE_ATTRIBUTE, name);
    return ECO_OK;
}

/* Finds a role's column by the names it is known by. */
static eco_status find_role(orders_header *header, orders_role role, eco_error *error)
{
    for (size_t k = 0; roles[role].known[k]; k++) {
        size_t found = header->count;
        for (size_t i = 0; i < header->count; i++) {
            if (header->columns[i].used || !is_known_as(header->columns[i].name, roles[role].known[k]))
                continue;
            if (found < header->count)
                return tool_failure(
                    error, ECO_E_EXISTS, 0, 0, NULL, "both columns %s and %s could be '%s': say which with %s=COLUMN",
                    TOOL_QUOTE(header->columns[found].name, strlen(header->columns[found].name)),
                    TOOL_QUOTE(header->columns[i].name, strlen(header->columns[i].name)), roles[role].name, roles[role].name);
            found = i;
        }
        if (found < header->count) {
            use(header, found, role, roles[role].name);
            return ECO_OK;
        }
    }
    char names[300];
    return roles[role].required ? tool_failure(error, ECO_E_NOT_FOUND, 0, 0, NULL,
                                               "no column is known to be '%s'; say which with %s=COLUMN. There are: %s",
                                               roles[role].name, roles[role].name, list_columns(names, sizeof names, header))
                                : ECO_OK;
}

bool orders_is_wanted(const tool_orders_options *options, const char *name)
{
    orders_role role = role_of(name, strlen(name));
    if (options->every_attribute) /* but none that the backtest would take for something else */
        return *name && (role == ROLE_ATTRIBUTE || role == ROLE_STATUS);
    for (size_t i = 0; i < options->attributes_count; i++)
        if (strcmp(options->attributes[i], name) == 0)
            return true;
    return false;
}

/* The rest are attributes, if they are wanted; no two may have one name. */
static eco_status take_attributes(orders_header *header, const tool_orders_options *options, eco_error *error)
{
    for (size_t i = 0; i < header->count; i++) {
        if (!header->columns[i].used && orders_is_wanted(options, header->columns[i].name))
            use(header, i, ROLE_ATTRIBUTE, header->columns[i].name);
        for (size_t k = 0; header->roles[i] == ROLE_ATTRIBUTE && k < i; k++)
            if (header->roles[k] == ROLE_ATTRIBUTE && strcmp(header->columns[i].used, header->columns[k].used) == 0)
                return tool_failure(error, ECO_E_EXISTS, 0, 0, NULL, "two columns are the attribute %s",
                                    TOOL_QUOTE(header->columns[i].used, strlen(header->columns[i].used)));
    }
    return ECO_OK;
}

eco_status orders_header_read(orders_header *header, const tool_csv_record *record, const tool_orders_options *options,
                              eco_error *error)
{
    bool taken[ROLES] = {false};
    eco_status status = take_names(header, record, options, error);
    for (size_t i = 0; !status && i < options->map_count; i++)
        status = take_entry(header, taken, options->map[i], error);
    for (orders_role role = 0; !status && role < ROLES; role++)
        if (!taken[role])
            status = find_role(header, role, error);
    if (!status)
        status = take_attributes(header, options, error);
    if (status)
        orders_header_free(header);
    return status;
}

void orders_header_free(orders_header *header)
{
    free(header->columns);
    free(header->roles);
    free(header->texts);
    *header = (orders_header){0};
}
