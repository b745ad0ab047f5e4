/* sheet_names.c - see sheet_names.h. */
#include "ecomops/sheet_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ecomops/cells.h"
#include "ecomops/orders_names.h"

/* ---- the names that columns are known by; those of orders that backtests read, too, stand in orders_names.c ---- */

#define NAMES(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
#define USER_NAMES                                                                                                            \
    "user", "userid", "customer", "customerid", "visitor", "visitorid", "userpseudoid", "clientid", "distinctid", "deviceid", \
        "anonymousid", "memberid", "buyerid", "用户", "用户id", "访客id", "会员id", "买家id"
#define TIME_NAMES  "at", "time", "timestamp", "ts", "datetime", "occurredat", "createdat", "date", "时间", "日期"
#define ORDER_NAMES "order", "orderid", "orderno", "ordernumber", "订单编号", "订单号", "主订单编号", "订单id"
#define SKU_NAMES   "sku", "skuid", "itemid", "item", "productid", "product", "商品编码", "商品id", "商家编码", "货号"

static const sheet_role event_roles[] = {
    {"at", SHEET_TIME, true, NAMES(TIME_NAMES, "eventtime", "eventtimestamp", "eventdate", "事件时间")},
    {"event", SHEET_TEXT, true,
     NAMES("event", "eventname", "eventtype", "action", "behavior", "behaviortype", "behaviour", "事件", "行为", "行为类型")},
    {"user", SHEET_ID, false, NAMES(USER_NAMES)},
    {"channel", SHEET_TEXT, false, NAMES("channel", "utmsource", "trafficsource", "渠道", "来源")},
    {"sku", SHEET_ID, false, NAMES(SKU_NAMES)},
    {"order", SHEET_ID, false, NAMES(ORDER_NAMES, "transactionid")},
    {"quantity", SHEET_NUMBER, false, NAMES("quantity", "qty", "数量")},
    {"value", SHEET_MONEY, false, NAMES("value", "amount", "revenue", "price", "eventvalue", "金额")},
    {"currency", SHEET_TEXT, false, NAMES("currency", "currencycode", "币种")},
    {0}};

/* What is NULL here is known in orders_names.c: `take_known`. */
static const struct {
    const char *name;
    orders_role role;
} shared_names[] = {{"order", ROLE_ORDER},        {"at", ROLE_AT},           {"sku", ROLE_SKU},       {"quantity", ROLE_QUANTITY},
                    {"unit", ROLE_UNIT},          {"channel", ROLE_CHANNEL}, {"status", ROLE_STATUS}, {"currency", ROLE_CURRENCY},
                    {"cancelled", ROLE_CANCELLED}};

static const sheet_role order_roles[] = {
    {"order", SHEET_ID, true, NULL},
    {"at", SHEET_TIME, true, NULL},
    {"user", SHEET_ID, false,
     NAMES(USER_NAMES, "customerno", "buyer", "buyername", "会员编号", "客户编号", "买家会员名", "客户", "买家", "email",
           "customeremail")},
    {"sku", SHEET_ID, false, NULL},
    {"quantity", SHEET_NUMBER, false, NULL},
    {"amount", SHEET_MONEY, false,
     NAMES("amount", "paidamount", "lineamount", "linetotal", "lineprice", "paid", "实付金额", "实付款", "买家实付金额",
           "买家实际支付金额", "商品实付金额", "实际支付金额", "支付金额", "实收金额", "金额", "totalprice", "total",
           "ordertotal", "订单金额", "总金额")},
    {"unit", SHEET_MONEY, false, NULL},
    {"paid_at", SHEET_TIME, false,
     NAMES("paidat", "paymenttime", "paytime", "paiddate", "paymentdate", "订单付款时间", "付款时间", "支付时间")},
    {"list", SHEET_MONEY, false, NAMES("list", "listamount", "listprice", "grossamount", "原价金额", "商品总价", "买家应付货款")},
    {"discount", SHEET_MONEY, false,
     NAMES("discount", "discountamount", "linediscount", "lineitemdiscount", "优惠金额", "折扣金额", "优惠")},
    {"tax", SHEET_MONEY, false, NAMES("tax", "taxes", "taxamount", "vat", "税额", "税费")},
    {"shipping", SHEET_MONEY, false,
     NAMES("shipping", "shippingfee", "shippingprice", "freight", "运费", "买家应付邮费", "邮费")},
    {"fee", SHEET_MONEY, false, NAMES("fee", "fees", "paymentfee", "commission", "手续费", "佣金", "平台服务费")},
    {"cost", SHEET_MONEY, false, NAMES("cost", "costamount", "linecost", "cogs", "成本", "成本金额")},
    {"unit_cost", SHEET_MONEY, false, NAMES("unitcost", "costprice", "costperunit", "成本价", "单位成本")},
    {"status", SHEET_TEXT, false, NULL},
    {"cancelled", SHEET_BOOL, false, NULL},
    {"channel", SHEET_TEXT, false, NULL},
    {"currency", SHEET_TEXT, false, NULL},
    {0}};

static const sheet_role refund_roles[] = {
    {"order", SHEET_ID, true, NULL},
    {"at", SHEET_TIME, true, NAMES("refundedat", "refundtime", "refunddate", TIME_NAMES, "退款时间", "退款完结时间", "申请时间")},
    {"amount", SHEET_MONEY, true,
     NAMES("amount", "refundamount", "refund", "refunded", "退款金额", "退给买家金额", "买家退款金额", "金额")},
    {"sku", SHEET_ID, false, NULL},
    {"quantity", SHEET_NUMBER, false, NULL},
    {"status", SHEET_TEXT, false, NAMES("status", "refundstatus", "退款状态", "状态")},
    {"currency", SHEET_TEXT, false, NULL},
    {0}};

static const sheet_role spend_roles[] = {
    {"at", SHEET_TIME, true, NAMES(TIME_NAMES, "day")},
    {"amount", SHEET_MONEY, true, NAMES("amount", "spend", "cost", "adspend", "花费", "消耗", "金额")},
    {"channel", SHEET_TEXT, false, NAMES("channel", "platform", "utmsource", "渠道", "平台")},
    {"impressions", SHEET_NUMBER, false, NAMES("impressions", "views", "展现量", "曝光量", "展示数")},
    {"clicks", SHEET_NUMBER, false, NAMES("clicks", "点击量", "点击数")},
    {"purpose", SHEET_TEXT, false, NAMES("purpose", "目的")},
    {"currency", SHEET_TEXT, false, NAMES("currency", "币种")},
    {0}};

static const sheet_role stock_roles[] = {
    {"at", SHEET_TIME, true, NAMES(TIME_NAMES, "day")},
    {"sku", SHEET_ID, true, NAMES(SKU_NAMES)},
    {"on_sale", SHEET_BOOL, false, NAMES("onsale", "available", "active", "在售", "是否在售")},
    {0}};

static const sheet_role service_roles[] = {
    {"at", SHEET_TIME, true, NAMES(TIME_NAMES, "openedat", "创建时间")},
    {"ticket", SHEET_ID, false, NAMES("ticket", "ticketid", "id", "工单编号", "工单号")},
    {"user", SHEET_ID, false, NAMES(USER_NAMES)},
    {"order", SHEET_ID, false, NAMES(ORDER_NAMES)},
    {"first_response_at", SHEET_TIME, false, NAMES("firstresponseat", "firstreplyat", "首次响应时间", "首次回复时间")},
    {"resolved_at", SHEET_TIME, false, NAMES("resolvedat", "closedat", "解决时间", "关闭时间")},
    {"score", SHEET_NUMBER, false, NAMES("score", "nps", "推荐分")},
    {"rating", SHEET_NUMBER, false, NAMES("rating", "stars", "评分", "星级")},
    {"kind", SHEET_TEXT, false, NAMES("kind", "type", "类型")},
    {"status", SHEET_TEXT, false, NAMES("status", "状态")},
    {0}};

static const sheet_role parcel_roles[] = {
    {"at", SHEET_TIME, true, NAMES("handedoverat", "shippedat", TIME_NAMES, "发货时间", "揽收时间")},
    {"parcel", SHEET_ID, true,
     NAMES("parcel", "parcelid", "trackingnumber", "trackingno", "waybill", "运单号", "快递单号", "物流单号")},
    {"order", SHEET_ID, false, NAMES(ORDER_NAMES)},
    {"carrier", SHEET_TEXT, false, NAMES("carrier", "courier", "快递公司", "物流公司", "承运商")},
    {"promised_at", SHEET_TIME, false, NAMES("promisedat", "promiseddate", "承诺送达时间", "预计送达时间")},
    {"delivered_at", SHEET_TIME, false, NAMES("deliveredat", "deliverydate", "签收时间", "送达时间")},
    {"damaged", SHEET_BOOL, false, NAMES("damaged", "isdamaged", "破损", "是否破损")},
    {"cost", SHEET_MONEY, false, NAMES("cost", "fee", "shippingcost", "运费", "物流成本")},
    {"currency", SHEET_TEXT, false, NAMES("currency", "币种")},
    {0}};

const sheet_role *sheet_roles(eco_kpi_source source)
{
    static const sheet_role *const roles[] = {NULL,        event_roles, order_roles,   refund_roles,
                                              spend_roles, stock_roles, service_roles, parcel_roles};
    return roles[source];
}

static const char *const *known_of(const sheet_role *role)
{
    for (size_t i = 0; !role->known && i < sizeof shared_names / sizeof *shared_names; i++)
        if (strcmp(shared_names[i].name, role->name) == 0)
            return orders_role_known(shared_names[i].role);
    return role->known;
}

/* ---- the header ---- */

static bool take_names(sheet_header *header, const tool_csv_record *record)
{
    size_t size = 1;
    for (size_t i = 0; i < record->count; i++)
        size += record->fields[i].size + 1;
    *header = (sheet_header){.all = calloc(record->count, sizeof *header->all),
                             .all_count = record->count,
                             .used = calloc(record->count, sizeof *header->used),
                             .texts = malloc(size)};
    if (!header->all || !header->used || !header->texts)
        return false;
    char *at = header->texts;
    for (size_t i = 0; i < record->count; i++) {
        tool_text name = tool_cell_trim(record->fields[i].text, record->fields[i].size);
        memcpy(at, name.bytes, name.size);
        at[name.size] = '\0';
        header->all[i].name = at;
        at += name.size + 1;
    }
    return true;
}

/* The column of an exact name, or else of one that differs only in case, blanks and the like. all_count: there is none. */
static size_t find_column(const sheet_header *header, const char *name, size_t size)
{
    char wanted[128], folded[128];
    snprintf(wanted, sizeof wanted, "%.*s", (int)size, name);
    for (size_t i = 0; i < header->all_count; i++)
        if (strcmp(header->all[i].name, wanted) == 0)
            return i;
    orders_name_fold(folded, sizeof folded, wanted);
    for (size_t i = 0; i < header->all_count; i++) {
        orders_name_fold(wanted, sizeof wanted, header->all[i].name);
        if (strcmp(wanted, folded) == 0)
            return i;
    }
    return header->all_count;
}

static void use(sheet_header *header, size_t field, const sheet_role *role)
{
    const char *name = role ? role->name : header->all[field].name;
    header->used[header->used_count++] = (sheet_column){role, field, name};
    header->all[field].used = name;
    header->all[field].is_attribute = !role;
}

/* What of an entry of the map is for this source: "events.user=visitor_id" or "user=visitor_id"; NULL: it is another's. */
static const char *entry_of(const char *entry, eco_kpi_source source)
{
    for (eco_kpi_source other = ECO_KPI_EVENTS; other <= ECO_KPI_PARCELS; other++) {
        const char *name = eco_kpi_source_name(other);
        size_t size = strlen(name);
        if (strncmp(entry, name, size) == 0 && entry[size] == '.')
            return other == source ? entry + size + 1 : NULL;
    }
    return entry;
}

/* Columns that the map gives to a role. *settled: it says that the role has none. */
static eco_status take_mapped(sheet_header *header, const sheet_role *role, const tool_sheet_options *options, bool *settled,
                              eco_error *error)
{
    for (size_t i = 0; i < options->map_count; i++) {
        const char *entry = entry_of(options->map[i], header->source);
        size_t size = strlen(role->name);
        if (!entry || strncmp(entry, role->name, size) != 0 || entry[size] != '=')
            continue;
        size_t field = find_column(header, entry + size + 1, strlen(entry + size + 1));
        *settled = *settled || !entry[size + 1];
        options->map_used[i] = options->map_used[i] || *settled || field < header->all_count;
        if (field == header->all_count || *settled)
            continue;
        if (header->all[field].used)
            return tool_failure(error, ECO_E_EXISTS, 0, 0, NULL, "the map uses column %s twice",
                                TOOL_QUOTE(header->all[field].name, strlen(header->all[field].name)));
        use(header, field, role);
        *settled = true;
    }
    return ECO_OK;
}

static eco_status find_role(sheet_header *header, const sheet_role *role, eco_error *error)
{
    char folded[128];
    for (const char *const *known = known_of(role); *known; known++) {
        size_t found = header->all_count;
        for (size_t i = 0; i < header->all_count; i++) {
            orders_name_fold(folded, sizeof folded, header->all[i].name);
            if (header->all[i].used || strcmp(folded, *known) != 0)
                continue;
            if (found < header->all_count)
                return tool_failure(error, ECO_E_EXISTS, 0, 0, NULL,
                                    "both columns %s and %s could be '%s': say which with --map %s=COLUMN",
                                    TOOL_QUOTE(header->all[found].name, strlen(header->all[found].name)),
                                    TOOL_QUOTE(header->all[i].name, strlen(header->all[i].name)), role->name, role->name);
            found = i;
        }
        if (found < header->all_count) {
            use(header, found, role);
            return ECO_OK;
        }
    }
    if (!role->required)
        return ECO_OK;
    char names[300] = "";
    for (size_t i = 0, used = 0; i < header->all_count && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", header->all[i].name);
    names[tool_utf8_valid(names, strlen(names))] = '\0';
    return tool_failure(error, ECO_E_NOT_FOUND, 0, 0, NULL,
                        "no column of %s is known to be '%s'; say which with --map %s=COLUMN. There are: %s",
                        eco_kpi_source_name(header->source), role->name, role->name, names);
}

/* A file of events says what happened; any other one with such names is of orders. */
static eco_kpi_source source_of(const sheet_header *header, const tool_sheet_options *options)
{
    if (options->source)
        return options->source;
    for (size_t i = 0; i < options->map_count; i++) {
        const char *entry = entry_of(options->map[i], ECO_KPI_EVENTS);
        if (entry && strncmp(entry, "event=", 6) == 0 && find_column(header, entry + 6, strlen(entry + 6)) < header->all_count)
            return ECO_KPI_EVENTS;
    }
    for (const char *const *known = event_roles[1].known; *known; known++)
        if (find_column(header, *known, strlen(*known)) < header->all_count)
            return ECO_KPI_EVENTS;
    return ECO_KPI_ORDERS;
}

/* First what the map says of any role, so that no other one takes those columns. */
static eco_status take_roles(sheet_header *header, const tool_sheet_options *options, eco_error *error)
{
    enum { ROLES_MOST = 24 };
    bool settled[ROLES_MOST] = {false};
    const sheet_role *roles = sheet_roles(header->source);
    eco_status status = ECO_OK;
    for (size_t i = 0; roles[i].name && !status; i++)
        status = take_mapped(header, &roles[i], options, &settled[i], error);
    for (size_t i = 0; roles[i].name && !status; i++)
        if (!settled[i] && (options->currency || roles[i].kind != SHEET_MONEY))
            status = find_role(header, &roles[i], error);
    return status;
}

eco_status sheet_header_read(sheet_header *header, const tool_csv_record *record, const tool_sheet_options *options,
                             eco_error *error)
{
    if (!take_names(header, record)) {
        sheet_header_free(header);
        return tool_failure_memory(error);
    }
    header->source = source_of(header, options);
    eco_status status = take_roles(header, options, error);
    for (size_t i = 0; i < header->all_count && !status; i++)
        if (!header->all[i].used && *header->all[i].name && options->is_wanted(header->all[i].name, options->user))
            use(header, i, NULL);
    if (status)
        sheet_header_free(header);
    return status;
}

void sheet_header_free(sheet_header *header)
{
    free(header->all);
    free(header->used);
    free(header->texts);
    *header = (sheet_header){0};
}

const sheet_column *sheet_header_find(const sheet_header *header, const char *role)
{
    for (size_t i = 0; i < header->used_count; i++)
        if (header->used[i].role && strcmp(header->used[i].name, role) == 0)
            return &header->used[i];
    return NULL;
}
