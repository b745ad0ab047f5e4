/* tzif.c - a zone from the bytes of a TZif file, versions 1 to 4 (RFC 9636). */
#include "base/tzif.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/memory.h"

#include <string.h>

enum { HEADER = 44, RULE_YEARS = 403 };

typedef struct block {
    uint32_t utc_flags, standard_flags, leap_seconds, transitions, types, characters;
    const unsigned char *data; /* after the header */
    size_t size;
} block;

typedef struct reader {
    const unsigned char *at, *end;
    const char *name;
    eco_error *error;
} reader;

static eco_status fail(const reader *read, const char *why)
{
    return eco_fail(read->error, ECO_E_INVALID, NULL, "zone %s is not a TZif file: %s", ECO_QUOTE(read->name), why);
}

static uint32_t number4(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t signed4(const unsigned char *bytes)
{
    return (int64_t)number4(bytes) - ((bytes[0] & 0x80) ? INT64_C(1) << 32 : 0);
}

static int64_t signed8(const unsigned char *bytes)
{
    return signed4(bytes) * (INT64_C(1) << 32) + number4(bytes + 4);
}

/* A header and the block after it, whose times have time_size bytes. The block is skipped, not looked into. */
static eco_status read_block(reader *read, block *out, size_t time_size)
{
    size_t left = (size_t)(read->end - read->at);
    if (left < HEADER || memcmp(read->at, "TZif", 4) != 0)
        return fail(read, "its header is missing");
    const unsigned char *counts = read->at + 20;
    *out = (block){number4(counts),      number4(counts + 4),  number4(counts + 8), number4(counts + 12),
                   number4(counts + 16), number4(counts + 20), read->at + HEADER,   0};
    /* Counts have 32 bits, so that the sum cannot overflow 64. */
    uint64_t size = (uint64_t)out->transitions * (time_size + 1) + (uint64_t)out->types * 6 + out->characters +
                    (uint64_t)out->leap_seconds * (time_size + 4) + out->standard_flags + out->utc_flags;
    if (size > left - HEADER)
        return fail(read, "it is cut off");
    out->size = (size_t)size;
    read->at += HEADER + out->size;
    return ECO_OK;
}

static eco_status check_block(const reader *read, const block *data, size_t time_size)
{
    if (data->types == 0 || data->types > 256 || data->characters == 0)
        return fail(read, "it has no types");
    if ((data->utc_flags && data->utc_flags != data->types) || (data->standard_flags && data->standard_flags != data->types))
        return fail(read, "its counts differ");
    if (data->leap_seconds)
        return fail(read, "it counts leap seconds, which time here does not have");
    const unsigned char *indexes = data->data + (size_t)data->transitions * time_size;
    const unsigned char *types = indexes + data->transitions;
    for (uint32_t i = 0; i < data->types; i++) {
        int64_t offset = signed4(types + 6 * (size_t)i);
        if (offset < ECO_OFFSET_LEAST || offset > ECO_OFFSET_MOST)
            return fail(read, "an offset is out of range");
    }
    int64_t before = INT64_MIN;
    for (uint32_t i = 0; i < data->transitions; i++) {
        const unsigned char *time = data->data + i * time_size;
        int64_t at = time_size == 4 ? signed4(time) : signed8(time);
        if (at <= before)
            return fail(read, "its transitions do not rise");
        if (indexes[i] >= data->types)
            return fail(read, "a transition has no type");
        before = at;
    }
    return ECO_OK;
}

/* "\nCET-1CEST,M3.5.0,M10.5.0/3\n"; empty between the line feeds where no rule is known. What may follow is of later versions. */
static eco_status read_footer(reader *read, eco_tz_rule *rule, bool *known)
{
    size_t left = (size_t)(read->end - read->at);
    const unsigned char *text = read->at + 1;
    const unsigned char *stop = left > 1 && read->at[0] == '\n' ? memchr(text, '\n', left - 1) : NULL;
    if (!stop)
        return fail(read, "its footer is missing");
    *known = stop > text;
    const char *why = *known ? eco_tz_rule_read(rule, (const char *)text, (size_t)(stop - text)) : NULL;
    return why ? eco_fail(read->error, ECO_E_INVALID, NULL, "zone %s: its rule %s is not one: %s", ECO_QUOTE(read->name),
                          eco_quoted((char[ECO_QUOTED]){0}, (const char *)text, (size_t)(stop - text)), why)
               : ECO_OK;
}

/* A zone with room for `most` pieces, and its first one. */
static eco_zone *make(const char *name, size_t most, int32_t first_offset, const eco_allocator *allocator)
{
    size_t name_size = strlen(name) + 1;
    size_t size = sizeof(eco_zone) + most * (sizeof(int64_t) + sizeof(int32_t)) + name_size;
    eco_zone *zone = eco_allocate(allocator, size);
    if (!zone)
        return NULL;
    int64_t *starts = (int64_t *)(zone + 1);
    int32_t *offsets = (int32_t *)(starts + most);
    char *name_copy = (char *)(offsets + most);
    memcpy(name_copy, name, name_size);
    starts[0] = INT64_MIN;
    offsets[0] = first_offset;
    *zone = (eco_zone){*allocator, size, name_copy, 1, starts, offsets, INT64_MAX};
    return zone;
}

/* Adds a piece. At the same instant the later one counts. */
static void add_piece(eco_zone *zone, int64_t start, int32_t offset)
{
    int64_t *starts = (int64_t *)(zone + 1);
    int32_t *offsets = (int32_t *)zone->offsets;
    if (starts[zone->count - 1] < start)
        zone->count++;
    starts[zone->count - 1] = start;
    offsets[zone->count - 1] = offset;
}

typedef struct change {
    int64_t at;
    int32_t offset;
} change;

/* The changes of a rule in 403 years from first_year on, in the order of time. */
static size_t list_changes(change list[2 * RULE_YEARS], const eco_tz_rule *rule, int32_t first_year)
{
    size_t count = 0;
    for (int32_t year = first_year; year < first_year + RULE_YEARS; year++) {
        int64_t starts, ends;
        eco_tz_rule_year(rule, year, &starts, &ends);
        change start = {starts, rule->daylight}, end = {ends, rule->standard};
        change both[2] = {starts <= ends ? start : end, starts <= ends ? end : start};
        for (int i = 0; i < 2; i++) { /* a rule may reach a week into the years beside it, so sort by insertion */
            size_t place = count++;
            for (; place > 0 && list[place - 1].at > both[i].at; place--)
                list[place] = list[place - 1];
            list[place] = both[i];
        }
    }
    return count;
}

/* Goes on with a rule after the last transition: to the first change in the year after it, and a cycle of 400 years from there. */
static void add_rule(eco_zone *zone, const eco_tz_rule *rule)
{
    int64_t last = zone->starts[zone->count - 1];
    /* Without transitions the rule has always held. */
    int64_t known = zone->count > 1 ? eco_clamp(last, ECO_TIME_FIRST_US / ECO_SECOND_US, ECO_TIME_LAST_US / ECO_SECOND_US)
                                    : ECO_TIME_FIRST_US / ECO_SECOND_US;
    int32_t year = eco_date_civil((int32_t)eco_floor_div(known, 86400)).year;
    change list[2 * RULE_YEARS];
    size_t count = list_changes(list, rule, year - 1);
    int64_t next_year = eco_date_raw(year + 1, 1, 1) * 86400;
    for (size_t i = 0; i < count; i++) {
        if (list[i].at <= last)
            continue;
        if (zone->cycle_start == INT64_MAX && list[i].at >= next_year)
            zone->cycle_start = list[i].at;
        if (zone->cycle_start != INT64_MAX && list[i].at >= zone->cycle_start + ECO_CYCLE_SECONDS)
            break;
        add_piece(zone, list[i].at, list[i].offset);
    }
}

eco_status eco_tzif_read(eco_zone **out, const char *name, const void *bytes, size_t size, const eco_allocator *allocator,
                         eco_error *error)
{
    *out = NULL;
    reader read = {bytes, (const unsigned char *)bytes + size, name, error};
    block data;
    eco_tz_rule rule = {0};
    bool ruled = false;
    size_t time_size = 4;
    eco_status status = read_block(&read, &data, time_size);
    bool old = !status && ((const unsigned char *)bytes)[4] < '2';
    if (!status && !old) { /* the first block is for old readers: the real one follows */
        time_size = 8;
        status = read_block(&read, &data, time_size);
    }
    if (!status)
        status = check_block(&read, &data, time_size);
    if (!status && !old)
        status = read_footer(&read, &rule, &ruled);
    if (status)
        return status;
    const unsigned char *indexes = data.data + (size_t)data.transitions * time_size;
    const unsigned char *types = indexes + data.transitions;
    bool always = data.transitions == 0 && ruled;
    eco_zone *zone = make(name, 1 + (size_t)data.transitions + (ruled && rule.changes ? 2 * RULE_YEARS : 0),
                          always ? rule.standard : (int32_t)signed4(types), allocator);
    if (!zone)
        return eco_fail_memory(error);
    for (uint32_t i = 0; i < data.transitions; i++) {
        const unsigned char *time = data.data + i * time_size;
        int64_t at = time_size == 4 ? signed4(time) : signed8(time);
        add_piece(zone, at, (int32_t)signed4(types + 6 * (size_t)indexes[i]));
    }
    if (ruled && rule.changes)
        add_rule(zone, &rule);
    *out = zone;
    return ECO_OK;
}
