/* kpi_shop.c - see kpi_shop.h. */
#include "kpi_shop.h"

#include <stdlib.h>

#include "../test.h"

static uint64_t next(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* One of `count` texts "PREFIXnumber" that are never freed: tests make few. */
static const char *text_of(const char *prefix, uint64_t number)
{
    static char pool[1 << 16][32];
    static const char *prefixes[1 << 16];
    size_t at = (size_t)(number * 31 + (unsigned char)prefix[0]) % (1 << 16);
    while (prefixes[at] && (prefixes[at] != prefix || strtoull(pool[at] + strlen(prefix), NULL, 10) != number))
        at = (at + 1) % (1 << 16);
    if (!prefixes[at]) {
        prefixes[at] = prefix;
        snprintf(pool[at], sizeof pool[at], "%s%llu", prefix, (unsigned long long)number);
    }
    return pool[at];
}

kpi_log kpi_log_make(uint64_t seed, int64_t rows, int users, int days)
{
    static const char *const channels[] = {"direct", "search", "social", NULL};
    static const char *const events[] = {"view", "view", "view", "view", "cart", "checkout", "purchase", "search"};
    size_t count = (size_t)rows;
    kpi_log log = {.rows = rows};
    log.at = malloc(count * sizeof *log.at);
    log.value = malloc(count * sizeof *log.value);
    const char ***texts[] = {&log.user, &log.event, &log.channel, &log.sku, &log.order};
    for (size_t i = 0; i < 5; i++)
        *texts[i] = malloc(count * sizeof **texts[i]);
    for (size_t i = 0; i < count; i++) {
        bool is_purchase;
        log.at[i] = INT64_C(1767225600000000) + (int64_t)(i * (uint64_t)days * 86400 / count + next(&seed) % 86400) * 1000000;
        log.user[i] = next(&seed) % 20 == 0 ? NULL : text_of(next(&seed) % 3 ? "u" : "", next(&seed) % (uint64_t)users);
        log.event[i] = events[next(&seed) % 8];
        log.channel[i] = channels[next(&seed) % 4];
        is_purchase = strcmp(log.event[i], "purchase") == 0;
        log.sku[i] = next(&seed) % 8 == 0 ? NULL : text_of("s", next(&seed) % 40);
        log.order[i] = is_purchase && next(&seed) % 8 ? text_of("o", next(&seed) % 900) : NULL;
        log.value[i] = is_purchase ? (int64_t)(next(&seed) % 10000) : 0;
    }
    return log;
}

void kpi_log_free(kpi_log *log)
{
    free(log->at);
    free(log->value);
    free(log->user);
    free(log->event);
    free(log->channel);
    free(log->sku);
    free(log->order);
}

eco_table kpi_log_table(const kpi_log *log, eco_column *columns, int64_t first, int64_t count)
{
    columns[0] = (eco_column){.name = "at", .type = ECO_TYPE_TIME, .values = log->at + first};
    columns[1] = (eco_column){.name = "user", .type = ECO_TYPE_TEXT, .values = log->user + first};
    columns[2] = (eco_column){.name = "event", .type = ECO_TYPE_TEXT, .values = log->event + first};
    columns[3] = (eco_column){.name = "channel", .type = ECO_TYPE_TEXT, .values = log->channel + first};
    columns[4] = (eco_column){.name = "sku", .type = ECO_TYPE_TEXT, .values = log->sku + first};
    columns[5] = (eco_column){.name = "order", .type = ECO_TYPE_TEXT, .values = log->order + first};
    columns[6] = (eco_column){.name = "value", .type = ECO_TYPE_MONEY, .values = log->value + first, .currency = "CNY"};
    return (eco_table){.rows = count, .columns = columns, .columns_count = 7};
}

void kpi_log_shuffle(kpi_log *log, uint64_t seed)
{
    for (size_t i = (size_t)log->rows; i > 1; i--) {
        size_t j = (size_t)(next(&seed) % i), k = i - 1;
        int64_t at = log->at[k], value = log->value[k];
        const char **texts[] = {log->user, log->event, log->channel, log->sku, log->order};
        log->at[k] = log->at[j];
        log->at[j] = at;
        log->value[k] = log->value[j];
        log->value[j] = value;
        for (size_t t = 0; t < 5; t++) {
            const char *text = texts[t][k];
            texts[t][k] = texts[t][j];
            texts[t][j] = text;
        }
    }
}

static bool append(const char *text, size_t size, void *user)
{
    kpi_saved *saved = user;
    saved->bytes = realloc(saved->bytes, saved->size + size + 1);
    memcpy(saved->bytes + saved->size, text, size);
    saved->size += size;
    return true;
}

kpi_saved kpi_save(const eco_kpi_state *state)
{
    kpi_saved saved = {0};
    eco_error error = {0};
    CHECK_F(eco_kpi_save(state, (eco_writer){append, &saved}, &error) == ECO_OK, "%s", error.message);
    return saved;
}

kpi_saved kpi_csv(const eco_table *table)
{
    kpi_saved text = {0};
    eco_error error = {0};
    CHECK_F(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){append, &text}, &error) == ECO_OK, "%s", error.message);
    text.bytes[text.size] = '\0';
    return text;
}

kpi_saved kpi_csv_of(const eco_kpi_state *state, const char *name)
{
    const eco_table *table;
    eco_error error = {0};
    CHECK_F(eco_kpi_table(&table, state, name, 0, 0, &error) == ECO_OK, "%s: %s at %s", name, error.message, error.path);
    kpi_saved text = kpi_csv(table);
    eco_table_free(table);
    return text;
}
