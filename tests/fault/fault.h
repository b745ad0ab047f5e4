/* fault.h - every public function with every allocation, and every call of the operating system, failing: the n-th once, then from the n-th on, for each
 * n until the call needs no more. What must hold each time:
 *   - it returns ECO_E_MEMORY (ECO_E_IO for the operating system), with an error that says so, or it succeeds all the same;
 *   - after a failure its out parameter is NULL and what it worked on is as it was;
 *   - nothing has leaked, and with an allocator of the caller's nothing came from anywhere else, and every size given back was the size taken.
 *
 *     SCENARIO(eco_quote_table)
 *     {
 *         FAULTS(table = POISON, eco_quote_table(&table, quote, "lines", &error), !table, eco_table_free(table));
 *     }
 *     TAKES_NOTHING(eco_status_name, "a switch over constants") { eco_status_name(ECO_OK); }
 *
 * The test `fault_coverage` compares the names with what the library exports: a function without a scenario fails it. */
#ifndef ECO_FAULT_H
#define ECO_FAULT_H
#include <ecomops/base.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct fault_scenario {
    const char *function;
    const char *reason; /* why it takes no memory; NULL: it does */
    bool is_public;
    void (*run)(void);
    struct fault_scenario *next;
} fault_scenario;
void fault_register(fault_scenario *scenario);

#define SCENARIO_(function_, reason_, is_public_)                                                       \
    static void scenario_##function_(void);                                                             \
    __attribute__((constructor)) static void scenario_##function_##_register(void)                      \
    {                                                                                                   \
        static fault_scenario scenario = {#function_, reason_, is_public_, scenario_##function_, NULL}; \
        fault_register(&scenario);                                                                      \
    }                                                                                                   \
    static void scenario_##function_(void)
#define SCENARIO(function)          SCENARIO_(function, NULL, true)
#define SCENARIO_INTERNAL(function) SCENARIO_(function, NULL, false)
/* Runs with every allocation counted: one is a failure. */
#define TAKES_NOTHING(function, reason) SCENARIO_(function, reason, true)

typedef enum fault_mode {
    FAULT_ONCE,        /* the n-th malloc */
    FAULT_ON,          /* ... and all after it */
    FAULT_SYSTEM_ONCE, /* open, read, fstat, pread, pwrite, pthread_create */
    FAULT_SYSTEM_ON,
    FAULT_ARENA_ONCE, /* memory.h's arenas, growing arrays and maps, which take memory only now and then: so that each place is seen to fail */
    FAULT_ARENA_ON,
    FAULT_OWN_ONCE, /* the n-th of fault_allocator(); malloc must not be called at all */
    FAULT_OWN_ON,
    FAULT_MODES
} fault_mode;

/* What a scenario gives as the caller's allocator: NULL in the modes of malloc. */
const eco_allocator *fault_allocator(void);
/* malloc and free for cJSON's hooks. */
void *fault_foreign_malloc(size_t size);
void fault_foreign_free(void *memory);
/* Starts a trial; false when the mode's trials are over. */
bool fault_next(fault_mode *mode, int64_t *nth, bool own);
void fault_arm(void);
void fault_disarm(void);
/* The calls of the FAULTS that follow fail by themselves with this status (or by memory); ECO_OK: no more. */
void fault_refused(eco_status status);
/* The FAULTS that follow leave out the modes of arenas: for work so large that those would take minutes. */
void fault_coarse(bool coarse);
/* What the calls of the FAULTS that follow work on may keep memory of a call that failed, until it is freed: stores do. */
void fault_keeps(bool keeps);
bool fault_may_keep(void);
/* After the call: exits with a message if what it returned is not what it may return. */
void fault_judge(const char *call, eco_status status, const eco_error *error);
void fault_check(bool condition, const char *what, const char *call);
int64_t fault_live(void); /* allocations that are alive */
/* A null pointer that no call may leave in an out parameter. */
#define POISON ((void *)(uintptr_t)0x5A5A)

#define FAULTS_(own, begin, call, clean, release, ...)                                                \
    do {                                                                                              \
        fault_mode mode_ = FAULT_ONCE;                                                                \
        int64_t nth_ = -1;                                                                            \
        while (fault_next(&mode_, &nth_, own)) {                                                      \
            eco_error error = {.status = ECO_OK};                                                     \
            int64_t live_ = fault_live();                                                             \
            begin;                                                                                    \
            int64_t before_ = fault_live();                                                           \
            fault_arm();                                                                              \
            eco_status status_ = (call);                                                              \
            fault_disarm();                                                                           \
            fault_judge(#call, status_, &error);                                                      \
            if (status_) {                                                                            \
                fault_check(clean, "after the failure " #clean " does not hold", #call);              \
                fault_check(fault_may_keep() || fault_live() <= before_, "the failure leaks", #call); \
            } else {                                                                                  \
                release;                                                                              \
            }                                                                                         \
            __VA_ARGS__;                                                                              \
            fault_check(fault_live() == live_, "memory leaks", #call);                                \
        }                                                                                             \
    } while (0)

/* begin; call, with faults; if it failed, `clean` must hold; if not, `release`; and in any case, if it is given, a last statement. */
#define FAULTS(begin, call, clean, release, ...) FAULTS_(false, begin, call, clean, release, __VA_ARGS__)
/* ... also with an allocator of the caller's: `begin` or `call` give fault_allocator(). */
#define FAULTS_OWN(begin, call, clean, release, ...) FAULTS_(true, begin, call, clean, release, __VA_ARGS__)

/* Outside of FAULTS nothing fails: set-up that must succeed. */
#define MUST(call)                                                                                          \
    do {                                                                                                    \
        eco_error error = {.status = ECO_OK};                                                               \
        if (call) {                                                                                         \
            fprintf(stderr, "%s:%d: %s: %s at %s\n", __FILE__, __LINE__, #call, error.message, error.path); \
            exit(1);                                                                                        \
        }                                                                                                   \
    } while (0)

/* Text kept, to compare what a live object says before and after. Free it with free(). */
typedef struct fault_text {
    char *bytes;
    size_t size;
} fault_text;
bool fault_text_write(const char *text, size_t size, void *user); /* an eco_writer into a fault_text, without injected faults */

#endif
