/* postgres_rows.c - the rows that a step of a batch is about: gathered from the work, sorted by kind and key, so that every session locks and adds in one
 * order, and answers are found by key. */
#include <stdlib.h>

#include "store/postgres.h"

bool eco_postgres_add_row(eco_postgres *postgres, eco_postgres_row row)
{
    if (!eco_grow(&postgres->allocator, &postgres->rows, &postgres->rows_capacity, postgres->rows_count + 1,
                  sizeof *postgres->rows))
        return false;
    postgres->rows[postgres->rows_count++] = row;
    return true;
}

static int compare_keys(eco_id a, eco_id b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static int compare_rows(const void *a, const void *b)
{
    const eco_postgres_row *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind->number < right->kind->number ? -1 : 1;
    return compare_keys(left->key, right->key);
}

void eco_postgres_sort_rows(eco_postgres *postgres)
{
    eco_postgres_row *rows = postgres->rows;
    size_t unsorted = 1;
    while (unsorted < postgres->rows_count && compare_rows(&rows[unsorted - 1], &rows[unsorted]) <= 0)
        unsorted++;
    if (unsorted < postgres->rows_count)
        qsort(rows, postgres->rows_count, sizeof *rows, compare_rows);
}

size_t eco_postgres_end_of_kind(const eco_postgres *postgres, size_t first)
{
    size_t end = first;
    while (end < postgres->rows_count && postgres->rows[end].kind == postgres->rows[first].kind)
        end++;
    return end;
}

eco_postgres_row *eco_postgres_find_row(const eco_postgres *postgres, const eco_kind *kind, eco_id key)
{
    const eco_postgres_row sought = {.kind = kind, .key = key};
    return postgres->rows_count ? bsearch(&sought, postgres->rows, postgres->rows_count, sizeof sought, compare_rows) : NULL;
}

void eco_postgres_add_keys(eco_postgres *postgres, size_t first, size_t end, bool (*which)(const eco_postgres_row *row))
{
    const eco_kind *kind = postgres->rows[first].kind;
    size_t count = 0;
    for (size_t i = first; i < end; i++)
        count += which(&postgres->rows[i]);
    eco_values_begin_array(&postgres->values, kind->fields[0].type, count);
    for (size_t i = first; i < end; i++)
        if (which(&postgres->rows[i]))
            eco_values_key_element(&postgres->values, kind, postgres->rows[i].key);
    eco_values_end_array(&postgres->values);
}

bool eco_postgres_send_keys(eco_postgres *postgres, size_t first, size_t end, bool (*which)(const eco_postgres_row *row),
                            const eco_kind *kind, int statement, eco_taker take)
{
    bool any = false;
    for (size_t i = first; i < end && !any; i++)
        any = which(&postgres->rows[i]);
    if (!any)
        return false;
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->shop);
    eco_postgres_add_keys(postgres, first, end, which);
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, kind, statement), &postgres->values, take, postgres, kind);
    return true;
}
