/* worker.c - a worker: takes holds of one hot SKU, of carts, lots and kits, ends them, takes goods back, moves and counts them, and says three of ten things
 * twice. Whatever is answered is noted. */
#include "chaos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t chaos_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

uint64_t chaos_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

chaos_note *chaos_note_of(chaos *chaos, int worker, uint32_t number)
{
    return &chaos->notes[(size_t)worker * (size_t)chaos->notes_capacity + number];
}

typedef struct worker {
    chaos *chaos;
    chaos_worker *shared;
    eco_store *store;
    eco_inventory *inventory;
    uint64_t random;
    int number;
    double *zipf; /* cumulated */
} worker;

static uint64_t below(worker *self, uint64_t limit)
{
    return chaos_random(&self->random) % limit;
}

static uint16_t pick_sku(worker *self)
{
    double at = (double)(chaos_random(&self->random) >> 11) / 9007199254740992.0 * self->zipf[CHAOS_SKUS - 1];
    int low = 0, high = CHAOS_SKUS - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (self->zipf[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint16_t)(low + 1);
}

static void fill_zipf(worker *self)
{
    double sum = 0;
    for (int i = 0; i < CHAOS_SKUS; i++)
        self->zipf[i] = sum += 1 / pow(i + 1, 0.99);
}

bool chaos_open(chaos *chaos, eco_store **store, eco_inventory **inventory, eco_error *error)
{
    eco_store_options options = {.struct_size = sizeof options, .durability = (eco_durability)chaos->durability};
    *inventory = NULL;
    if (eco_store_open(store, chaos->address, &options, error))
        return false;
    if (eco_inventory_open(inventory, *store, NULL, error) == ECO_OK)
        return true;
    eco_store_free(*store);
    *store = NULL;
    return false;
}

static bool open_store(worker *self, eco_error *error)
{
    if (!self->chaos->inventory)
        return chaos_open(self->chaos, &self->store, &self->inventory, error);
    self->inventory = self->chaos->inventory;
    return true;
}

static void close_store(worker *self)
{
    if (!self->chaos->inventory) {
        eco_inventory_free(self->inventory);
        eco_store_free(self->store);
    }
    self->inventory = NULL;
    self->store = NULL;
}

static void note_wait(chaos_worker *shared, int64_t us)
{
    int power = 0;
    while (power < 40 && INT64_C(1) << power < us)
        power++;
    shared->waits[power]++;
    if (us > shared->worst_us)
        shared->worst_us = (uint32_t)us;
}

static void fail(worker *self, const char *what, const chaos_note *note, eco_status status, const char *message)
{
    self->shared->wrong++;
    if (!self->shared->failure[0])
        snprintf(self->shared->failure, sizeof self->shared->failure, "worker %d: %s: verb %d gave %s before %s: %s",
                 self->number, what, note->verb, eco_status_name(status), eco_status_name(note->status), message);
}

/* States in which nothing is known to have happened, or to have been said: the same key is asked again. */
static bool asks_again(eco_status status)
{
    return status == ECO_E_BUSY || status == ECO_E_STORE || status == ECO_E_OUTCOME_UNKNOWN || status == ECO_E_IO;
}

void chaos_sku_name(int sku, char name[16])
{
    if (sku == CHAOS_HOT_SKU)
        snprintf(name, 16, "HOT");
    else if (sku > CHAOS_SKUS)
        snprintf(name, 16, sku == CHAOS_LOT ? "LOT" : "KIT");
    else
        snprintf(name, 16, "S%d", sku);
}

static eco_inventory_command command_of(const chaos_note *note, eco_stock_line *lines)
{
    bool is_return = note->verb == ECO_INVENTORY_RETURN, is_move = note->verb == ECO_INVENTORY_MOVE_STATE;
    return (eco_inventory_command){.key = note->key,
                                   .verb = note->verb,
                                   .at_us = chaos_now_us(),
                                   .reason = note->verb == ECO_INVENTORY_APPROVE ? "stocktake" : NULL,
                                   .lines = note->lines ? lines : NULL,
                                   .lines_count = note->lines,
                                   .hold = note->hold,
                                   .expires_us = note->expires_us,
                                   .source = note->source,
                                   .to_location = note->verb == ECO_INVENTORY_SHIP_TRANSFER ? "HK" : NULL,
                                   .to_state = is_return ? ECO_STOCK_QUALITY_CONTROL
                                               : is_move ? ECO_STOCK_DAMAGED
                                                         : ECO_STOCK_ON_HAND};
}

static eco_status send(worker *self, const chaos_note *note, eco_inventory_result *result, eco_error *error)
{
    char names[CHAOS_LINES][16];
    eco_stock_line lines[CHAOS_LINES] = {0};
    for (int i = 0; i < note->lines; i++) {
        chaos_sku_name(note->skus[i], names[i]);
        lines[i] = (eco_stock_line){.sku = names[i], .location = "main", .quantity = note->quantities[i]};
    }
    const eco_inventory_command command = command_of(note, lines);
    for (int tries = 0;; tries++) {
        eco_status status = ECO_E_STORE;
        if (self->inventory || open_store(self, error)) {
            int64_t before = chaos_now_us();
            status = eco_inventory_execute(self->inventory, &command, 1, result, error);
            note_wait(self->shared, chaos_now_us() - before);
        }
        if (!asks_again(status) || self->chaos->stop || tries > 2000)
            return status;
        self->shared->retried++;
        if (status == ECO_E_STORE || status == ECO_E_OUTCOME_UNKNOWN)
            close_store(self);
        usleep(1000);
    }
}

/* Whether a second answer agrees with the first. A success is repeated; a refusal may have become possible or differ, for nothing was recorded of it. */
static bool agrees(const chaos_note *note, eco_status status, const eco_inventory_result *result)
{
    return note->status != ECO_OK || (status == ECO_OK && result->replayed);
}

static void tell(worker *self, chaos_note *note)
{
    eco_error error = {0};
    eco_inventory_result result = {0};
    bool first = note->status != ECO_OK;
    if (first && note->expires_us && note->expires_us <= chaos_now_us())
        return; /* too late for a first time */
    self->shared->sent++;
    eco_status status = send(self, note, &result, &error);
    if (asks_again(status))
        return; /* the end of the run, or of patience: not answered */
    if (!agrees(note, status, &result))
        fail(self, "answered otherwise", note, status, error.message);
    if (status == ECO_E_CORRUPT || status == ECO_E_MEMORY || status == ECO_E_KEY_REUSED || status == ECO_E_OVERFLOW ||
        (status == ECO_E_INVALID && !(note->expires_us && note->expires_us <= chaos_now_us())))
        fail(self, "cannot be", note, status, error.message);
    self->shared->replayed += result.replayed;
    if (status == ECO_OK)
        self->shared->acknowledged += first;
    else
        self->shared->refused++;
    atomic_thread_fence(memory_order_seq_cst);
    note->status = status;
}

/* ---- what to do next --------------------------------------------------------------------------------------------------------------------------- */

static chaos_note *new_note(worker *self, int32_t verb)
{
    uint32_t count = self->shared->notes_count;
    if (count == (uint32_t)self->chaos->notes_capacity)
        return NULL;
    chaos_note *note = chaos_note_of(self->chaos, self->number, count);
    int64_t now = chaos_now_us();
    *note = (chaos_note){.key = eco_id_v7(now, chaos_random(&self->random)), .verb = verb, .at_us = now, .status = -1};
    return note;
}

/* From here on the command may have been sent, also if the worker dies. */
static void publish(worker *self, chaos_note *note)
{
    atomic_thread_fence(memory_order_seq_cst);
    self->shared->notes_count++;
    tell(self, note);
}

static void hold(worker *self)
{
    chaos_note *note = new_note(self, ECO_INVENTORY_HOLD);
    if (!note)
        return;
    uint64_t kind = below(self, 100);
    note->lines = kind < 50 ? CHAOS_LINES : 1;
    for (int i = 0; i < note->lines; i++) {
        note->skus[i] = kind < 50 ? pick_sku(self) : kind < 90 ? CHAOS_HOT_SKU : kind < 95 ? CHAOS_LOT : CHAOS_KIT;
        note->quantities[i] = (int32_t)(1 + below(self, 3));
    }
    note->expires_us = note->at_us + (below(self, 4) == 0 ? 200000 : INT64_C(900000000));
    publish(self, note);
}

/* One of the worker's last notes, NULL: it has none of that verb there. */
static const chaos_note *last_note(worker *self, int32_t verb)
{
    uint32_t count = self->shared->notes_count;
    for (int tries = 0; count && tries < (verb == ECO_INVENTORY_HOLD ? 1 : 20); tries++) {
        const chaos_note *of = chaos_note_of(self->chaos, self->number,
                                             count - 1 - (uint32_t)below(self, count < CHAOS_KEPT ? count : CHAOS_KEPT));
        if (of->verb == verb && of->status == ECO_OK)
            return of;
    }
    return NULL;
}

/* Goods with lots come back by lines that name them; these do not. */
static bool has_lots(const chaos_note *hold)
{
    return hold->skus[0] > CHAOS_SKUS;
}

/* Ends, or extends, a hold of the worker's last ones. */
static void end(worker *self)
{
    const chaos_note *of = last_note(self, ECO_INVENTORY_HOLD);
    static const int32_t verbs[] = {ECO_INVENTORY_COMMIT,  ECO_INVENTORY_COMMIT, ECO_INVENTORY_COMMIT,
                                    ECO_INVENTORY_RELEASE, ECO_INVENTORY_ISSUE,  ECO_INVENTORY_ISSUE,
                                    ECO_INVENTORY_EXTEND,  ECO_INVENTORY_CANCEL, ECO_INVENTORY_RETURN};
    if (!of)
        return;
    int32_t verb = verbs[below(self, 9)];
    chaos_note *note = verb == ECO_INVENTORY_RETURN && has_lots(of) ? NULL : new_note(self, verb);
    if (!note)
        return;
    note->hold = of->key;
    if (note->verb == ECO_INVENTORY_EXTEND)
        note->expires_us = note->at_us + INT64_C(900000000);
    publish(self, note);
}

/* What is counted is what the books say, or one less. */
static int32_t count_goods(worker *self, uint16_t sku)
{
    eco_stock_level level;
    eco_error error;
    char name[16];
    chaos_sku_name(sku, name);
    if (!self->inventory || eco_inventory_level(&level, self->inventory, name, "main", NULL, chaos_now_us(), &error))
        return -1;
    int64_t there = level.quantity[ECO_STOCK_ON_HAND];
    return (int32_t)(there > 0 ? there - (int64_t)below(self, 2) : there);
}

static void begin_goods(worker *self, int32_t verb)
{
    uint16_t sku = verb != ECO_INVENTORY_COUNT && below(self, 4) == 0 ? CHAOS_LOT : pick_sku(self);
    int32_t quantity = verb == ECO_INVENTORY_COUNT ? count_goods(self, sku) : (int32_t)(1 + below(self, 3));
    chaos_note *note = quantity < 0 ? NULL : new_note(self, verb);
    if (!note)
        return;
    note->lines = 1;
    note->skus[0] = sku;
    note->quantities[0] = quantity;
    publish(self, note);
}

static void end_goods(worker *self, int32_t verb, int32_t made)
{
    const chaos_note *of = last_note(self, made);
    chaos_note *note = of ? new_note(self, verb) : NULL;
    if (!note)
        return;
    note->source = of->key;
    publish(self, note);
}

/* Goods go to another place, or turn back; are damaged; are counted. */
static void goods(worker *self)
{
    switch (below(self, 8)) {
    case 0:
    case 1: begin_goods(self, ECO_INVENTORY_SHIP_TRANSFER); break;
    case 2: end_goods(self, ECO_INVENTORY_RECEIVE_TRANSFER, ECO_INVENTORY_SHIP_TRANSFER); break;
    case 3: end_goods(self, ECO_INVENTORY_CANCEL, ECO_INVENTORY_SHIP_TRANSFER); break;
    case 4:
    case 5: begin_goods(self, ECO_INVENTORY_COUNT); break;
    case 6: end_goods(self, ECO_INVENTORY_APPROVE, ECO_INVENTORY_COUNT); break;
    default: begin_goods(self, ECO_INVENTORY_MOVE_STATE);
    }
}

static void repeat(worker *self)
{
    uint32_t count = self->shared->notes_count;
    if (count)
        tell(self, chaos_note_of(self->chaos, self->number,
                                 count - 1 - (uint32_t)below(self, count < CHAOS_KEPT ? count : CHAOS_KEPT)));
}

static void look(worker *self)
{
    eco_stock_level level;
    eco_error error;
    int64_t done;
    if (!self->inventory)
        return;
    if (below(self, 2)) {
        if (eco_inventory_tick(self->inventory, chaos_now_us(), 100, &done, &error))
            return;
    } else if (eco_inventory_level(&level, self->inventory, "HOT", "main", NULL, chaos_now_us(), &error) == ECO_OK &&
               level.available < 0) {
        fail(self, "oversold", &(chaos_note){0}, ECO_E_CORRUPT, "available is below 0");
    }
}

void chaos_work(chaos *chaos, int number, uint64_t generation)
{
    double zipf[CHAOS_SKUS];
    worker self = {.chaos = chaos, .shared = &chaos->each[number], .number = number, .zipf = zipf};
    self.random = chaos->seed * 1000003 + (uint64_t)number * 7919 + generation * UINT64_C(0x9E3779B97F4A7C15);
    fill_zipf(&self);
    if (generation > 0)
        repeat(&self); /* what its forerunner may have died in */
    while (!chaos->stop && self.shared->notes_count < (uint32_t)chaos->notes_capacity) {
        uint64_t what = below(&self, 100);
        if (what < 30)
            repeat(&self);
        else if (what < 70)
            hold(&self);
        else if (what < 92)
            end(&self);
        else if (what < 98)
            goods(&self);
        else
            look(&self);
    }
    close_store(&self);
}

static _Noreturn void give_up(const eco_error *error)
{
    fprintf(stderr, "chaos: %s: %s\n", eco_status_name(error->status), error->message);
    exit(2);
}

static void fill(chaos *chaos, int number, eco_inventory_command command)
{
    eco_error error;
    command.key = eco_id_v7(1000000 + number, 1);
    command.at_us = chaos_now_us();
    if (eco_inventory_execute(chaos->inventory, &command, 1, NULL, &error))
        give_up(&error);
}

/* A kit, and lots that last longer than the fight. */
static void fill_lots(chaos *chaos)
{
    static const eco_kit_part parts[] = {{"HOT", 1}, {"LOT", 2}};
    const eco_stock_item lots = {.struct_size = sizeof lots, .sku = "LOT", .has_lots = true},
                         kit = {.struct_size = sizeof kit, .sku = "KIT", .parts = parts, .parts_count = 2};
    fill(chaos, 5000, (eco_inventory_command){.verb = ECO_INVENTORY_DEFINE, .item = &lots});
    fill(chaos, 5001, (eco_inventory_command){.verb = ECO_INVENTORY_DEFINE, .item = &kit});
    for (int i = 0; i < CHAOS_LOTS; i++) {
        char name[16];
        snprintf(name, sizeof name, "L%d", i);
        const eco_stock_line line = {.sku = "LOT",
                                     .location = "main",
                                     .lot = name,
                                     .quantity = CHAOS_LOT_STOCK / CHAOS_LOTS,
                                     .lot_expires_us = i ? chaos_now_us() + i * INT64_C(86400000000) : 0};
        fill(chaos, 5010 + i, (eco_inventory_command){.verb = ECO_INVENTORY_RECEIVE, .lines = &line, .lines_count = 1});
    }
}

void chaos_fill(chaos *chaos)
{
    eco_error error;
    if (!chaos_open(chaos, &chaos->store, &chaos->inventory, &error))
        give_up(&error);
    for (int i = 0; i <= CHAOS_SKUS; i++) {
        char name[16];
        chaos_sku_name(i, name);
        const eco_stock_line line = {.sku = name, .location = "main", .quantity = i ? CHAOS_STOCK : CHAOS_HOT};
        fill(chaos, i, (eco_inventory_command){.verb = ECO_INVENTORY_RECEIVE, .lines = &line, .lines_count = 1});
    }
    fill_lots(chaos);
}

void chaos_close(chaos *chaos)
{
    eco_inventory_free(chaos->inventory);
    eco_store_free(chaos->store);
    chaos->inventory = NULL;
    chaos->store = NULL;
}
