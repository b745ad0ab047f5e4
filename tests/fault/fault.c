/* fault.c - takes the place of malloc and a few calls of the operating system (linked with --wrap), counts and fails them; and runs the scenarios. */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int file, void *bytes, size_t size);
int __real_fstat(int file, struct stat *about);
ssize_t __real_pread(int file, void *bytes, size_t size, off_t offset);
ssize_t __real_pwrite(int file, const void *bytes, size_t size, off_t offset);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int file, void *bytes, size_t size);
int __wrap_fstat(int file, struct stat *about);
ssize_t __wrap_pread(int file, void *bytes, size_t size, off_t offset);
ssize_t __wrap_pwrite(int file, const void *bytes, size_t size, off_t offset);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    bool armed, forbidden;
    fault_mode mode;
    int64_t countdown;      /* calls of the mode's kind until the one that fails */
    int64_t fired, counted; /* in this trial: failures given; calls of malloc while armed */
    bool coarse;            /* no trials of arenas */
    bool keeps;             /* a failed call may leave memory with what it worked on */
    eco_status refused;     /* what the calls give without faults; ECO_OK: they succeed */
} plan;
static int64_t faults_given, trials;
static const char *running = "";

static _Noreturn void violated(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void violated(const char *format, ...)
{
    static const char *const modes[] = {"allocation %" PRId64 " failed once",
                                        "allocations from %" PRId64 " on failed",
                                        "system call %" PRId64 " failed once",
                                        "system calls from %" PRId64 " on failed",
                                        "arena or array %" PRId64 " failed once",
                                        "arenas and arrays from %" PRId64 " on failed",
                                        "the caller's allocation %" PRId64 " failed once",
                                        "the caller's allocations from %" PRId64 " on failed"};
    va_list arguments;
    plan.armed = false;
    fprintf(stderr, "%s: ", running);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, " (");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    fprintf(stderr, modes[plan.mode], trials);
#pragma GCC diagnostic pop
    fprintf(stderr, ")\n");
    exit(1);
}

/* ---- what is alive: the addresses, so that memory which libc took itself and we free does not count ---- */

enum { LIVE_MOST = 1 << 20 };
static uintptr_t live[LIVE_MOST]; /* open addressing; 1: was in use */
static int64_t live_count;

static size_t live_slot(uintptr_t address)
{
    return (size_t)(address >> 4) * 0x9E3779B97F4A7C15u >> 44;
}

static void live_add(void *memory)
{
    size_t at = live_slot((uintptr_t)memory);
    while (live[at] > 1)
        at = (at + 1) % LIVE_MOST;
    live[at] = (uintptr_t)memory;
    if (++live_count > LIVE_MOST / 2)
        violated("more than %d allocations are alive", LIVE_MOST / 2);
}

static bool live_remove(void *memory)
{
    for (size_t at = live_slot((uintptr_t)memory); live[at]; at = (at + 1) % LIVE_MOST)
        if (live[at] == (uintptr_t)memory) {
            live[at] = live[(at + 1) % LIVE_MOST] ? 1 : 0;
            live_count--;
            return true;
        }
    return false;
}

int64_t fault_live(void)
{
    return live_count;
}

/* ---- whether this call fails ---- */

typedef enum kind { KIND_MEMORY, KIND_SYSTEM, KIND_ARENA, KIND_OWN } kind; /* of each two modes */

static kind kind_of(fault_mode mode)
{
    return (kind)((int)mode / 2);
}

static bool fails(kind of)
{
    if (!plan.armed)
        return false;
    if (plan.forbidden && (of == KIND_MEMORY || of == KIND_OWN))
        violated("takes memory, although it is said to take none");
    if (kind_of(plan.mode) == KIND_OWN && of == KIND_MEMORY)
        violated("calls malloc, although the caller gave an allocator");
    if (kind_of(plan.mode) != of)
        return false;
    plan.counted++;
    bool now = plan.mode % 2 ? plan.counted > plan.countdown : plan.counted == plan.countdown + 1;
    plan.fired += now;
    faults_given += now;
    return now;
}

static bool fails_locked(kind of)
{
    pthread_mutex_lock(&lock);
    bool now = fails(of);
    pthread_mutex_unlock(&lock);
    return now;
}

/* ---- malloc ---- */

static void *keep(void *memory)
{
    if (memory) {
        pthread_mutex_lock(&lock);
        live_add(memory);
        pthread_mutex_unlock(&lock);
    }
    return memory;
}

static void forget(void *memory)
{
    pthread_mutex_lock(&lock);
    live_remove(memory);
    pthread_mutex_unlock(&lock);
}

void *__wrap_malloc(size_t size)
{
    return fails_locked(KIND_MEMORY) ? NULL : keep(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_locked(KIND_MEMORY) ? NULL : keep(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (fails_locked(KIND_MEMORY))
        return NULL;
    if (memory)
        forget(memory);
    return keep(__real_realloc(memory, size));
}

void __wrap_free(void *memory)
{
    if (memory)
        forget(memory);
    __real_free(memory);
}

/* Of a library that has no allocator of its own to be given: it fails with malloc's, and may be called where the caller gave an allocator to us. */
void *fault_foreign_malloc(size_t size)
{
    return kind_of(plan.mode) == KIND_MEMORY && fails_locked(KIND_MEMORY) ? NULL : keep(__real_malloc(size));
}

void fault_foreign_free(void *memory)
{
    __wrap_free(memory);
}

/* ---- the caller's allocator: remembers sizes ---- */

typedef struct sized {
    size_t size;
    size_t mark;
} sized;
#define MARK ((size_t)0x0EC0FA17)

static void *own_allocate(size_t size, void *user)
{
    if (user != &plan)
        violated("the allocator is called with another user");
    if (fails_locked(KIND_OWN))
        return NULL;
    sized *memory = __real_malloc(sizeof *memory + size);
    if (!memory)
        abort();
    *memory = (sized){size, MARK};
    memset(memory + 1, 0xA5, size); /* a caller's allocator gives no zeros */
    return keep(memory + 1);
}

static void own_release(void *memory, size_t size, void *user)
{
    sized *header = (sized *)memory - 1;
    if (user != &plan || header->mark != MARK)
        violated("memory is given back that did not come from the caller's allocator");
    if (header->size != size)
        violated("%zu bytes were taken, and given back as %zu", header->size, size);
    forget(memory);
    header->mark = 0;
    memset(memory, 0xA5, size);
    __real_free(header);
}

static void *own_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    void *grown = own_allocate(new_size, user);
    if (!grown)
        return NULL;
    memcpy(grown, memory, old_size < new_size ? old_size : new_size);
    own_release(memory, old_size, user);
    return grown;
}

const eco_allocator *fault_allocator(void)
{
    static const eco_allocator own = {own_allocate, own_reallocate, own_release, &plan};
    return kind_of(plan.mode) == KIND_OWN ? &own : NULL;
}

/* ---- the operating system ---- */

int __wrap_open(const char *path, int flags, ...)
{
    if (fails_locked(KIND_SYSTEM))
        return errno = EIO, -1;
    return __real_open(path, flags, 0);
}

ssize_t __wrap_read(int file, void *bytes, size_t size)
{
    if (fails_locked(KIND_SYSTEM))
        return errno = EIO, -1;
    return __real_read(file, bytes, size);
}

int __wrap_fstat(int file, struct stat *about)
{
    if (fails_locked(KIND_SYSTEM))
        return errno = EIO, -1;
    return __real_fstat(file, about);
}

ssize_t __wrap_pread(int file, void *bytes, size_t size, off_t offset)
{
    if (fails_locked(KIND_SYSTEM))
        return errno = EIO, -1;
    return __real_pread(file, bytes, size, offset);
}

ssize_t __wrap_pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    if (fails_locked(KIND_SYSTEM))
        return errno = EIO, -1;
    return __real_pwrite(file, bytes, size, offset);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user)
{
    return fails_locked(KIND_SYSTEM) ? EAGAIN : __real_pthread_create(thread, attributes, run, user);
}

/* ---- what stands on malloc ---- */

void *__real_eco_arena_take(eco_arena *arena, size_t size);
void *__real_eco_arena_take_array(eco_arena *arena, size_t count, size_t size);
void *__real_eco_arena_copy(eco_arena *arena, const void *bytes, size_t size);
char *__real_eco_arena_text(eco_arena *arena, const char *text);
char *__real_eco_arena_text_of(eco_arena *arena, const char *bytes, size_t size);
bool __real_eco_grow(const eco_allocator *allocator, void *items, size_t *capacity, size_t needed, size_t size);
bool __real_eco_map_add(eco_map *map, const char *key, size_t size, int64_t *value, bool *added);
void *__wrap_eco_arena_take(eco_arena *arena, size_t size);
void *__wrap_eco_arena_take_array(eco_arena *arena, size_t count, size_t size);
void *__wrap_eco_arena_copy(eco_arena *arena, const void *bytes, size_t size);
char *__wrap_eco_arena_text(eco_arena *arena, const char *text);
char *__wrap_eco_arena_text_of(eco_arena *arena, const char *bytes, size_t size);
bool __wrap_eco_grow(const eco_allocator *allocator, void *items, size_t *capacity, size_t needed, size_t size);
bool __wrap_eco_map_add(eco_map *map, const char *key, size_t size, int64_t *value, bool *added);

void *__wrap_eco_arena_take(eco_arena *arena, size_t size)
{
    return fails_locked(KIND_ARENA) ? NULL : __real_eco_arena_take(arena, size);
}

void *__wrap_eco_arena_take_array(eco_arena *arena, size_t count, size_t size)
{
    return fails_locked(KIND_ARENA) ? NULL : __real_eco_arena_take_array(arena, count, size);
}

void *__wrap_eco_arena_copy(eco_arena *arena, const void *bytes, size_t size)
{
    return fails_locked(KIND_ARENA) ? NULL : __real_eco_arena_copy(arena, bytes, size);
}

char *__wrap_eco_arena_text(eco_arena *arena, const char *text)
{
    return text && fails_locked(KIND_ARENA) ? NULL : __real_eco_arena_text(arena, text);
}

char *__wrap_eco_arena_text_of(eco_arena *arena, const char *bytes, size_t size)
{
    return fails_locked(KIND_ARENA) ? NULL : __real_eco_arena_text_of(arena, bytes, size);
}

bool __wrap_eco_grow(const eco_allocator *allocator, void *items, size_t *capacity, size_t needed, size_t size)
{
    return needed > *capacity && fails_locked(KIND_ARENA) ? false : __real_eco_grow(allocator, items, capacity, needed, size);
}

bool __wrap_eco_map_add(eco_map *map, const char *key, size_t size, int64_t *value, bool *added)
{
    return fails_locked(KIND_ARENA) ? false : __real_eco_map_add(map, key, size, value, added);
}

/* ---- trials ---- */

enum { TRIALS_MOST = 100000 };

bool fault_next(fault_mode *mode, int64_t *nth, bool own)
{
    if (*nth >= 0 && !plan.fired) { /* the last one needed no more: the next mode */
        ++*mode;
        *nth = -1;
    }
    if (*mode == FAULT_ARENA_ONCE && plan.coarse)
        *mode = FAULT_OWN_ONCE;
    if (*mode == (own ? FAULT_MODES : FAULT_OWN_ONCE)) {
        plan.mode = FAULT_ONCE;
        return false;
    }
    ++*nth;
    trials = *nth + 1;
    if (*nth >= TRIALS_MOST)
        violated("does not end after %d failures", TRIALS_MOST);
    plan.mode = *mode;
    plan.countdown = *nth;
    plan.fired = plan.counted = 0;
    return true;
}

void fault_arm(void)
{
    plan.armed = true;
}

void fault_disarm(void)
{
    plan.armed = false;
}

void fault_coarse(bool coarse)
{
    plan.coarse = coarse;
}

void fault_keeps(bool keeps)
{
    plan.keeps = keeps;
}

bool fault_may_keep(void)
{
    return plan.keeps;
}

void fault_refused(eco_status status)
{
    plan.refused = status;
}

void fault_judge(const char *call, eco_status status, const eco_error *error)
{
    eco_status expected = kind_of(plan.mode) == KIND_SYSTEM ? ECO_E_IO : ECO_E_MEMORY;
    if (status == plan.refused)
        expected = status;
    else if (status == ECO_OK)
        violated("%s succeeds, where %s is right", call, eco_status_name(plan.refused));
    else if (!plan.fired)
        violated("%s fails by itself: %s at %s", call, error->message, error->path);
    else if (status != expected)
        violated("%s gives %s, not %s: %s at %s", call, eco_status_name(status), eco_status_name(expected), error->message,
                 error->path);
    if (status == ECO_OK)
        return;
    if (error->status != expected || !error->message[0])
        violated("%s gives %s, but the error says %s: \"%s\"", call, eco_status_name(status), eco_status_name(error->status),
                 error->message);
}

void fault_check(bool condition, const char *what, const char *call)
{
    if (!condition)
        violated("%s: %s", call, what);
}

bool fault_text_write(const char *text, size_t size, void *user)
{
    fault_text *to = user;
    bool armed = plan.armed;
    plan.armed = false;
    to->bytes = __wrap_realloc(to->bytes, to->size + size + 1);
    memcpy(to->bytes + to->size, text, size);
    to->size += size;
    to->bytes[to->size] = '\0';
    plan.armed = armed;
    return true;
}

/* ---- the program ---- */

static fault_scenario *scenarios;

void fault_register(fault_scenario *scenario)
{
    scenario->next = scenarios;
    scenarios = scenario;
}

static void run(const fault_scenario *scenario)
{
    running = scenario->function;
    int64_t before = live_count;
    plan.forbidden = plan.armed = scenario->reason;
    plan.fired = 0;
    plan.refused = ECO_OK;
    plan.coarse = plan.keeps = false;
    scenario->run();
    plan.forbidden = plan.armed = false;
    if (!scenario->reason && !trials)
        violated("the scenario tries nothing");
    if (live_count != before)
        violated("%" PRId64 " allocations leak", live_count - before);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (const fault_scenario *scenario = scenarios; scenario; scenario = scenario->next)
            if (scenario->is_public)
                puts(scenario->function);
        return 0;
    }
    int count = 0, nothing = 0;
    for (const fault_scenario *scenario = scenarios; scenario; scenario = scenario->next) {
        bool wanted = argc < 2;
        for (int i = 1; i < argc; i++)
            wanted |= strcmp(argv[i], scenario->function) == 0;
        if (!wanted)
            continue;
        trials = 0;
        run(scenario);
        count++;
        nothing += scenario->reason != NULL;
    }
    printf("%d functions, %d of them take nothing; %" PRId64 " faults\n", count, nothing, faults_given);
    return count == 0;
}
