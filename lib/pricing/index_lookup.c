/* index_lookup.c - what the values of a cart lead to: keys of rules, and exclusions. Each value is hashed once; tables are fetched many at a time. */
#include "pricing/index_parts.h"

#include <string.h>

enum { PROBES_MOST = 32 };

typedef struct probe {
    uint64_t hash;
    const char *text;
    size_t size, line;
    eco_index_place place;
    bool keys, exclusions;
} probe;

typedef struct probing {
    eco_index_finding *find;
    eco_index_numbers once;  /* exclusions that every line must have: once for each line that has it */
    size_t line, line_start; /* the line at work, and where it begins in `once` */
    size_t count;
    probe probes[PROBES_MOST];
} probing;

static void look_up_keys(eco_index_finding *find, uint64_t hash)
{
    const eco_index *index = find->index;
    size_t at = eco_index_table_start(&index->keys, hash);
    for (uint32_t ref; (ref = eco_index_table_next(&index->keys, hash, &at));) {
        uint32_t number = ref & ECO_INDEX_NUMBER_MASK;
        if (ref >> ECO_INDEX_KIND_SHIFT != ECO_INDEX_MANY) {
            eco_index_add(find, &find->refs, ref);
            continue;
        }
        for (uint32_t i = 1; i <= index->lists[number]; i++)
            eco_index_add(find, &find->refs, index->lists[number + i]);
    }
}

/* ---- exclusions: here the hash is not enough ---- */

static bool has_value(const eco_index_exclusion *exclusion, const probe *given)
{
    if (exclusion->place != given->place)
        return false;
    if (exclusion->set)
        return eco_map_get(exclusion->set, given->text, given->size, INT64_MIN) != INT64_MIN;
    return exclusion->size == given->size && memcmp(exclusion->text, given->text, given->size) == 0;
}

static void note_for_line(probing *in, size_t line, uint32_t exclusion)
{
    if (line != in->line) {
        in->line = line;
        in->line_start = in->once.count;
    }
    for (size_t i = in->line_start; i < in->once.count; i++)
        if (in->once.items[i] == exclusion)
            return;
    eco_index_add(in->find, &in->once, exclusion);
}

static void look_up_exclusions(probing *in, const probe *given)
{
    const eco_index *index = in->find->index;
    size_t at = eco_index_table_start(&index->excluders, given->hash);
    for (uint32_t ref; (ref = eco_index_table_next(&index->excluders, given->hash, &at));) {
        const eco_index_exclusion *exclusion = &index->exclusions[ref - 1];
        if (!has_value(exclusion, given))
            continue;
        if (exclusion->every)
            note_for_line(in, given->line, ref - 1);
        else
            eco_index_add(in->find, &in->find->present, ref - 1);
    }
}

/* Those that all lines have. */
static void note_every(probing *in)
{
    eco_index_numbers *once = &in->once;
    size_t lines = in->find->work->goods_count;
    eco_index_sort(in->find, once);
    for (size_t i = 0, end; i < once->count; i = end) {
        for (end = i + 1; end < once->count && once->items[end] == once->items[i]; end++)
            ;
        if (end - i == lines)
            eco_index_add(in->find, &in->find->present, once->items[i]);
    }
}

/* ---- values ---- */

static void flush(probing *in)
{
    for (size_t i = 0; i < in->count; i++) {
        if (in->probes[i].keys)
            look_up_keys(in->find, in->probes[i].hash);
        if (in->probes[i].exclusions)
            look_up_exclusions(in, &in->probes[i]);
    }
    in->count = 0;
}

static void probe_text(probing *in, const char *text, size_t size, const eco_index_slot *slot, int32_t table, size_t line)
{
    const eco_index *index = in->find->index;
    eco_index_place place = eco_index_place_of(table, slot->slot);
    uint64_t hash = eco_index_hash(place, eco_hash(text, size));
    if (in->count == PROBES_MOST)
        flush(in);
    if (slot->keys)
        __builtin_prefetch(&index->keys.buckets[eco_index_table_start(&index->keys, hash)]);
    if (slot->exclusions)
        __builtin_prefetch(&index->excluders.buckets[eco_index_table_start(&index->excluders, hash)]);
    in->probes[in->count++] = (probe){hash, text, size, line, place, slot->keys, slot->exclusions};
}

static void probe_values(probing *in, eco_values values, const eco_index_slot *slot, int32_t table, size_t line)
{
    for (size_t i = 0; i < values.count; i++)
        probe_text(in, values.values[i].text, (size_t)values.values[i].size, slot, table, line);
}

/* A SKU is looked up as it stands: where it is the only key of lines, their facts are not needed. */
static void probe_line(probing *in, size_t line)
{
    const eco_index *index = in->find->index;
    const eco_item *item = &in->find->work->items[line];
    for (size_t i = 0; i < index->line_slots_count; i++) {
        const eco_index_slot *slot = &index->line_slots[i];
        if (slot->slot == ECO_LINE_SKU)
            probe_text(in, item->sku, strlen(item->sku), slot, ECO_OF_LINE, line);
        else
            probe_values(in, item->facts[slot->slot], slot, ECO_OF_LINE, line);
    }
}

void eco_index_look_up_code(eco_index_finding *find, const char *code)
{
    const eco_index_place place = (eco_index_place)ECO_INDEX_CODES;
    look_up_keys(find, eco_index_hash(place, eco_hash(code, strlen(code))));
}

void eco_index_look_up(eco_index_finding *find)
{
    const eco_index *index = find->index;
    const eco_pricing_work *work = find->work;
    probing in; /* its probes need no zeros */
    in.find = find;
    in.once = (eco_index_numbers){NULL, 0, 0};
    in.line = in.line_start = in.count = 0;
    for (size_t i = 0; i < index->cart_slots_count; i++)
        probe_values(&in, work->cart_facts[index->cart_slots[i].slot], &index->cart_slots[i], ECO_OF_CART, 0);
    for (size_t line = 0; line < work->goods_count && index->line_slots_count; line++)
        probe_line(&in, line);
    flush(&in);
    note_every(&in);
    eco_index_settle(find, &find->present);
}
