/* runs.c - see sessions.h. */
#include "kpi/sessions.h"

uint8_t *eco_kpi_uses_make(const eco_kpi_state *state, int32_t condition)
{
    static const struct {
        kpi_role role;
        uint8_t use;
    } roles[] = {{KPI_ROLE_PAGE_VIEW, KPI_IS_PAGE_VIEW},
                 {KPI_ROLE_PURCHASE, KPI_IS_PURCHASE},
                 {KPI_ROLE_CART, KPI_IS_CART},
                 {KPI_ROLE_CHECKOUT, KPI_IS_CHECKOUT},
                 {KPI_ROLE_ENQUIRY, KPI_IS_ENQUIRY}};
    uint32_t classes = eco_kpi_classes_count(state->classes);
    uint8_t *uses = eco_allocate(&state->allocator, classes);
    for (uint32_t class = 0; uses && class < classes; class ++) {
        uses[class] = 0;
        if (!eco_kpi_class_holds(state->classes, class, condition))
            continue;
        uses[class] = KPI_IS_SEEN;
        for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
            if (eco_kpi_class_has_role(state->classes, class, roles[i].role))
                uses[class] |= roles[i].use;
    }
    return uses;
}

bool eco_kpi_session_next(kpi_session *session, size_t *at, const kpi_entry *entries, size_t count, const uint8_t *uses,
                          int64_t gap_us)
{
    size_t i = *at;
    while (i < count && !uses[entries[i].class])
        i++;
    if (i < count)
        *session = (kpi_session){.starts_us = entries[i].at_us, .ends_us = entries[i].at_us, .class = entries[i].class};
    bool is_one = i < count;
    for (; i < count; i++) {
        uint8_t use = uses[entries[i].class];
        if (!use)
            continue;
        if (entries[i].at_us - session->ends_us > gap_us)
            break;
        session->ends_us = entries[i].at_us;
        session->page_views += (use & KPI_IS_PAGE_VIEW) != 0;
        session->has_purchase |= (use & KPI_IS_PURCHASE) != 0;
    }
    *at = i;
    return is_one;
}

bool eco_kpi_session_is_engaged(const kpi_session *session)
{
    return session->has_purchase || session->page_views >= 2 || session->ends_us - session->starts_us > 10 * ECO_SECOND_US;
}

int64_t eco_kpi_bought_next(kpi_bought *bought, int64_t from_us)
{
    while (bought->at < bought->count &&
           (bought->entries[bought->at].at_us < from_us || !(bought->uses[bought->entries[bought->at].class] & KPI_IS_PURCHASE)))
        bought->at++;
    while (bought->order < bought->orders_count &&
           (bought->orders[bought->order].at_us < from_us || bought->orders[bought->order].ignored))
        bought->order++;
    int64_t event = bought->at < bought->count ? bought->entries[bought->at].at_us : INT64_MAX;
    int64_t order = bought->order < bought->orders_count ? bought->orders[bought->order].at_us : INT64_MAX;
    return event < order ? event : order;
}

bool eco_kpi_intent_next(kpi_intent *intent, size_t *at, kpi_bought *bought, uint8_t use, int64_t intent_us, int64_t watermark_us)
{
    const kpi_entry *entries = bought->entries;
    size_t i = *at;
    while (i < bought->count && !(bought->uses[entries[i].class] & use))
        i++;
    if (i == bought->count) {
        *at = i;
        return false;
    }
    int64_t starts = entries[i].at_us, waited = eco_kpi_bought_next(bought, starts), ends = starts + intent_us;
    bool is_ordered = waited <= ends;
    *intent = (kpi_intent){.starts_us = starts, .class = entries[i].class};
    intent->end = is_ordered ? KPI_INTENT_ORDERED : ends <= watermark_us ? KPI_INTENT_ABANDONED : KPI_INTENT_OPEN;
    int64_t over = is_ordered ? waited : ends;
    while (i < bought->count && entries[i].at_us <= over)
        i++;
    *at = i;
    return true;
}
