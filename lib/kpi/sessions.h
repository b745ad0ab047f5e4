/* sessions.h - a user's events cut into sessions, and the attempts to buy in them: pure, over entries and what their classes are. */
#ifndef ECO_KPI_SESSIONS_H
#define ECO_KPI_SESSIONS_H
#include "kpi/kpi_internal.h"

/* What the events of a class are for sessions and intents. */
enum {
    KPI_IS_SEEN = 1, /* the report's `where` holds: only these are looked at */
    KPI_IS_PAGE_VIEW = 2,
    KPI_IS_PURCHASE = 4,
    KPI_IS_CART = 8,
    KPI_IS_CHECKOUT = 16,
    KPI_IS_ENQUIRY = 32
};
/* By class; NULL without memory; release as many bytes as there are classes. */
uint8_t *eco_kpi_uses_make(const eco_kpi_state *state, int32_t condition);

typedef struct kpi_session {
    int64_t starts_us, ends_us; /* its first and last event */
    uint32_t class;             /* of the first */
    int64_t page_views;
    bool has_purchase;
} kpi_session;
/* The next session from entries[*at] on; idle for longer than gap_us ends it. false: there is none. */
bool eco_kpi_session_next(kpi_session *session, size_t *at, const kpi_entry *entries, size_t count, const uint8_t *uses, int64_t gap_us);
bool eco_kpi_session_is_engaged(const kpi_session *session);

/* The times at which a user bought: purchases among the entries, and orders by time. */
typedef struct kpi_bought {
    const kpi_entry *entries;
    size_t count, at;
    const kpi_order *orders; /* the user's, by time */
    size_t orders_count, order;
    const uint8_t *uses;
} kpi_bought;
int64_t eco_kpi_bought_next(kpi_bought *bought, int64_t from_us); /* at or after; asked with rising times. INT64_MAX: never */

typedef enum kpi_intent_end { KPI_INTENT_ORDERED, KPI_INTENT_ABANDONED, KPI_INTENT_OPEN } kpi_intent_end;
typedef struct kpi_intent {
    int64_t starts_us;
    uint32_t class; /* of the event that began it */
    kpi_intent_end end;
} kpi_intent;
/* The next attempt from entries[*at] on that begins with an event of the use. It lasts until the user buys, at most intent_us; events of the use in it begin no other. */
bool eco_kpi_intent_next(kpi_intent *intent, size_t *at, kpi_bought *bought, uint8_t use, int64_t intent_us, int64_t watermark_us);

#endif
