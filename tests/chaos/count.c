/* count.c - after the fight: the audit is clean, what was promised is there exactly once, and what was received is sold, held, free, or
 * somewhere else. */
#include "chaos.h"

#include <stdlib.h>
#include <string.h>

static int breaches;
#define BREACH(...) (breaches++ < 20 ? fprintf(stderr, "chaos: " __VA_ARGS__), fputc('\n', stderr) : 0)

static int compare_ids(const void *a, const void *b)
{
    const eco_id *x = a, *y = b;
    return x->high != y->high ? (x->high > y->high) - (x->high < y->high) : (x->low > y->low) - (x->low < y->low);
}

static const eco_table *table_of(eco_inventory *inventory, const char *name)
{
    const eco_table *table;
    eco_error error;
    if (eco_inventory_table(&table, inventory, name, NULL, &error) == ECO_OK)
        return table;
    fprintf(stderr, "chaos: table %s: %s: %s\n", name, eco_status_name(error.status), error.message);
    exit(2);
}

static const int64_t *ints(const eco_table *table, const char *name)
{
    return eco_table_column(table, name)->values;
}

static bool is_text(const eco_table *table, const char *name, int64_t row, const char *wanted)
{
    const eco_column *column = eco_table_column(table, name);
    const int64_t *offsets = column->values;
    size_t size = (size_t)(offsets[row + 1] - offsets[row]);
    return size == strlen(wanted) && memcmp(column->bytes + offsets[row], wanted, size) == 0;
}

/* Every hold that was acknowledged is there, and none twice. */
static void count_holds(chaos *chaos, eco_inventory *inventory)
{
    const eco_table *table = table_of(inventory, "holds");
    const eco_id *holds = eco_table_column(table, "hold")->values;
    const int64_t *line = ints(table, "line");
    size_t count = 0;
    eco_id *keys = malloc(sizeof *keys * (size_t)(table->rows + 1));
    for (int64_t i = 0; i < table->rows; i++)
        if (line[i] == 0)
            keys[count++] = holds[i];
    qsort(keys, count, sizeof *keys, compare_ids);
    for (size_t i = 1; i < count; i++)
        if (compare_ids(&keys[i - 1], &keys[i]) == 0)
            BREACH("a hold is there twice");
    int64_t promised = 0;
    for (int w = 0; w < chaos->workers; w++)
        for (uint32_t n = 0; n < chaos->each[w].notes_count; n++) {
            const chaos_note *note = chaos_note_of(chaos, w, n);
            if (note->verb != ECO_INVENTORY_HOLD || note->status != ECO_OK)
                continue;
            promised++;
            if (!bsearch(&note->key, keys, count, sizeof *keys, compare_ids))
                BREACH("an acknowledged hold of worker %d is lost", w);
        }
    printf("  %lld holds acknowledged, %zu there\n", (long long)promised, count);
    free(keys);
    eco_table_free(table);
}

/* What went from a place outside into stock, less what went back there. */
static int64_t net_from(const eco_table *ledger, const char *place)
{
    const int64_t *quantity = ints(ledger, "quantity");
    int64_t net = 0;
    for (int64_t i = 0; i < ledger->rows; i++)
        net += quantity[i] * (is_text(ledger, "from", i, place) - is_text(ledger, "to", i, place));
    return net;
}

static int64_t sum_of(const eco_table *balances, const char *column)
{
    const int64_t *values = ints(balances, column);
    int64_t sum = 0;
    for (int64_t i = 0; i < balances->rows; i++)
        sum += values[i];
    return sum;
}

/* What was received is sold, lost, held, free, on its way, or put aside. */
static void count_stock(eco_inventory *inventory)
{
    const eco_table *ledger = table_of(inventory, "ledger"), *balances = table_of(inventory, "balances");
    const int64_t *available = ints(balances, "available");
    int64_t received = net_from(ledger, "supplier"), sold = -net_from(ledger, "customer"), lost = -net_from(ledger, "adjustment"),
            held = sum_of(balances, "reserved") + sum_of(balances, "committed"), free_ = sum_of(balances, "available"),
            transit = sum_of(balances, "in_transit"), aside = sum_of(balances, "damaged") + sum_of(balances, "quality_control");
    for (int64_t i = 0; i < balances->rows; i++)
        if (available[i] < 0)
            BREACH("a level is oversold by %lld", (long long)-available[i]);
    if (received != CHAOS_HOT + (int64_t)CHAOS_SKUS * CHAOS_STOCK + CHAOS_LOT_STOCK)
        BREACH("received is %lld", (long long)received);
    if (net_from(ledger, "transfer") != 0)
        BREACH("transfers do not sum to zero");
    if (received != sold + lost + held + free_ + transit + aside)
        BREACH("received %lld, but sold %lld, lost %lld, held %lld, free %lld, in transit %lld, aside %lld", (long long)received,
               (long long)sold, (long long)lost, (long long)held, (long long)free_, (long long)transit, (long long)aside);
    printf("  received %lld = sold %lld + lost %lld + held %lld + free %lld + in transit %lld + aside %lld\n",
           (long long)received, (long long)sold, (long long)lost, (long long)held, (long long)free_, (long long)transit,
           (long long)aside);
    eco_table_free(ledger);
    eco_table_free(balances);
}

/* The median and the worst of all waits. */
static void tell_waits(const chaos *chaos)
{
    uint64_t all = 0, passed = 0;
    uint32_t worst = 0;
    int power = 0;
    for (int w = 0; w < chaos->workers; w++) {
        for (int p = 0; p < 64; p++)
            all += chaos->each[w].waits[p];
        worst = chaos->each[w].worst_us > worst ? chaos->each[w].worst_us : worst;
    }
    for (; power < 63 && passed * 2 < all; power++)
        for (int w = 0; w < chaos->workers; w++)
            passed += chaos->each[w].waits[power];
    printf("  waits: median below %lld us, worst %u us\n", 1LL << (power ? power - 1 : 0), worst);
}

static void tell_workers(const chaos *chaos)
{
    int64_t sent = 0, acknowledged = 0, refused = 0, replayed = 0, retried = 0, least = INT64_MAX, most = 0;
    for (int w = 0; w < chaos->workers; w++) {
        const chaos_worker *each = &chaos->each[w];
        sent += each->sent;
        acknowledged += each->acknowledged;
        refused += each->refused;
        replayed += each->replayed;
        retried += each->retried;
        least = each->sent < least ? each->sent : least;
        most = each->sent > most ? each->sent : most;
        if (each->wrong)
            BREACH("%lld wrong answers: %s", (long long)each->wrong, each->failure);
    }
    printf("  %lld commands: %lld acknowledged, %lld refused, %lld replayed, %lld asked again; %lld kills, %lld cuts; slowest "
           "worker %.2f of the fastest\n",
           (long long)sent, (long long)acknowledged, (long long)refused, (long long)replayed, (long long)retried,
           (long long)chaos->killed, (long long)chaos->cut, most ? (double)least / (double)most : 0);
    tell_waits(chaos);
    if (acknowledged == 0)
        BREACH("nothing was acknowledged");
}

int chaos_count(chaos *chaos)
{
    eco_store *store;
    eco_inventory *inventory;
    eco_error error;
    const eco_table *findings;
    breaches = 0;
    if (chaos->inventory && strcmp(chaos->address, "memory:") == 0) {
        store = chaos->store;
        inventory = chaos->inventory;
    } else if (!chaos_open(chaos, &store, &inventory, &error)) {
        BREACH("cannot be opened again: %s: %s", eco_status_name(error.status), error.message);
        return breaches;
    }
    tell_workers(chaos);
    if (eco_inventory_audit(&findings, inventory, &error))
        BREACH("the audit: %s: %s", eco_status_name(error.status), error.message);
    eco_table_free(findings);
    count_holds(chaos, inventory);
    count_stock(inventory);
    eco_inventory_free(inventory);
    eco_store_free(store);
    return breaches;
}
