/* sql_scan.c - a filter of view.h as a SELECT. */
#include "store/sql.h"

typedef struct query {
    eco_buffer *text;
    const eco_sql *sql;
    eco_sql_value *values;
    size_t count;
    bool begun; /* WHERE is written */
} query;

static void and_(query *scan)
{
    eco_buffer_add_text(scan->text, scan->begun ? " AND " : " WHERE ");
    scan->begun = true;
}

/* A parameter: ?3 or $3::bigint. */
static void value(query *scan, eco_sql_value value)
{
    scan->values[scan->count++] = value;
    if (scan->sql->postgres)
        eco_buffer_addf(scan->text, "$%zu::%s", scan->count, eco_sql_postgres_type(value.type));
    else
        eco_buffer_addf(scan->text, "?%zu", scan->count);
}

static void number(query *scan, int64_t given)
{
    value(scan, (eco_sql_value){.type = ECO_FIELD_INT, .number = given});
}

static void compare(query *scan, const eco_field *field, const char *operator, int64_t given)
{
    and_(scan);
    eco_buffer_addf(scan->text, "\"%s\" %s ", field->name, operator);
    number(scan, given);
}

static void key(query *scan, const eco_field *field, eco_id given)
{
    and_(scan);
    eco_buffer_addf(scan->text, "\"%s\" = ", field->name);
    if (field->type == ECO_FIELD_ID)
        value(scan, (eco_sql_value){.type = ECO_FIELD_ID, .id = given});
    else
        number(scan, (int64_t)given.low);
}

/* None of an ID, TEXT or TIME is NULL. */
static void equal(query *scan, const eco_filter *filter)
{
    const eco_field *field = filter->equal;
    bool text = field->type == ECO_FIELD_TEXT, id = field->type == ECO_FIELD_ID;
    bool none = text ? !filter->equal_text || !*filter->equal_text
                : id ? !eco_has_key(filter->equal_id)
                     : field->type == ECO_FIELD_TIME && !filter->equal_int;
    and_(scan);
    eco_buffer_addf(scan->text, none ? "\"%s\" IS NULL" : "\"%s\" = ", field->name);
    if (none)
        return;
    if (text)
        value(scan, (eco_sql_value){.type = ECO_FIELD_TEXT, .text = filter->equal_text});
    else if (id)
        value(scan, (eco_sql_value){.type = ECO_FIELD_ID, .id = filter->equal_id});
    else
        number(scan, filter->equal_int);
}

/* A time that is not set counts as 0, as in memory; where it could be in the range, NULL must count so, too. */
static void range(query *scan, const eco_filter *filter)
{
    const eco_field *field = filter->time;
    bool maybe_null = field->type == ECO_FIELD_TIME && filter->since <= 0;
    for (int32_t end = 0; end < 2; end++) {
        int64_t bound = end ? filter->until : filter->since;
        if (!bound)
            continue;
        and_(scan);
        eco_buffer_addf(scan->text, maybe_null ? "coalesce(\"%s\", 0) %s " : "\"%s\" %s ", field->name, end ? "<" : ">=");
        number(scan, bound);
    }
}

static void order(query *scan, const eco_kind *kind, const eco_filter *filter)
{
    eco_buffer_add_text(scan->text, " ORDER BY ");
    if (filter->due && kind->due)
        eco_buffer_addf(scan->text, "\"%s\", ", eco_sql_field_at(kind, kind->due)->name);
    for (size_t i = 0; i < eco_sql_keys(kind); i++)
        eco_buffer_addf(scan->text, "%s\"%s\"", i ? ", " : "", kind->fields[i].name);
    if (filter->limit > 0) {
        eco_buffer_add_text(scan->text, " LIMIT ");
        number(scan, filter->limit);
    }
}

size_t eco_sql_scan(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const eco_filter *filter,
                    eco_sql_value values[ECO_SQL_VALUES])
{
    query scan = {text, sql, values, 0, false};
    eco_buffer_add_text(text, "SELECT ");
    eco_sql_columns(text, kind);
    eco_buffer_add_text(text, " FROM ");
    eco_sql_table(text, sql, kind->name);
    if (sql->postgres) {
        and_(&scan);
        eco_buffer_add_text(text, "\"shop\" = ");
        value(&scan, (eco_sql_value){.type = ECO_FIELD_TEXT, .text = sql->shop});
    }
    if (eco_has_key(filter->key) && kind->shape != ECO_SHAPE_LOG)
        key(&scan, &kind->fields[0], filter->key);
    if (filter->equal)
        equal(&scan, filter);
    if (filter->time)
        range(&scan, filter);
    if (filter->has_after && kind->shape == ECO_SHAPE_LOG)
        compare(&scan, &kind->fields[0], ">", filter->after);
    if (filter->due && kind->due)
        compare(&scan, eco_sql_field_at(kind, kind->due), "<=", filter->until);
    order(&scan, kind, filter);
    return scan.count;
}
