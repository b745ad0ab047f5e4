/* source.c - see source.h. */
#include "ecomops/source.h"
#include "ecomops/failure.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static eco_status read_file(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    tool_file *file = user;
    ssize_t got;
    do
        got = read(file->descriptor, bytes, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return tool_failure(error, ECO_E_IO, 0, 0, NULL, "%s: %s", file->name, strerror(errno));
    *size = (size_t)got;
    file->done += got;
    return ECO_OK;
}

tool_source tool_source_of_file(tool_file *file)
{
    return (tool_source){read_file, file};
}

static eco_status read_memory(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    (void)error;
    tool_memory *memory = user;
    *size = memory->size < room ? memory->size : room;
    if (*size)
        memcpy(bytes, memory->bytes, *size);
    memory->bytes += *size;
    memory->size -= *size;
    return ECO_OK;
}

tool_source tool_source_of_memory(tool_memory *memory)
{
    return (tool_source){read_memory, memory};
}
