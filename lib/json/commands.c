/* commands.c - see commands.h. */
#include "json/commands.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct kept { /* what stands before the commands; the arena frees it, too */
    _Alignas(16) eco_arena arena;
} kept;

static eco_status keep_commands(const void **out, size_t size, eco_json_commands_call of, const eco_json_document *document,
                                eco_error *error)
{
    eco_arena arena;
    eco_arena_begin(&arena, &document->allocator);
    kept *body = eco_arena_take(&arena, sizeof *body + size);
    eco_status status = body ? of(body + 1, document, &arena, error) : eco_fail_memory(error);
    if (status) {
        eco_arena_end(&arena);
        return status;
    }
    body->arena = arena;
    *out = body + 1;
    return ECO_OK;
}

eco_status eco_json_read_commands(const void **out, size_t size, eco_json_commands_call of, const char *text, size_t text_size,
                                  const eco_json_options *options, eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, text_size, options, error);
    if (status)
        return status;
    status = keep_commands(out, size, of, &document, error);
    eco_json_close(&document);
    return status;
}

void eco_json_free_commands(const void *commands)
{
    if (!commands)
        return;
    eco_arena arena = ((const kept *)commands - 1)->arena;
    eco_arena_end(&arena);
}

/* ---- queries ---------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_json_query_of(eco_json_query *out, const eco_json_document *document, const eco_json_query_kind *kind,
                             eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    eco_status status = eco_json_expect_schema(document, kind->schema, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, kind->object, out);
    out->query.struct_size = sizeof out->query;
    return status;
}

eco_status eco_json_run_query(void *module, const eco_json_document *document, const eco_json_query_kind *kind, eco_writer writer,
                              eco_error *error)
{
    eco_json_query asked;
    const eco_table *table;
    eco_status status = eco_json_query_of(&asked, document, kind, error);
    if (status)
        return status;
    eco_error cause = {.status = ECO_OK};
    status = kind->table(&table, module, asked.table, &asked.query, &cause);
    if (status) {
        const eco_json_value *name = eco_json_member(document->values, "table");
        if (status == ECO_E_UNKNOWN_NAME)
            return eco_json_fail(document, name, error, status, "%s", cause.message);
        eco_json_place_error(document, kind->object, &cause, status);
        if (error)
            *error = cause;
        return status;
    }
    status = eco_table_write(table, ECO_FORMAT_JSON, writer, error);
    eco_table_free(table);
    return status;
}

/* ---- results ---------------------------------------------------------------------------------------------------------------------------- */

/* The buffer never holds more than a piece for the writer, which is this: once it is taken, nothing can fail but the writer. */
enum { ROOM = 64 << 10 };

eco_status eco_json_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                  const char *currency, const char *schema, eco_error *error)
{
    eco_json_write_begin(writing, allocator, writer, currency);
    eco_buffer *buffer = &writing->buffer;
    if (!eco_grow(&buffer->allocator, &buffer->bytes, &buffer->capacity, ROOM, 1)) {
        eco_buffer_end(buffer);
        return eco_fail_memory(error);
    }
    eco_json_write_open(writing, '{');
    eco_json_write_key(writing, "schema");
    eco_json_write_text(writing, schema);
    eco_json_write_key(writing, "results");
    eco_json_write_open(writing, '[');
    return ECO_OK;
}

eco_status eco_json_results_end(eco_json_writing *writing, eco_error *error)
{
    eco_json_write_close(writing, ']');
    eco_json_write_close(writing, '}');
    return eco_json_write_end(writing, error);
}

size_t eco_json_command_of(const eco_error *error, size_t count)
{
    if (!error || error->path[0] != '/' || error->path[1] < '0' || error->path[1] > '9')
        return count;
    return strtoul(error->path + 1, NULL, 10);
}

const char *eco_json_command_path(char *path, size_t size, const eco_error *error)
{
    snprintf(path, size, "/commands%s", error->path);
    return path;
}

eco_status eco_json_command_place(const eco_json_document *document, const eco_json_object *root, eco_error *error,
                                  eco_status status)
{
    if (!error || !error->path[0])
        return status;
    eco_fail_under(error, status, "/commands");
    return eco_json_place_error(document, root, error, status);
}

bool eco_json_is_wrong(eco_status status)
{
    return status == ECO_E_INVALID || status == ECO_E_LIMIT || status == ECO_E_MEMORY;
}

eco_status eco_json_renumber(eco_error *error, eco_status status, size_t number)
{
    char rest[sizeof error->path];
    if (!error || status == ECO_E_MEMORY)
        return status;
    const char *behind = strchr(error->path + (error->path[0] == '/'), '/');
    snprintf(rest, sizeof rest, "%s", behind ? behind : "");
    memcpy(error->path, rest, sizeof rest);
    return eco_fail_under(error, status, "/%zu", number);
}
