/* vocabulary.c - the names that expressions of a rulebook may use, and the slots that attributes get when an expression first asks for them. */
#include "pricing/pricing_internal.h"

#include <string.h>

typedef struct word {
    const char *name;
    eco_value_type type;
    int32_t slot;
} word;

static const word cart_words[] = {
    {"cart.subtotal", ECO_VALUE_NUMBER, ECO_CART_SUBTOTAL},
    {"cart.list", ECO_VALUE_NUMBER, ECO_CART_LIST},
    {"cart.quantity", ECO_VALUE_NUMBER, ECO_CART_QUANTITY},
    {"cart.lines", ECO_VALUE_NUMBER, ECO_CART_LINES},
    {"cart.weight_g", ECO_VALUE_NUMBER, ECO_CART_WEIGHT},
    {"cart.volume_cm3", ECO_VALUE_NUMBER, ECO_CART_VOLUME},
    {"at", ECO_VALUE_TIME, ECO_CART_AT},
    {"at.date", ECO_VALUE_TIME, ECO_CART_AT_DATE},
    {"at.weekday", ECO_VALUE_NUMBER, ECO_CART_AT_WEEKDAY},
    {"at.hour", ECO_VALUE_NUMBER, ECO_CART_AT_HOUR},
    {"at.month", ECO_VALUE_NUMBER, ECO_CART_AT_MONTH},
    {"at.day", ECO_VALUE_NUMBER, ECO_CART_AT_DAY},
    {"channel", ECO_VALUE_TEXT, ECO_CART_CHANNEL},
    {"customer", ECO_VALUE_TEXT, ECO_CART_CUSTOMER},
    {"shipping", ECO_VALUE_TEXT, ECO_CART_SHIPPING},
    {"coupon", ECO_VALUE_TEXT, ECO_CART_COUPON},
};
static const word line_words[] = {
    {"sku", ECO_VALUE_TEXT, ECO_LINE_SKU},
    {"id", ECO_VALUE_TEXT, ECO_LINE_ID},
    {"quantity", ECO_VALUE_NUMBER, ECO_LINE_QUANTITY},
    {"unit", ECO_VALUE_NUMBER, ECO_LINE_UNIT},
};
static const char *const known_names[] = {
    "cart.subtotal", "cart.list",  "cart.quantity", "cart.lines",    "at",        "cart.weight_g", "cart.volume_cm3",
    "at.date",       "at.weekday", "at.hour",       "at.month",      "at.day",    "channel",       "customer",
    "shipping",      "coupon",     "line.sku",      "line.quantity", "line.unit", "line.id",       NULL};

void eco_words_begin(eco_words *words, const eco_allocator *allocator)
{
    *words = (eco_words){.cart_slots = ECO_CART_SLOTS, .line_slots = ECO_LINE_SLOTS};
    eco_map_begin(&words->cart_names, allocator);
    eco_map_begin(&words->line_names, allocator);
    eco_map_begin(&words->bare_names, allocator);
    eco_map_begin(&words->collected_names, allocator);
}

void eco_words_end(eco_words *words)
{
    eco_allocator allocator = words->cart_names.allocator;
    eco_map_end(&words->cart_names);
    eco_map_end(&words->line_names);
    eco_map_end(&words->bare_names);
    eco_map_end(&words->collected_names);
    eco_release(&allocator, words->bare, words->bare_capacity * sizeof *words->bare);
    eco_release(&allocator, words->collected, words->collected_capacity * sizeof *words->collected);
}

static const word *find(const word *words, size_t count, const char *name, size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i].name) == size && memcmp(words[i].name, name, size) == 0)
            return &words[i];
    return NULL;
}

static bool starts(const char *name, size_t size, const char *prefix)
{
    return size > strlen(prefix) && memcmp(name, prefix, strlen(prefix)) == 0;
}

typedef struct reading { /* of one expression */
    eco_rulebook *rulebook;
    eco_condition condition;
    bool too_early; /* asked for an amount that is not known yet */
    bool changes;   /* asked for what promotions change */
} reading;

/* The slot of a name, made at its first use; -1 without memory. The name is copied: expressions come and go. */
static int32_t slot_of(reading *reader, eco_map *names, int32_t *slots, const char *name, size_t size)
{
    int64_t slot = eco_map_get(names, name, size, -1);
    if (slot >= 0)
        return (int32_t)slot;
    bool added;
    char *copy = eco_arena_text_of(&reader->rulebook->arena, name, size);
    slot = *slots;
    if (!copy || !eco_map_add(names, copy, size, &slot, &added))
        return -1;
    ++*slots;
    return (int32_t)slot;
}

static bool link_slots(eco_words *words, eco_slot_link **links, size_t *count, size_t *capacity, eco_slot_link link)
{
    if (!eco_grow(&words->cart_names.allocator, links, capacity, *count + 1, sizeof **links))
        return false;
    (*links)[(*count)++] = link;
    return true;
}

/* `line.NAME` (member: NAME): of this line in `on`, of all lines in `when`. */
static bool line_symbol(eco_symbol *out, reading *reader, const char *member, size_t size, bool *failed)
{
    eco_words *words = &reader->rulebook->words;
    const word *fixed = find(line_words, sizeof line_words / sizeof *line_words, member, size);
    if (fixed && fixed->slot == ECO_LINE_UNIT && reader->condition == ECO_CONDITION_WHEN_UNPRICED) {
        reader->too_early = true;
        return false;
    }
    words->line_facts = true;
    int32_t slot = fixed ? fixed->slot : slot_of(reader, &words->line_names, &words->line_slots, member, size);
    if (fixed)
        words->line_used |= 1u << fixed->slot;
    *out = (eco_symbol){fixed ? fixed->type : ECO_VALUE_ANY, ECO_OF_LINE, slot};
    if (reader->condition != ECO_CONDITION_ON && slot >= 0) {
        int32_t before = words->cart_slots;
        int32_t all = slot_of(reader, &words->collected_names, &words->cart_slots, member, size);
        if (all == before && !link_slots(words, &words->collected, &words->collected_count, &words->collected_capacity,
                                         (eco_slot_link){.slot = all, .line = slot}))
            all = -1;
        out->table = ECO_OF_CART;
        out->slot = all;
    }
    *failed = out->slot < 0;
    return !*failed;
}

/* A bare NAME: the cart's in `when`; in `on` the line's, or else the cart's. */
static bool bare_symbol(eco_symbol *out, reading *reader, const char *name, size_t size, bool *failed)
{
    eco_words *words = &reader->rulebook->words;
    int32_t cart = slot_of(reader, &words->cart_names, &words->cart_slots, name, size);
    *out = (eco_symbol){ECO_VALUE_ANY, ECO_OF_CART, cart};
    if (reader->condition == ECO_CONDITION_ON && cart >= 0) {
        words->line_facts = true;
        int32_t line = slot_of(reader, &words->line_names, &words->line_slots, name, size), before = words->line_slots;
        int32_t bare = line < 0 ? -1 : slot_of(reader, &words->bare_names, &words->line_slots, name, size);
        if (bare == before && !link_slots(words, &words->bare, &words->bare_count, &words->bare_capacity,
                                          (eco_slot_link){.slot = bare, .line = line, .cart = cart}))
            bare = -1;
        out->table = ECO_OF_LINE;
        out->slot = bare;
    }
    *failed = out->slot < 0;
    return !*failed;
}

static bool symbol(eco_symbol *out, const char *name, size_t size, bool *failed, void *user)
{
    reading *reader = user;
    const word *fixed = find(cart_words, sizeof cart_words / sizeof *cart_words, name, size);
    if (fixed) {
        if (reader->condition == ECO_CONDITION_WHEN_UNPRICED &&
            (fixed->slot == ECO_CART_SUBTOTAL || fixed->slot == ECO_CART_LIST)) {
            reader->too_early = true;
            return false;
        }
        reader->changes = reader->changes || fixed->slot == ECO_CART_SUBTOTAL;
        reader->rulebook->words.cart_used |= 1u << fixed->slot;
        if (fixed->slot == ECO_CART_WEIGHT || fixed->slot == ECO_CART_VOLUME)
            reader->rulebook->has_measures = true;
        *out = (eco_symbol){fixed->type, ECO_OF_CART, fixed->slot};
        return true;
    }
    if (starts(name, size, "line."))
        return line_symbol(out, reader, name + 5, size - 5, failed);
    if (starts(name, size, "cart.") || starts(name, size, "at."))
        return false;
    return bare_symbol(out, reader, name, size, failed);
}

static const eco_map *set(const char *name, size_t size, void *user)
{
    const eco_rulebook *rulebook = ((reading *)user)->rulebook;
    int64_t index = eco_map_get(&rulebook->set_names, name, size, -1);
    return index < 0 ? NULL : &rulebook->sets[index];
}

eco_status eco_condition_compile(const eco_compiled **out, bool *changes, eco_rulebook *rulebook, const char *text,
                                 eco_condition condition, eco_error *error)
{
    *out = NULL;
    if (!text)
        return ECO_OK;
    reading reader = {.rulebook = rulebook, .condition = condition};
    eco_vocabulary vocabulary = {.symbol = symbol, .set = set, .names = known_names, .user = &reader};
    eco_status status = eco_compile(out, text, ECO_VALUE_BOOL, &vocabulary, &rulebook->arena, error);
    if (changes)
        *changes = reader.changes;
    if (status && reader.too_early)
        return eco_fail_at(error, ECO_E_INVALID, error->line, error->column, NULL,
                           "a price list cannot look at cart.subtotal, cart.list or line.unit: it makes the prices");
    return status;
}

bool eco_rulebook_uses_line_attribute(const eco_rulebook *rulebook, const char *name, size_t size)
{
    return eco_map_get(&rulebook->words.line_names, name, size, -1) >= 0;
}

bool eco_rulebook_uses_cart_attribute(const eco_rulebook *rulebook, const char *name, size_t size)
{
    return eco_map_get(&rulebook->words.cart_names, name, size, -1) >= 0;
}
