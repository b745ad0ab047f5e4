/* json_support.h - what the tests of documents share: refusals by table, text in memory, allocators that fail. */
#ifndef ECO_JSON_SUPPORT_H
#define ECO_JSON_SUPPORT_H
#include "test.h"

#include <ecomops/json.h>
#include <stdlib.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

/* A text that must be refused: status, place, and a part of the message. */
typedef struct refusal {
    const char *text;
    eco_status status;
    int32_t line, column;
    const char *path, *message;
} refusal;

#define CHECK_REFUSED(status_, error_, case_)                                                                              \
    CHECK_F((status_) == (case_)->status && (error_).status == (case_)->status && (error_).line == (case_)->line &&        \
                (error_).column == (case_)->column && strcmp((error_).path, (case_)->path) == 0 &&                         \
                strstr((error_).message, (case_)->message),                                                                \
            "%.160s: gave %s at %d:%d \"%.100s\": %.300s", (case_)->text, eco_status_name((error_).status), (error_).line, \
            (error_).column, (error_).path, (error_).message)

/* Where writers write to. */
typedef struct text_sink {
    char *text; /* NUL-terminated */
    size_t size;
    int64_t refuse_after; /* bytes; 0: takes everything */
} text_sink;

static inline bool text_sink_write(const char *text, size_t size, void *user)
{
    text_sink *sink = user;
    if (sink->refuse_after && (int64_t)(sink->size + size) > sink->refuse_after)
        return false;
    sink->text = realloc(sink->text, sink->size + size + 1);
    memcpy(sink->text + sink->size, text, size);
    sink->size += size;
    sink->text[sink->size] = '\0';
    return true;
}
#define TEXT_SINK(sink) ((eco_writer){text_sink_write, (sink)})

/* An allocator whose n-th allocation fails, once or from then on; it counts what is held, so that a leak shows. */
typedef struct faults {
    int64_t until; /* allocations before the one that fails; negative: none does */
    bool lasting;
    int64_t made, held; /* allocations so far; bytes */
} faults;

static inline bool faults_hit(faults *faults)
{
    int64_t number = faults->made++;
    return faults->until >= 0 && (number == faults->until || (faults->lasting && number > faults->until));
}

static inline void *faults_allocate(size_t size, void *user)
{
    faults *state = user;
    void *memory = faults_hit(state) ? NULL : malloc(size ? size : 1);
    state->held += memory ? (int64_t)size : 0;
    return memory;
}

static inline void *faults_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    faults *state = user;
    void *moved = faults_hit(state) ? NULL : realloc(memory, new_size ? new_size : 1);
    state->held += moved ? (int64_t)new_size - (int64_t)old_size : 0;
    return moved;
}

static inline void faults_release(void *memory, size_t size, void *user)
{
    faults *state = user;
    state->held -= memory ? (int64_t)size : 0;
    free(memory);
}
#define FAULTY(state) ((eco_allocator){faults_allocate, faults_reallocate, faults_release, (state)})

/* Fails unless the quotes are equal in every field. */
void check_same_quote(const eco_quote *a, const eco_quote *b);

/* The text of a file of the source tree, NUL-terminated; the caller frees it. */
char *json_file(const char *path, size_t *size);

#endif
