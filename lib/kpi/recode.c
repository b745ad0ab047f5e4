/* recode.c - the fields of kept rows, and their codes as another state has them. */
#include "kpi/recode.h"

#include <stddef.h>
#include <string.h>

#define PLAIN(type, field)                               \
    {                                                    \
        offsetof(type, field), KPI_FIELD_I64, KPI_SPACES \
    }
#define TIME(type, field)                                 \
    {                                                     \
        offsetof(type, field), KPI_FIELD_TIME, KPI_SPACES \
    }
#define SMALL(type, field)                               \
    {                                                    \
        offsetof(type, field), KPI_FIELD_I32, KPI_SPACES \
    }
#define TINY(type, field)                               \
    {                                                   \
        offsetof(type, field), KPI_FIELD_U8, KPI_SPACES \
    }
#define KEY(type, field, space)                     \
    {                                               \
        offsetof(type, field), KPI_FIELD_KEY, space \
    }
#define CLASS(type)                                        \
    {                                                      \
        offsetof(type, class), KPI_FIELD_CLASS, KPI_SPACES \
    }
#define CURRENCY(type)                                                   \
    {                                                                    \
        offsetof(type, currency), KPI_FIELD_CURRENCY, KPI_SPACE_CURRENCY \
    }
#define COUNT(list) (sizeof(list) / sizeof *(list))

static const kpi_field line_fields[] = {
    TIME(kpi_order_line, line.at_us),
    KEY(kpi_order_line, line.order, KPI_SPACE_ORDER),
    KEY(kpi_order_line, line.user, KPI_SPACE_USER),
    KEY(kpi_order_line, line.sku, KPI_SPACE_SKU),
    {offsetof(kpi_order_line, line.class), KPI_FIELD_CLASS, KPI_SPACES},
    KEY(kpi_order_line, line.status, KPI_SPACE_STATUS),
    TIME(kpi_order_line, paid_us),
    PLAIN(kpi_order_line, line.quantity),
    PLAIN(kpi_order_line, line.amount),
    PLAIN(kpi_order_line, more[KPI_LIST - 1]),
    PLAIN(kpi_order_line, more[KPI_DISCOUNT - 1]),
    PLAIN(kpi_order_line, more[KPI_TAX - 1]),
    PLAIN(kpi_order_line, more[KPI_SHIPPING - 1]),
    PLAIN(kpi_order_line, more[KPI_FEE - 1]),
    PLAIN(kpi_order_line, more[KPI_COST - 1]),
    {offsetof(kpi_order_line, line.currency), KPI_FIELD_CURRENCY, KPI_SPACE_CURRENCY},
    TINY(kpi_order_line, line.known),
    TINY(kpi_order_line, line.has_quantity),
};
/* A purchase is stored like a line of an order, of which it has a part. */
#define ABSENT                        \
    {                                 \
        0, KPI_FIELD_ZERO, KPI_SPACES \
    }
static const kpi_field purchase_fields[] = {
    TIME(kpi_line, at_us),
    KEY(kpi_line, order, KPI_SPACE_ORDER),
    KEY(kpi_line, user, KPI_SPACE_USER),
    KEY(kpi_line, sku, KPI_SPACE_SKU),
    CLASS(kpi_line),
    KEY(kpi_line, status, KPI_SPACE_STATUS),
    {offsetof(kpi_line, at_us), KPI_FIELD_AT, KPI_SPACES},
    PLAIN(kpi_line, quantity),
    PLAIN(kpi_line, amount),
    ABSENT,
    ABSENT,
    ABSENT,
    ABSENT,
    ABSENT,
    ABSENT,
    CURRENCY(kpi_line),
    TINY(kpi_line, known),
    TINY(kpi_line, has_quantity),
};
static const kpi_field refund_fields[] = {
    TIME(kpi_refund, at_us),
    KEY(kpi_refund, order, KPI_SPACE_ORDER),
    KEY(kpi_refund, sku, KPI_SPACE_SKU),
    CLASS(kpi_refund),
    KEY(kpi_refund, status, KPI_SPACE_STATUS),
    PLAIN(kpi_refund, amount),
    PLAIN(kpi_refund, quantity),
    CURRENCY(kpi_refund),
};
static const kpi_field spend_fields[] = {
    TIME(kpi_spend, at_us),
    CLASS(kpi_spend),
    KEY(kpi_spend, purpose, KPI_SPACE_WORD),
    PLAIN(kpi_spend, amount),
    PLAIN(kpi_spend, impressions),
    PLAIN(kpi_spend, clicks),
    CURRENCY(kpi_spend),
};
static const kpi_field stock_fields[] = {
    TIME(kpi_stock, at_us),
    KEY(kpi_stock, sku, KPI_SPACE_SKU),
    CLASS(kpi_stock),
    SMALL(kpi_stock, on_sale),
};
static const kpi_field ticket_fields[] = {
    TIME(kpi_ticket, at_us),
    KEY(kpi_ticket, ticket, KPI_SPACE_TICKET),
    KEY(kpi_ticket, user, KPI_SPACE_USER),
    KEY(kpi_ticket, order, KPI_SPACE_ORDER),
    CLASS(kpi_ticket),
    KEY(kpi_ticket, kind, KPI_SPACE_WORD),
    KEY(kpi_ticket, status, KPI_SPACE_STATUS),
    TIME(kpi_ticket, first_response_us),
    TIME(kpi_ticket, resolved_us),
    SMALL(kpi_ticket, score),
    SMALL(kpi_ticket, rating),
};
static const kpi_field parcel_fields[] = {
    TIME(kpi_parcel, at_us),
    KEY(kpi_parcel, parcel, KPI_SPACE_PARCEL),
    KEY(kpi_parcel, order, KPI_SPACE_ORDER),
    KEY(kpi_parcel, carrier, KPI_SPACE_CARRIER),
    CLASS(kpi_parcel),
    TIME(kpi_parcel, promised_us),
    TIME(kpi_parcel, delivered_us),
    PLAIN(kpi_parcel, cost),
    CURRENCY(kpi_parcel),
    TINY(kpi_parcel, damaged),
};

const kpi_field *eco_kpi_book_fields(size_t *count, kpi_book_kind kind)
{
    static const struct {
        const kpi_field *fields;
        size_t count;
    } books[KPI_BOOKS] = {
        [KPI_BOOK_LINES] = {line_fields, COUNT(line_fields)},
        [KPI_BOOK_PURCHASES] = {purchase_fields, COUNT(purchase_fields)},
        [KPI_BOOK_REFUNDS] = {refund_fields, COUNT(refund_fields)},
        [KPI_BOOK_SPEND] = {spend_fields, COUNT(spend_fields)},
        [KPI_BOOK_STOCK] = {stock_fields, COUNT(stock_fields)},
        [KPI_BOOK_TICKETS] = {ticket_fields, COUNT(ticket_fields)},
        [KPI_BOOK_PARCELS] = {parcel_fields, COUNT(parcel_fields)},
    };
    *count = books[kind].count;
    return books[kind].fields;
}

int64_t eco_kpi_field_get(const void *row, const kpi_field *field)
{
    const char *place = (const char *)row + field->offset;
    switch (field->kind) {
    case KPI_FIELD_I64:
    case KPI_FIELD_TIME:
    case KPI_FIELD_AT: return *(const int64_t *)place;
    case KPI_FIELD_ZERO: return 0;
    case KPI_FIELD_I32: return *(const int32_t *)place;
    case KPI_FIELD_U8: return *(const uint8_t *)place;
    case KPI_FIELD_CURRENCY: return *(const uint16_t *)place;
    default: return *(const uint32_t *)place;
    }
}

void eco_kpi_field_set(void *row, const kpi_field *field, int64_t value)
{
    char *place = (char *)row + field->offset;
    switch (field->kind) {
    case KPI_FIELD_I64:
    case KPI_FIELD_TIME: *(int64_t *)place = value; break;
    case KPI_FIELD_AT:
    case KPI_FIELD_ZERO: break; /* there is nothing to set */
    case KPI_FIELD_I32: *(int32_t *)place = (int32_t)value; break;
    case KPI_FIELD_U8: *(uint8_t *)place = (uint8_t)value; break;
    case KPI_FIELD_CURRENCY: *(uint16_t *)place = (uint16_t)value; break;
    default: *(uint32_t *)place = (uint32_t)value; break;
    }
}

static bool recode_currency(uint16_t *currency, const kpi_codes *codes)
{
    uint32_t code = *currency;
    if (*currency == KPI_CURRENCY_NONE)
        return true;
    if (!eco_kpi_recode(&code, codes))
        return false;
    *currency = (uint16_t)code; /* there are fewer currencies */
    return true;
}

bool eco_kpi_recode_row(void *row, kpi_book_kind kind, const kpi_recode *recode)
{
    size_t count;
    const kpi_field *fields = eco_kpi_book_fields(&count, kind);
    for (size_t i = 0; i < count; i++) {
        void *place = (char *)row + fields[i].offset;
        bool is_known = true;
        if (fields[i].kind == KPI_FIELD_KEY)
            is_known = eco_kpi_recode(place, &recode->spaces[fields[i].space]);
        else if (fields[i].kind == KPI_FIELD_CLASS)
            is_known = eco_kpi_recode(place, &recode->classes);
        else if (fields[i].kind == KPI_FIELD_CURRENCY)
            is_known = recode_currency(place, &recode->spaces[KPI_SPACE_CURRENCY]);
        if (!is_known)
            return false;
    }
    return true;
}

bool eco_kpi_dimension_space(kpi_space *space, const eco_kpi_plan *plan, size_t dimension)
{
    static const char *const shared[] = {[KPI_SPACE_USER] = "user", [KPI_SPACE_ORDER] = "order", [KPI_SPACE_SKU] = "sku"};
    for (size_t i = 0; i < COUNT(shared); i++) {
        *space = (kpi_space)i;
        if (strcmp(plan->dimensions[dimension].name, shared[i]) == 0)
            return false;
    }
    *space = KPI_SPACES;
    return true;
}
