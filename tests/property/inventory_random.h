/* inventory_random.h - random histories of stock against the model, in any store. */
#ifndef INVENTORY_RANDOM_H
#define INVENTORY_RANDOM_H
#include "inventory_model.h"
#include "test.h"

/* Some hundred random commands against a fresh store; address: "memory:", "sqlite:FILE", "postgresql:..."; schema: of its own (NULL: the default).
 * weak_keys: levels collide. What differs is told with the seed. */
void inventory_history(const char *address, const char *schema, uint64_t seed, bool weak_keys);

/* One step further, in inventory_random_check.c: all that the library says now, and of an instant before, is what the model says. */
typedef struct history {
    eco_store *store;
    eco_inventory *stock;
    eco_random random;
    uint64_t seed, keys;
    int64_t now_us;
    model is;
    struct history_past { /* at the end of an instant */
        int64_t at_us;
        model_level levels[MODEL_LEVELS];
    } past[64];
    int past_count;
} history;
void history_check_levels(history *h);
void history_check_tables(history *h);

#define HISTORY_CHECK(h, condition, ...)                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            char text_[700];                                                                                           \
            int size_ = snprintf(text_, sizeof text_, "seed %" PRIu64 " at %" PRId64 ": %s: ", (h)->seed, (h)->now_us, \
                                 #condition);                                                                          \
            snprintf(text_ + size_, sizeof text_ - (size_t)size_, __VA_ARGS__);                                        \
            ECO_TEST_FAIL(text_);                                                                                      \
        }                                                                                                              \
    } while (0)

#endif
