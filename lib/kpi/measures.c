/* measures.c - what formulas are made of: the name of each measure, what its integers are, and who fills it. */
#include "kpi/answer.h"

#include <string.h>

const kpi_measure_about eco_kpi_measures[KPI_MEASURES] = {
    [KPI_M_EVENTS] = {"events", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_PAGE_VIEWS] = {"page_views", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_CART_ADDS] = {"cart_adds", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_FAVOURITES] = {"favourites", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_SEARCHES] = {"searches", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_IMPRESSIONS] = {"impressions", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_CLICKS] = {"clicks", KPI_COUNT, KPI_P_CUBE},
    [KPI_M_VISITORS] = {"visitors", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_CARTERS] = {"carters", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_CHECKOUT_USERS] = {"checkout_users", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_FAVOURITERS] = {"favouriters", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_SEARCHERS] = {"searchers", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_ENQUIRERS] = {"enquirers", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_DAU] = {"dau", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_WAU] = {"wau", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_MAU] = {"mau", KPI_COUNT, KPI_P_FAMILIES},
    [KPI_M_SESSIONS] = {"sessions", KPI_COUNT, KPI_P_SESSIONS},
    [KPI_M_ENGAGED_SESSIONS] = {"engaged_sessions", KPI_COUNT, KPI_P_SESSIONS},
    [KPI_M_ONE_PAGE_SESSIONS] = {"one_page_sessions", KPI_COUNT, KPI_P_SESSIONS},
    [KPI_M_SESSION_PAGE_VIEWS] = {"session_page_views", KPI_COUNT, KPI_P_SESSIONS},
    [KPI_M_SESSION_TIME] = {"session_time", KPI_MICROSECONDS, KPI_P_SESSIONS},
    [KPI_M_SESSIONS_WITH_PURCHASE] = {"sessions_with_purchase", KPI_COUNT, KPI_P_SESSIONS},
    [KPI_M_CARTS] = {"carts", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_CARTS_ABANDONED] = {"carts_abandoned", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_CARTS_OPEN] = {"carts_open", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_CHECKOUTS] = {"checkouts", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_CHECKOUTS_ABANDONED] = {"checkouts_abandoned", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_CHECKOUTS_OPEN] = {"checkouts_open", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_ENQUIRIES] = {"enquiries", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_ENQUIRIES_ORDERED] = {"enquiries_ordered", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_ENQUIRIES_OPEN] = {"enquiries_open", KPI_COUNT, KPI_P_INTENTS},
    [KPI_M_ORDERS] = {"orders", KPI_COUNT, KPI_P_SALES},
    [KPI_M_GMV] = {"gmv", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_MERCHANDISE_GMV] = {"merchandise_gmv", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_ORDER_UNITS] = {"order_units", KPI_MILLIONTHS, KPI_P_SALES},
    [KPI_M_PAID_ORDERS] = {"paid_orders", KPI_COUNT, KPI_P_SALES},
    [KPI_M_PAID_AMOUNT] = {"paid_amount", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_PAID_UNITS] = {"paid_units", KPI_MILLIONTHS, KPI_P_SALES},
    [KPI_M_GROSS_SALES] = {"gross_sales", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_DISCOUNTS] = {"discounts", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_TAXES] = {"taxes", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_SHIPPING] = {"shipping", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_FEES] = {"fees", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_COST] = {"cost", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_COST_REVENUE] = {"cost_revenue", KPI_AMOUNT_MINOR, KPI_P_SALES},
    [KPI_M_ORDERING_BUYERS] = {"ordering_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_PAYING_BUYERS] = {"paying_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_NEW_BUYERS] = {"new_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_RETURNING_BUYERS] = {"returning_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_REPEAT_BUYERS] = {"repeat_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_REPEAT_DAY_BUYERS] = {"repeat_day_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_PREVIOUS_BUYERS] = {"previous_buyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_REBUYERS] = {"rebuyers", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_SECOND_ORDERS] = {"second_orders", KPI_COUNT, KPI_P_BUYERS},
    [KPI_M_SECOND_ORDER_TIME] = {"second_order_time", KPI_MICROSECONDS, KPI_P_BUYERS},
    [KPI_M_REFUNDS] = {"refunds", KPI_AMOUNT_MINOR, KPI_P_REFUNDS},
    [KPI_M_REFUNDED_ORDERS] = {"refunded_orders", KPI_COUNT, KPI_P_REFUNDS},
    [KPI_M_REFUNDED_UNITS] = {"refunded_units", KPI_MILLIONTHS, KPI_P_REFUNDS},
    [KPI_M_DEDUCTIONS] = {"deductions", KPI_AMOUNT_MINOR, KPI_P_REFUNDS},
    [KPI_M_REFUNDS_WITHOUT_ORDER] = {"refunds_without_order", KPI_AMOUNT_MINOR, KPI_P_REFUNDS},
    [KPI_M_SKUS_SOLD] = {"skus_sold", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_SKUS_ON_SALE] = {"skus_on_sale", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_SKUS_A] = {"skus_a", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_SKUS_B] = {"skus_b", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_SKUS_C] = {"skus_c", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_BUYERS_AMOUNT] = {"buyers_amount", KPI_AMOUNT_MINOR, KPI_P_ITEMS},
    [KPI_M_TOP_FIFTH_AMOUNT] = {"top_fifth_amount", KPI_AMOUNT_MINOR, KPI_P_ITEMS},
    [KPI_M_GINI_NUMERATOR] = {"gini_numerator", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_GINI_DENOMINATOR] = {"gini_denominator", KPI_COUNT, KPI_P_ITEMS},
    [KPI_M_SPEND] = {"spend", KPI_AMOUNT_MINOR, KPI_P_SPEND},
    [KPI_M_ACQUISITION_SPEND] = {"acquisition_spend", KPI_AMOUNT_MINOR, KPI_P_SPEND},
    [KPI_M_AD_IMPRESSIONS] = {"ad_impressions", KPI_COUNT, KPI_P_SPEND},
    [KPI_M_AD_CLICKS] = {"ad_clicks", KPI_COUNT, KPI_P_SPEND},
    [KPI_M_TICKETS] = {"tickets", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RESPONSES] = {"responses", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RESPONSE_TIME] = {"response_time", KPI_MICROSECONDS, KPI_P_SERVICE},
    [KPI_M_RESOLUTIONS] = {"resolutions", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RESOLUTION_TIME] = {"resolution_time", KPI_MICROSECONDS, KPI_P_SERVICE},
    [KPI_M_PROMOTERS] = {"promoters", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_DETRACTORS] = {"detractors", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_SCORES] = {"scores", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RATINGS] = {"ratings", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RATING_SUM] = {"rating_sum", KPI_HUNDREDTHS, KPI_P_SERVICE},
    [KPI_M_DISPUTES] = {"disputes", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_RECEIPTS] = {"receipts", KPI_COUNT, KPI_P_SERVICE},
    [KPI_M_PARCELS] = {"parcels", KPI_COUNT, KPI_P_PARCELS},
    [KPI_M_PARCELS_DELIVERED] = {"parcels_delivered", KPI_COUNT, KPI_P_PARCELS},
    [KPI_M_PARCELS_PROMISED] = {"parcels_promised", KPI_COUNT, KPI_P_PARCELS},
    [KPI_M_PARCELS_ON_TIME] = {"parcels_on_time", KPI_COUNT, KPI_P_PARCELS},
    [KPI_M_LEAD_TIME] = {"lead_time", KPI_MICROSECONDS, KPI_P_PARCELS},
    [KPI_M_PARCELS_DAMAGED] = {"parcels_damaged", KPI_COUNT, KPI_P_PARCELS},
    [KPI_M_PARCEL_COST] = {"parcel_cost", KPI_AMOUNT_MINOR, KPI_P_PARCELS},
    [KPI_M_ALL_SESSIONS] = {"all_sessions", KPI_COUNT, KPI_P_REPORT},
    [KPI_M_DAYS] = {"days", KPI_COUNT, KPI_P_REPORT},
};

int32_t eco_kpi_measure_find(const char *name, size_t size)
{
    for (int32_t i = 0; i < KPI_MEASURES; i++)
        if (strlen(eco_kpi_measures[i].name) == size && memcmp(eco_kpi_measures[i].name, name, size) == 0)
            return i;
    return -1;
}

int32_t eco_kpi_measure_scale(kpi_measure measure, int32_t exponent)
{
    switch (eco_kpi_measures[measure].measured) {
    case KPI_AMOUNT_MINOR: return exponent;
    case KPI_MICROSECONDS:
    case KPI_MILLIONTHS: return 6;
    case KPI_HUNDREDTHS: return 2;
    default: return 0;
    }
}

kpi_role eco_kpi_measure_role(kpi_measure measure)
{
    switch (measure) {
    case KPI_M_VISITORS:
    case KPI_M_DAU:
    case KPI_M_WAU:
    case KPI_M_MAU: return KPI_ROLE_ANY;
    case KPI_M_CARTERS: return KPI_ROLE_CART;
    case KPI_M_CHECKOUT_USERS: return KPI_ROLE_CHECKOUT;
    case KPI_M_FAVOURITERS: return KPI_ROLE_FAVOURITE;
    case KPI_M_SEARCHERS: return KPI_ROLE_SEARCH;
    case KPI_M_ENQUIRERS: return KPI_ROLE_ENQUIRY;
    default: return KPI_ROLES;
    }
}

bool eco_kpi_provider_needs_sales(kpi_provider provider)
{
    switch (provider) {
    case KPI_P_INTENTS:
    case KPI_P_SALES:
    case KPI_P_BUYERS:
    case KPI_P_REFUNDS:
    case KPI_P_ITEMS:
    case KPI_P_SERVICE: return true;
    default: return false;
    }
}
