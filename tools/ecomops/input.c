/* input.c - see input.h. Unpackers are started without a shell, so that no file name can be more than a name. */
#include "ecomops/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ecomops/failure.h"
#include "ecomops/grid.h"

#define FAIL(error, status, ...) tool_failure(error, status, 0, 0, NULL, __VA_ARGS__)

static const char *unpacker_of(const char *path)
{
    static const char *const programs[][2] = {{".xz", "xz"}, {".gz", "gzip"}, {".zst", "zstd"}};
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        size_t ending = strlen(programs[i][0]);
        if (size > ending && strcmp(path + size - ending, programs[i][0]) == 0)
            return programs[i][1];
    }
    return NULL;
}

/* The packed file becomes the unpacker's input, a pipe its output. A second pipe, closed by a successful exec, brings errno back. */
static eco_status start_unpacker(tool_input *input, const char *program, eco_error *error)
{
    int out[2], trouble[2];
    if (pipe2(out, O_CLOEXEC) || pipe2(trouble, O_CLOEXEC))
        return FAIL(error, ECO_E_IO, "no pipe to %s: %s", program, strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        dup2(input->file, STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        execlp(program, program, "-dc", (char *)NULL);
        int number = errno;
        ssize_t written = write(trouble[1], &number, sizeof number);
        _exit(written < 0 ? 127 : 126);
    }
    close(out[1]);
    close(trouble[1]);
    int number = child < 0 ? errno : 0;
    ssize_t got = child < 0 ? 0 : read(trouble[0], &number, sizeof number);
    close(trouble[0]);
    input->packed = input->file;
    input->file = out[0];
    input->unpacker = child > 0 ? child : 0;
    input->program = program;
    if (child > 0 && got <= 0)
        return ECO_OK;
    tool_input_close(input);
    if (number == ENOENT)
        return FAIL(error, ECO_E_IO, "%s is packed, and the program %s, which unpacks it, is not installed", input->name,
                    program);
    return FAIL(error, ECO_E_IO, "%s could not be started: %s", program, strerror(number));
}

eco_status tool_input_open(tool_input *input, const char *path, eco_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    *input = (tool_input){.name = standard ? "standard input" : path, .file = STDIN_FILENO, .packed = -1};
    if (!standard)
        input->file = open(path, O_RDONLY | O_CLOEXEC);
    if (input->file < 0)
        return FAIL(error, ECO_E_IO, "%s", strerror(errno));
    const char *program = standard ? NULL : unpacker_of(path);
    return program ? start_unpacker(input, program, error) : ECO_OK;
}

ssize_t tool_input_read(tool_input *input, char *bytes, size_t size, eco_error *error)
{
    ssize_t got;
    do
        got = read(input->file, bytes, size);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        FAIL(error, ECO_E_IO, "%s", strerror(errno));
    if (got != 0 || !input->unpacker)
        return got;
    int state = 0;
    pid_t ended = waitpid(input->unpacker, &state, 0);
    input->unpacker = 0;
    if (ended < 0 || !WIFEXITED(state) || WEXITSTATUS(state) != 0) {
        FAIL(error, ECO_E_IO, "%s could not unpack it", input->program);
        return -1;
    }
    return 0;
}

void tool_input_close(tool_input *input)
{
    if (input->file > STDIN_FILENO)
        close(input->file);
    if (input->unpacker)
        waitpid(input->unpacker, NULL, 0); /* its pipe is closed, so it ends */
    if (input->packed >= 0)
        close(input->packed);
    input->file = input->packed = -1;
    input->unpacker = 0;
}

void tool_input_progress(const tool_input *input, int64_t *done, int64_t *total)
{
    struct stat about;
    int file = input->packed >= 0 ? input->packed : input->file; /* the unpacker moves the offset that it shares with us */
    off_t offset = lseek(file, 0, SEEK_CUR);
    bool known = offset >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    *done = known ? offset : 0;
    *total = known ? about.st_size : 0;
}

static eco_status read_source(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    eco_error own;
    ssize_t got = tool_input_read(user, bytes, room, error ? error : &own);
    *size = got > 0 ? (size_t)got : 0;
    return got >= 0 ? ECO_OK : error ? error->status : own.status;
}

tool_source tool_source_of_input(tool_input *input)
{
    return (tool_source){read_source, input};
}

eco_status tool_input_document(char **text, size_t *size, const char *path, size_t most, eco_error *error)
{
    tool_input input;
    size_t capacity = 0;
    ssize_t got = 1;
    *text = NULL;
    *size = 0;
    eco_status failed = tool_input_open(&input, path, error);
    while (!failed && got > 0) {
        *text = tool_room(*text, &capacity, *size + 65536, 1);
        got = tool_input_read(&input, *text + *size, capacity - *size - 1, error);
        *size += got > 0 ? (size_t)got : 0;
        if (got < 0)
            failed = error->status;
        else if (*size > most)
            failed = FAIL(error, ECO_E_LIMIT, "the document has more than %zu bytes", most);
    }
    if (input.file >= 0)
        tool_input_close(&input);
    if (failed) {
        free(*text);
        *text = NULL;
        return failed;
    }
    (*text)[*size] = '\0';
    return ECO_OK;
}
