/* words.c - the words for verbs, states, places, as documents, tables and the ledger have them. */
#include "inventory/inventory_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *word_of(const char *const *words, size_t count, int32_t value)
{
    return value >= 0 && (size_t)value < count && words[value] ? words[value] : "unknown";
}

const char *eco_stock_state_name(eco_stock_state state)
{
    static const char *const words[] = {"on_hand",    "reserved", "committed",      "incoming",
                                        "in_transit", "damaged",  "quality_control"};
    return word_of(words, COUNT(words), state);
}

const char *eco_inventory_place_name(int32_t place)
{
    static const char *const words[STOCK_PLACES] = {
        [STOCK_AVAILABLE] = "available",
        [STOCK_RESERVED] = "reserved",
        [STOCK_COMMITTED_PLACE] = "committed",
        [STOCK_INCOMING] = "incoming",
        [STOCK_IN_TRANSIT] = "in_transit",
        [STOCK_DAMAGED] = "damaged",
        [STOCK_QUALITY_CONTROL] = "quality_control",
        [STOCK_SUPPLIER] = "supplier",
        [STOCK_CUSTOMER] = "customer",
        [STOCK_ADJUSTMENT] = "adjustment",
        [STOCK_TRANSFER] = "transfer",
        [STOCK_OPENING] = "opening",
        [STOCK_NOWHERE] = "nowhere",
    };
    return word_of(words, COUNT(words), place);
}

const char *eco_inventory_verb_name(eco_inventory_verb verb)
{
    static const char *const words[] = {
        [ECO_INVENTORY_DEFINE] = "define",
        [ECO_INVENTORY_BUFFER] = "buffer",
        [ECO_INVENTORY_CLOSE] = "close",
        [ECO_INVENTORY_OPEN] = "open",
        [ECO_INVENTORY_HOLD] = "hold",
        [ECO_INVENTORY_EXTEND] = "extend",
        [ECO_INVENTORY_COMMIT] = "commit",
        [ECO_INVENTORY_RELEASE] = "release",
        [ECO_INVENTORY_ISSUE] = "issue",
        [ECO_INVENTORY_CANCEL] = "cancel",
        [ECO_INVENTORY_EXPECT] = "expect",
        [ECO_INVENTORY_RECEIVE] = "receive",
        [ECO_INVENTORY_SHIP_TRANSFER] = "ship_transfer",
        [ECO_INVENTORY_RECEIVE_TRANSFER] = "receive_transfer",
        [ECO_INVENTORY_MOVE_STATE] = "move_state",
        [ECO_INVENTORY_RETURN] = "return",
        [ECO_INVENTORY_RETURN_TO_VENDOR] = "return_to_vendor",
        [ECO_INVENTORY_ADJUST] = "adjust",
        [ECO_INVENTORY_COUNT] = "count",
        [ECO_INVENTORY_APPROVE] = "approve",
        [ECO_INVENTORY_LAND_COST] = "land_cost",
        [ECO_INVENTORY_REVALUE] = "revalue",
    };
    return word_of(words, COUNT(words), verb);
}

const char *eco_inventory_state_name(int32_t hold_state)
{
    static const char *const words[] = {NULL, "held", "committed", "released", "expired", "issued", "cancelled"};
    return word_of(words, COUNT(words), hold_state);
}

const char *eco_inventory_document_state_name(int32_t state)
{
    static const char *const words[] = {NULL, "open", "done", "cancelled"};
    return word_of(words, COUNT(words), state);
}
