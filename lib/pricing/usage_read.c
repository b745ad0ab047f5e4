/* usage_read.c - see usage_read.h. Texts and rows are borrowed during a visit, so they are copied into the reader's arena. */
#include "pricing/usage_read.h"

#include <string.h>

#include "base/error.h"

enum { FEW = 256 }; /* so many rows are looked up one by one, rather than all read */

eco_status eco_usage_reader_begin(usage_reader *reader, eco_usage *usage, eco_error *error)
{
    const eco_allocator *allocator = &usage->module.allocator;
    *reader = (usage_reader){.usage = usage, .error = error};
    eco_arena_begin(&reader->arena, allocator);
    eco_map_begin(&reader->counts_by_key, allocator);
    eco_map_begin(&reader->holds_by_key, allocator);
    eco_map_begin(&reader->commands_by_key, allocator);
    return eco_view_open(&reader->view, usage->module.store, error);
}

static void end_list(usage_reader *reader, usage_list *list)
{
    eco_release(&reader->usage->module.allocator, list->items, list->capacity * sizeof *list->items);
}

void eco_usage_reader_end(usage_reader *reader)
{
    eco_view_close(reader->view);
    end_list(reader, &reader->counts);
    end_list(reader, &reader->holds);
    end_list(reader, &reader->lines);
    end_list(reader, &reader->entries);
    end_list(reader, &reader->commands);
    eco_map_end(&reader->counts_by_key);
    eco_map_end(&reader->holds_by_key);
    eco_map_end(&reader->commands_by_key);
    eco_arena_end(&reader->arena);
}

/* ---- visits ----------------------------------------------------------------------------------------------------------------------------- */

static bool no_memory(usage_reader *reader)
{
    reader->status = eco_fail_memory(reader->error);
    return false;
}

static void *add(usage_reader *reader, usage_list *list, size_t size)
{
    if (!eco_grow(&reader->usage->module.allocator, &list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return NULL;
    void *item = eco_arena_take(&reader->arena, size);
    if (item)
        list->items[list->count++] = item;
    return item;
}

/* The key is in the item, which stays where it is. */
static bool index_item(eco_map *map, const void *key, size_t size, size_t at)
{
    bool added;
    int64_t place = (int64_t)at;
    return eco_map_add(map, key, size, &place, &added);
}

static bool copy_text(usage_reader *reader, eco_text text, const char **out)
{
    const char *found = eco_view_text(reader->view, text);
    *out = found ? eco_arena_text(&reader->arena, found) : NULL;
    return !found || *out;
}

static eco_status scan(usage_reader *reader, const eco_kind *kind, const eco_filter *filter,
                       bool (*visit)(const eco_row *row, void *user))
{
    eco_status status = eco_view_scan(reader->view, kind, filter, visit, reader, reader->error);
    return status ? status : reader->status;
}

static const eco_field *field_of(const eco_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->fields_count; i++)
        if (strcmp(kind->fields[i].name, name) == 0)
            return &kind->fields[i];
    return NULL;
}

/* ---- counts ----------------------------------------------------------------------------------------------------------------------------- */

static bool visit_count(const eco_row *row, void *user)
{
    usage_reader *reader = user;
    usage_seen_count *count = add(reader, &reader->counts, sizeof *count);
    if (!count)
        return no_memory(reader);
    count->row = *(const usage_count *)row->record;
    return (copy_text(reader, count->row.subject, &count->subject) && copy_text(reader, count->row.detail, &count->detail) &&
            index_item(&reader->counts_by_key, &count->row.key, sizeof count->row.key, reader->counts.count - 1)) ||
           no_memory(reader);
}

eco_status eco_usage_read_counts(usage_reader *reader, const char *subject)
{
    eco_filter filter = {.equal_text = subject};
    if (subject)
        filter.equal = field_of(&eco_usage_count_kind, "subject");
    reader->all_counts = !subject;
    return scan(reader, &eco_usage_count_kind, &filter, visit_count);
}

usage_seen_count *eco_usage_seen_count(const usage_reader *reader, int64_t key)
{
    int64_t place = eco_map_get(&reader->counts_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : (usage_seen_count *)reader->counts.items[place];
}

eco_status eco_usage_find_promotion(usage_reader *reader, const char *promotion, int64_t *key)
{
    const usage_name name = {USAGE_ALL, promotion, NULL};
    for (*key = eco_usage_key(reader->usage, &name);; *key = eco_usage_next_key(*key)) {
        const void *record;
        eco_status status = eco_view_find(&record, reader->view, &eco_usage_count_kind, eco_key_int(*key), reader->error);
        const usage_count *count = record;
        if (!count)
            *key = 0;
        if (!count || eco_usage_is_name(&name, count->what, eco_view_text(reader->view, count->subject), NULL))
            return status;
    }
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------ */

static bool visit_hold(const eco_row *row, void *user)
{
    usage_reader *reader = user;
    usage_seen_hold *hold = add(reader, &reader->holds, sizeof *hold);
    if (!hold)
        return no_memory(reader);
    hold->row = *(const usage_hold *)row->record;
    return (copy_text(reader, hold->row.cart, &hold->cart) && copy_text(reader, hold->row.actor, &hold->actor) &&
            copy_text(reader, hold->row.reason, &hold->reason) && copy_text(reader, hold->row.reference, &hold->reference) &&
            index_item(&reader->holds_by_key, &hold->row.key, sizeof hold->row.key, reader->holds.count - 1)) ||
           no_memory(reader);
}

eco_status eco_usage_read_holds(usage_reader *reader, eco_id key, int64_t since_us, int64_t until_us)
{
    eco_filter filter = {.key = key, .since = since_us, .until = until_us};
    if (since_us || until_us)
        filter.time = field_of(&eco_usage_hold_kind, "at_us");
    return scan(reader, &eco_usage_hold_kind, &filter, visit_hold);
}

usage_seen_hold *eco_usage_seen_hold(const usage_reader *reader, eco_id key)
{
    int64_t place = eco_map_get(&reader->holds_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : (usage_seen_hold *)reader->holds.items[place];
}

static bool visit_line(const eco_row *row, void *user)
{
    usage_reader *reader = user;
    usage_seen_hold *hold = eco_usage_seen_hold(reader, row->owner);
    if (!hold) {
        reader->lost++;
        return true;
    }
    usage_seen_line *line = add(reader, &reader->lines, sizeof *line);
    if (!line)
        return no_memory(reader);
    line->row = *(const usage_line *)row->record;
    line->hold = hold;
    line->number = row->number;
    if (hold->last)
        hold->last->next = line;
    else
        hold->first = line;
    hold->last = line;
    return true;
}

eco_status eco_usage_read_all_lines(usage_reader *reader)
{
    return scan(reader, &eco_usage_line_kind, NULL, visit_line);
}

eco_status eco_usage_read_lines(usage_reader *reader)
{
    eco_status status = ECO_OK;
    if (reader->holds.count > FEW)
        return eco_usage_read_all_lines(reader);
    for (size_t i = 0; !status && i < reader->holds.count; i++) {
        const usage_seen_hold *hold = reader->holds.items[i];
        status = scan(reader, &eco_usage_line_kind, &(eco_filter){.key = hold->row.key}, visit_line);
    }
    return status;
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

static bool visit_entry(const eco_row *row, void *user)
{
    usage_reader *reader = user;
    usage_seen_entry *entry = add(reader, &reader->entries, sizeof *entry);
    if (!entry)
        return no_memory(reader);
    entry->row = *(const usage_entry *)row->record;
    return true;
}

/* Rows that a command wrote, of one promotion, while a limit counts. */
typedef struct promotion_visit {
    usage_reader *reader;
    int64_t promotion, left;
} promotion_visit;

static bool visit_promotion_entry(const eco_row *row, void *user)
{
    promotion_visit *visit = user;
    if (((const usage_entry *)row->record)->counts[USAGE_ALL] != visit->promotion)
        return true;
    return visit_entry(row, visit->reader) && --visit->left != 0;
}

eco_status eco_usage_read_entries(usage_reader *reader, const eco_query *query, int64_t promotion)
{
    const eco_kind *kind = &eco_usage_entry_kind;
    eco_filter filter = {.since = query->since_us,
                         .until = query->until_us,
                         .has_after = query->after_sequence != 0,
                         .after = query->after_sequence};
    if (query->since_us || query->until_us)
        filter.time = field_of(kind, "at_us");
    if (eco_has_key(query->key) && promotion) {
        promotion_visit visit = {reader, promotion, query->limit ? query->limit : -1};
        filter.equal = field_of(kind, "command");
        filter.equal_id = query->key;
        eco_status status = eco_view_scan(reader->view, kind, &filter, visit_promotion_entry, &visit, reader->error);
        return status ? status : reader->status;
    }
    filter.limit = query->limit;
    filter.equal_id = query->key;
    filter.equal_int = promotion;
    if (promotion || eco_has_key(query->key))
        filter.equal = field_of(kind, promotion ? "promotion_count" : "command");
    return scan(reader, kind, &filter, visit_entry);
}

static bool visit_command(const eco_row *row, void *user)
{
    usage_reader *reader = user;
    usage_seen_command *command = add(reader, &reader->commands, sizeof *command);
    if (!command)
        return no_memory(reader);
    command->row = *(const eco_command_record *)row->record;
    return (copy_text(reader, command->row.actor, &command->actor) && copy_text(reader, command->row.reason, &command->reason) &&
            copy_text(reader, command->row.reference, &command->reference) &&
            index_item(&reader->commands_by_key, &command->row.command, sizeof(eco_id), reader->commands.count - 1)) ||
           no_memory(reader);
}

static const usage_seen_command *seen_command(const usage_reader *reader, eco_id key)
{
    int64_t place = eco_map_get(&reader->commands_by_key, (const char *)&key, sizeof key, -1);
    return place < 0 ? NULL : reader->commands.items[place];
}

eco_status eco_usage_read_commands(usage_reader *reader)
{
    eco_status status = ECO_OK;
    bool few = reader->entries.count <= FEW;
    if (!few)
        status = scan(reader, &eco_usage_command_kind, NULL, visit_command);
    for (size_t i = 0; !status && i < reader->entries.count; i++) {
        usage_seen_entry *entry = (usage_seen_entry *)reader->entries.items[i];
        entry->command = seen_command(reader, entry->row.command);
        if (few && !entry->command) {
            status = scan(reader, &eco_usage_command_kind, &(eco_filter){.key = entry->row.command}, visit_command);
            entry->command = seen_command(reader, entry->row.command);
        }
    }
    return status;
}

/* ---- joining, order --------------------------------------------------------------------------------------------------------------------- */

static eco_status join(usage_reader *reader, const int64_t counts[USAGE_WHATS])
{
    eco_status status = ECO_OK;
    for (int what = 0; !status && what < USAGE_WHATS; what++)
        if (counts[what] && !eco_usage_seen_count(reader, counts[what]))
            status = scan(reader, &eco_usage_count_kind, &(eco_filter){.key = eco_key_int(counts[what])}, visit_count);
    return status;
}

eco_status eco_usage_join_counts(usage_reader *reader)
{
    eco_status status = ECO_OK;
    if (reader->all_counts)
        return ECO_OK;
    if (reader->lines.count + reader->entries.count > FEW)
        return eco_usage_read_counts(reader, NULL);
    for (size_t i = 0; !status && i < reader->lines.count; i++)
        status = join(reader, ((const usage_seen_line *)reader->lines.items[i])->row.counts);
    for (size_t i = 0; !status && i < reader->entries.count; i++)
        status = join(reader, ((const usage_seen_entry *)reader->entries.items[i])->row.counts);
    return status;
}

eco_status eco_usage_sort(usage_reader *reader, usage_list *list, eco_compare compare)
{
    const void **spare = eco_arena_take_raw(&reader->arena, list->count, sizeof *spare);
    if (!spare && list->count)
        return eco_fail_memory(reader->error);
    if (list->count)
        eco_sort(list->items, spare, list->count, compare, NULL);
    return ECO_OK;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

int eco_usage_compare_counts(const void *a, const void *b, const void *context)
{
    (void)context;
    const usage_seen_count *left = a, *right = b;
    int order = compare_texts(left->subject, right->subject);
    if (!order)
        order = (left->row.what > right->row.what) - (left->row.what < right->row.what);
    return order ? order : compare_texts(left->detail, right->detail);
}

int eco_usage_compare_ids(eco_id a, eco_id b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}
