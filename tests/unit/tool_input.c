/* Files, packed files, and the sample's year. */
#include <stdlib.h>
#include <unistd.h>

#include "ecomops/input.h"
#include "ecomops/sample.h"
#include "test.h"

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

TEST(tool_input, reads_documents_whole)
{
    eco_error error;
    char path[] = "/tmp/ecomops-input-XXXXXX", *text;
    size_t size;
    CHECK(close(mkstemp(path)) == 0);
    enum { LONG = 300000 };
    char *content = malloc(LONG);
    for (int i = 0; i < LONG; i++)
        content[i] = (char)('a' + i % 26);
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, LONG};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_file(path, content, sizes[i]);
        CHECK_OK(tool_input_document(&text, &size, path, LONG, &error));
        CHECK_INT(size, sizes[i]);
        CHECK(memcmp(text, content, size) == 0 && text[size] == '\0');
        free(text);
    }
    CHECK_FAILS(tool_input_document(&text, &size, path, LONG - 1, &error), ECO_E_LIMIT, "more than 299999 bytes");
    CHECK(text == NULL);
    unlink(path);
    CHECK_FAILS(tool_input_document(&text, &size, path, LONG, &error), ECO_E_IO, "No such file");
    CHECK_FAILS(tool_input_document(&text, &size, "/tmp", LONG, &error), ECO_E_IO, "directory");
    free(content);
}

/* "packed\n", as gzip writes it. */
static const char packed[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\x48\x4c\xce\x4e\x4d\xe1\x02\x00\x43\xe0\x41\x2f\x07\x00\x00\x00";

TEST(tool_input, unpacks_by_the_ending_of_the_name)
{
    eco_error error;
    char path[] = "/tmp/ecomops input $(id)-XXXXXX.gz", *text;
    size_t size;
    CHECK(close(mkstemps(path, 3)) == 0);
    write_file(path, packed, sizeof packed - 1);
    CHECK_OK(tool_input_document(&text, &size, path, 100, &error));
    CHECK_TEXT(text, "packed\n");
    free(text);
    tool_input input; /* closed before its end: the unpacker is not waited for in vain */
    int64_t done, total;
    CHECK_OK(tool_input_open(&input, path, &error));
    tool_input_progress(&input, &done, &total);
    CHECK_INT(total, sizeof packed - 1);
    CHECK(done >= 0 && done <= total);
    tool_input_close(&input);
    write_file(path, packed, sizeof packed - 9);
    CHECK_FAILS(tool_input_document(&text, &size, path, 100, &error), ECO_E_IO, "gzip could not unpack it");
    char *before = strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    CHECK_FAILS(tool_input_document(&text, &size, path, 100, &error), ECO_E_IO,
                "the program gzip, which unpacks it, is not installed");
    setenv("PATH", before, 1);
    free(before);
    unlink(path);
}

TEST(tool_input, standard_input_is_called_minus)
{
    eco_error error;
    int ends[2], own = dup(STDIN_FILENO);
    CHECK(pipe(ends) == 0 && write(ends[1], "hello", 5) == 5 && close(ends[1]) == 0 && dup2(ends[0], STDIN_FILENO) == 0);
    tool_input input;
    int64_t done, total;
    CHECK_OK(tool_input_open(&input, "-", &error));
    CHECK_TEXT(input.name, "standard input");
    tool_input_progress(&input, &done, &total);
    CHECK_INT(total, 0);
    char bytes[16];
    size_t size;
    tool_source source = tool_source_of_input(&input);
    CHECK_OK(source.read(source.user, bytes, sizeof bytes, &size, &error));
    CHECK_INT(size, 5);
    CHECK_OK(source.read(source.user, bytes, sizeof bytes, &size, &error));
    CHECK_INT(size, 0);
    tool_input_close(&input);
    CHECK(dup2(own, STDIN_FILENO) == 0);
    close(own);
    close(ends[0]);
}

/* The bytes are part of what the program promises: figures in guides stand on them. */
TEST(tool_sample, is_the_same_year_everywhere)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    CHECK(tool_sample_write(file, 1000, 2025) && fclose(file) == 0);
    uint64_t sum = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    CHECK_F(sum == UINT64_C(0x68ad064b2c023923), "%" PRIx64, sum);
    free(text);
}
