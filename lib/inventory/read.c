/* read.c - see read.h. Texts and rows are borrowed during a visit, so they are copied into the reader's arena. */
#include "inventory/read.h"

#include <string.h>

#include "base/error.h"

enum { FEW = 256 }; /* so many rows are looked up one by one, rather than all read */

eco_status eco_inventory_reader_begin(stock_reader *reader, eco_inventory *inventory, eco_error *error)
{
    const eco_allocator *allocator = &inventory->module.allocator;
    *reader = (stock_reader){.inventory = inventory, .error = error};
    eco_arena_begin(&reader->arena, allocator);
    eco_map_begin(&reader->levels_by_key, allocator);
    eco_map_begin(&reader->holds_by_key, allocator);
    eco_map_begin(&reader->commands_by_key, allocator);
    eco_map_begin(&reader->items_by_sku, allocator);
    eco_map_begin(&reader->documents_by_key, allocator);
    return eco_view_open(&reader->view, inventory->module.store, error);
}

void eco_inventory_reader_end(stock_reader *reader)
{
    stock_list *lists[] = {&reader->levels,    &reader->holds,     &reader->lines,         &reader->movements, &reader->commands,
                           &reader->locations, &reader->items,     &reader->parts,         &reader->lots,      &reader->serials,
                           &reader->buffers,   &reader->documents, &reader->document_lines};
    eco_map *maps[] = {&reader->levels_by_key, &reader->holds_by_key, &reader->commands_by_key, &reader->items_by_sku,
                       &reader->documents_by_key};
    eco_view_close(reader->view);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        eco_release(&reader->inventory->module.allocator, lists[i]->items, lists[i]->capacity * sizeof *lists[i]->items);
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        eco_map_end(maps[i]);
    eco_arena_end(&reader->arena);
}

/* ---- visits ----------------------------------------------------------------------------------------------------------------------------- */

bool eco_inventory_reader_no_memory(stock_reader *reader)
{
    reader->status = eco_fail_memory(reader->error);
    return false;
}

void *eco_inventory_reader_add(stock_reader *reader, stock_list *list, size_t size)
{
    if (!eco_grow(&reader->inventory->module.allocator, &list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return NULL;
    void *item = eco_arena_take(&reader->arena, size);
    if (item)
        list->items[list->count++] = item;
    return item;
}

/* The key is in the item, which stays where it is. */
bool eco_inventory_reader_index(eco_map *map, const void *key, size_t size, size_t at)
{
    bool added;
    int64_t place = (int64_t)at;
    return eco_map_add(map, key, size, &place, &added);
}

bool eco_inventory_reader_text(stock_reader *reader, eco_text text, const char **out)
{
    const char *found = eco_view_text(reader->view, text);
    *out = found ? eco_arena_text(&reader->arena, found) : NULL;
    return !found || *out;
}

eco_status eco_inventory_reader_scan(stock_reader *reader, const eco_kind *kind, const eco_filter *filter,
                                     bool (*visit)(const eco_row *row, void *user))
{
    eco_status status = eco_view_scan(reader->view, kind, filter, visit, reader, reader->error);
    return status ? status : reader->status;
}

/* ---- levels, locations ------------------------------------------------------------------------------------------------------------------ */

static bool visit_level(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    const char *where = reader->below ? eco_view_text(reader->view, ((const stock_level *)row->record)->location) : NULL;
    if (reader->below && (!where || strncmp(where, reader->below, strlen(reader->below)) != 0))
        return true;
    stock_seen_level *level = eco_inventory_reader_add(reader, &reader->levels, sizeof *level);
    if (!level)
        return eco_inventory_reader_no_memory(reader);
    level->row = *(const stock_level *)row->record;
    return (eco_inventory_reader_text(reader, level->row.sku, &level->sku) &&
            eco_inventory_reader_text(reader, level->row.location, &level->location)) ||
           eco_inventory_reader_no_memory(reader);
}

/* By the key that the names have, or one after it. */
static eco_status read_one_level(stock_reader *reader, const char *sku, const char *location)
{
    uint64_t sku_hash = eco_stock_hash(sku, strlen(sku)), location_hash = eco_stock_hash(location, strlen(location));
    for (int64_t key = eco_stock_level_key(reader->inventory, sku_hash, location_hash);; key = eco_stock_next_key(key)) {
        eco_status status = eco_inventory_reader_scan(reader, &eco_inventory_level_kind, &(eco_filter){.key = eco_key_int(key)},
                                                      visit_level);
        if (status || reader->levels.count == 0)
            return status;
        const stock_seen_level *level = reader->levels.items[0];
        if (level->sku && level->location && strcmp(level->sku, sku) == 0 && strcmp(level->location, location) == 0)
            return ECO_OK;
        reader->levels.count = 0;
    }
}

static eco_status index_levels(stock_reader *reader, size_t first)
{
    for (size_t i = first; i < reader->levels.count; i++) {
        const int64_t *key = &((stock_seen_level *)reader->levels.items[i])->row.key;
        if (!eco_inventory_reader_index(&reader->levels_by_key, key, sizeof *key, i))
            return eco_fail_memory(reader->error);
    }
    return ECO_OK;
}

eco_status eco_inventory_read_levels(stock_reader *reader, const char *sku, const char *location)
{
    bool is_below = location && *location && location[strlen(location) - 1] == '/';
    reader->below = is_below ? location : NULL;
    eco_filter filter = {.equal_text = sku ? sku : is_below ? NULL : location};
    eco_status status;
    if (sku && location && !is_below) {
        status = read_one_level(reader, sku, location);
    } else {
        if (filter.equal_text)
            filter.equal = eco_inventory_field_of(&eco_inventory_level_kind, sku ? "sku" : "location");
        status = eco_inventory_reader_scan(reader, &eco_inventory_level_kind, &filter, visit_level);
    }
    reader->below = NULL; /* others that are looked up later may be anywhere */
    return status ? status : index_levels(reader, 0);
}

stock_seen_level *eco_inventory_seen_level(const stock_reader *reader, int64_t key)
{
    int64_t place = eco_map_get(&reader->levels_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : reader->levels.items[place];
}

static bool visit_location(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    const char **name = eco_inventory_reader_add(reader, &reader->locations, sizeof *name);
    return (name && eco_inventory_reader_text(reader, ((const stock_location *)row->record)->name, name)) ||
           eco_inventory_reader_no_memory(reader);
}

eco_status eco_inventory_read_locations(stock_reader *reader)
{
    return eco_inventory_reader_scan(reader, &eco_inventory_location_kind, NULL, visit_location);
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------ */

static bool visit_hold(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_hold *hold = eco_inventory_reader_add(reader, &reader->holds, sizeof *hold);
    if (!hold)
        return eco_inventory_reader_no_memory(reader);
    hold->row = *(const stock_hold *)row->record;
    return (eco_inventory_reader_text(reader, hold->row.channel, &hold->channel) &&
            eco_inventory_reader_text(reader, hold->row.actor, &hold->actor) &&
            eco_inventory_reader_text(reader, hold->row.reason, &hold->reason) &&
            eco_inventory_reader_text(reader, hold->row.reference, &hold->reference) &&
            eco_inventory_reader_index(&reader->holds_by_key, &hold->row.key, sizeof hold->row.key, reader->holds.count - 1)) ||
           eco_inventory_reader_no_memory(reader);
}

eco_status eco_inventory_read_holds(stock_reader *reader, eco_id key, int64_t since_us, int64_t until_us)
{
    eco_filter filter = {.key = key, .since = since_us, .until = until_us};
    if (since_us || until_us)
        filter.time = eco_inventory_field_of(&eco_inventory_hold_kind, "at_us");
    return eco_inventory_reader_scan(reader, &eco_inventory_hold_kind, &filter, visit_hold);
}

stock_seen_hold *eco_inventory_seen_hold(const stock_reader *reader, eco_id key)
{
    int64_t place = eco_map_get(&reader->holds_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : reader->holds.items[place];
}

static bool visit_line(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_hold *hold = eco_inventory_seen_hold(reader, row->owner);
    if (!hold) {
        reader->lost++;
        return true;
    }
    stock_seen_line *line = eco_inventory_reader_add(reader, &reader->lines, sizeof *line);
    if (!line)
        return eco_inventory_reader_no_memory(reader);
    const stock_line *record = row->record;
    line->hold = hold;
    line->number = row->number;
    line->level_key = record->level;
    line->quantity = record->quantity;
    if (hold->last)
        hold->last->next = line;
    else
        hold->first = line;
    hold->last = line;
    return true;
}

/* Counts come in the order of lines; a place is kept so that a hold of many lines is gone through once. */
static stock_seen_line *line_of(stock_seen_hold *hold, int64_t number)
{
    stock_seen_line *line = hold->place && hold->place->number <= number ? hold->place : hold->first;
    while (line && line->number != number)
        line = line->next;
    if (line)
        hold->place = line;
    return line;
}

static bool visit_counts(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_hold *hold = eco_inventory_seen_hold(reader, row->owner);
    stock_seen_line *line = hold ? line_of(hold, row->number) : NULL;
    if (!line) {
        reader->lost++;
        return true;
    }
    line->counts = *(const stock_counts *)row->record;
    line->has_counts = true;
    hold->counts++;
    return true;
}

eco_status eco_inventory_read_lines(stock_reader *reader)
{
    eco_status status = ECO_OK;
    size_t partial = 0;
    for (size_t i = 0; i < reader->holds.count; i++)
        partial += ((stock_seen_hold *)reader->holds.items[i])->row.partial != 0;
    if (reader->holds.count > FEW) {
        status = eco_inventory_reader_scan(reader, &eco_inventory_line_kind, NULL, visit_line);
        if (!status && partial > FEW)
            return eco_inventory_reader_scan(reader, &eco_inventory_counts_kind, NULL, visit_counts);
    }
    for (size_t i = 0; !status && i < reader->holds.count; i++) {
        const stock_hold *hold = &((stock_seen_hold *)reader->holds.items[i])->row;
        const eco_filter filter = {.key = hold->key};
        if (reader->holds.count <= FEW)
            status = eco_inventory_reader_scan(reader, &eco_inventory_line_kind, &filter, visit_line);
        if (!status && hold->partial)
            status = eco_inventory_reader_scan(reader, &eco_inventory_counts_kind, &filter, visit_counts);
    }
    return status;
}

eco_status eco_inventory_read_all_lines(stock_reader *reader)
{
    eco_status status = eco_inventory_reader_scan(reader, &eco_inventory_line_kind, NULL, visit_line);
    return status ? status : eco_inventory_reader_scan(reader, &eco_inventory_counts_kind, NULL, visit_counts);
}

stock_split eco_inventory_seen_split(const stock_seen_line *line)
{
    return eco_inventory_split(line->quantity, &line->counts, line->hold->row.state);
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

static bool visit_movement(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_movement *movement = eco_inventory_reader_add(reader, &reader->movements, sizeof *movement);
    if (!movement)
        return eco_inventory_reader_no_memory(reader);
    movement->row = *(const stock_movement *)row->record;
    return (eco_inventory_reader_text(reader, movement->row.lot, &movement->lot) &&
            eco_inventory_reader_text(reader, movement->row.serial, &movement->serial)) ||
           eco_inventory_reader_no_memory(reader);
}

/* Rows of some levels only, while a limit counts. */
typedef struct level_visit {
    stock_reader *reader;
    int64_t left;
} level_visit;

static bool visit_level_movement(const eco_row *row, void *user)
{
    level_visit *visit = user;
    if (!eco_inventory_seen_level(visit->reader, ((const stock_movement *)row->record)->level))
        return true;
    return visit_movement(row, visit->reader) && --visit->left != 0;
}

eco_status eco_inventory_read_movements(stock_reader *reader, const eco_query *query, bool of_read_levels)
{
    const eco_kind *kind = &eco_inventory_movement_kind;
    eco_filter filter = {.since = query->since_us,
                         .until = query->until_us,
                         .has_after = query->after_sequence != 0,
                         .after = query->after_sequence};
    level_visit visit = {reader, query->limit ? query->limit : -1};
    if (query->since_us || query->until_us)
        filter.time = eco_inventory_field_of(kind, "at_us");
    if (eco_has_key(query->key)) {
        filter.equal = eco_inventory_field_of(kind, "command");
        filter.equal_id = query->key;
    } else if (of_read_levels && reader->levels.count == 1) {
        filter.equal = eco_inventory_field_of(kind, "level");
        filter.equal_int = ((stock_seen_level *)reader->levels.items[0])->row.key;
    }
    if (!of_read_levels) {
        filter.limit = query->limit;
        return eco_inventory_reader_scan(reader, kind, &filter, visit_movement);
    }
    eco_status status = eco_view_scan(reader->view, kind, &filter, visit_level_movement, &visit, reader->error);
    return status ? status : reader->status;
}

static bool visit_command(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_command *command = eco_inventory_reader_add(reader, &reader->commands, sizeof *command);
    if (!command)
        return eco_inventory_reader_no_memory(reader);
    command->row = *(const eco_command_record *)row->record;
    return (eco_inventory_reader_text(reader, command->row.actor, &command->actor) &&
            eco_inventory_reader_text(reader, command->row.reason, &command->reason) &&
            eco_inventory_reader_text(reader, command->row.reference, &command->reference) &&
            eco_inventory_reader_index(&reader->commands_by_key, &command->row.command, sizeof(eco_id),
                                       reader->commands.count - 1)) ||
           eco_inventory_reader_no_memory(reader);
}

const stock_seen_command *eco_inventory_seen_command(const stock_reader *reader, eco_id key)
{
    int64_t place = eco_map_get(&reader->commands_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : reader->commands.items[place];
}

eco_status eco_inventory_read_command(stock_reader *reader, eco_id key)
{
    if (eco_inventory_seen_command(reader, key))
        return ECO_OK;
    return eco_inventory_reader_scan(reader, &eco_inventory_command_kind, &(eco_filter){.key = key}, visit_command);
}

eco_status eco_inventory_read_commands(stock_reader *reader)
{
    eco_status status = ECO_OK;
    bool few = reader->movements.count <= FEW;
    if (!few)
        status = eco_inventory_reader_scan(reader, &eco_inventory_command_kind, NULL, visit_command);
    for (size_t i = 0; !status && i < reader->movements.count; i++) {
        stock_seen_movement *movement = reader->movements.items[i];
        movement->command = eco_inventory_seen_command(reader, movement->row.command);
        if (few && !movement->command) {
            status = eco_inventory_read_command(reader, movement->row.command);
            movement->command = eco_inventory_seen_command(reader, movement->row.command);
        }
    }
    return status;
}

/* ---- joining ---------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_join_level(stock_reader *reader, int64_t key, bool look_up, stock_seen_level **out)
{
    *out = key ? eco_inventory_seen_level(reader, key) : NULL;
    if (*out || !look_up || !key)
        return ECO_OK;
    size_t had = reader->levels.count;
    eco_status status = eco_inventory_reader_scan(reader, &eco_inventory_level_kind, &(eco_filter){.key = eco_key_int(key)},
                                                  visit_level);
    if (!status)
        status = index_levels(reader, had);
    *out = eco_inventory_seen_level(reader, key);
    return status;
}

eco_status eco_inventory_join_levels(stock_reader *reader)
{
    eco_status status = ECO_OK;
    bool were_read = reader->levels.count > 0, few = reader->lines.count + reader->movements.count <= FEW;
    if (!were_read && !few)
        status = eco_inventory_read_levels(reader, NULL, NULL);
    for (size_t i = 0; !status && i < reader->lines.count; i++) {
        stock_seen_line *line = reader->lines.items[i];
        status = eco_inventory_join_level(reader, line->level_key, !were_read && few, &line->level);
    }
    for (size_t i = 0; !status && i < reader->movements.count; i++) {
        stock_seen_movement *movement = reader->movements.items[i];
        status = eco_inventory_join_level(reader, movement->row.level, !were_read && few, &movement->level);
    }
    return status;
}

/* ---- order ------------------------------------------------------------------------------------------------------------------------------ */

static void sift(void **items, size_t at, size_t count, stock_compare compare)
{
    void *item = items[at];
    for (size_t child = at * 2 + 1; child < count; child = at * 2 + 1) {
        if (child + 1 < count && compare(items[child], items[child + 1]) < 0)
            child++;
        if (compare(item, items[child]) >= 0)
            break;
        items[at] = items[child];
        at = child;
    }
    items[at] = item;
}

/* A heap: it takes no memory. The maps do not hold after it. */
void eco_inventory_sort(stock_list *list, stock_compare compare)
{
    for (size_t at = list->count / 2; at-- > 0;)
        sift(list->items, at, list->count, compare);
    for (size_t count = list->count; count > 1;) {
        void *largest = list->items[0];
        list->items[0] = list->items[--count];
        list->items[count] = largest;
        sift(list->items, 0, count, compare);
    }
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

int eco_inventory_compare_levels(const void *a, const void *b)
{
    const stock_seen_level *left = a, *right = b;
    int order = compare_texts(left->sku, right->sku);
    return order ? order : compare_texts(left->location, right->location);
}

int eco_inventory_compare_ids(eco_id a, eco_id b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}
