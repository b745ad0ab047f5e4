/* commands.c - see commands.h. */
#include "json/commands.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
