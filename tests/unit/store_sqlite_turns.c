/* store_sqlite_turns.c - processes and threads on one file: they go in the order in which they came, a process that dies lets the others through, and what
 * there is is taken once. */
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/turnstile.h"
#include "store_shed.h"

static const eco_allocator *plain(void)
{
    static eco_allocator allocator;
    allocator = eco_allocator_of(NULL);
    return &allocator;
}

static const char *path_of(const char *name)
{
    static char path[96];
    snprintf(path, sizeof path, "/tmp/eco_turns_%ld_%s.db", (long)getpid(), name);
    return path;
}

static void remove_files(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char name[128];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

static void must_end_well(pid_t process)
{
    int how;
    CHECK_INT(waitpid(process, &how, 0), process);
    CHECK_F(WIFEXITED(how) && WEXITSTATUS(how) == 0, "a process ended with %d", how);
}

TEST(store_sqlite_turns, one_at_a_time_and_the_wait_is_bounded)
{
    eco_error error;
    eco_turnstile first, second;
    const char *path = path_of("two");
    CHECK_OK(eco_turnstile_open(&first, path, plain(), &error));
    CHECK_OK(eco_turnstile_open(&second, path, plain(), &error));
    CHECK_OK(eco_turnstile_enter(&first, 1000, &error));
    CHECK_FAILS(eco_turnstile_enter(&second, 20000, &error), ECO_E_BUSY, "20 ms");
    CHECK_INT(second.waits, 1);
    CHECK_F(second.longest_us >= 20000 && second.longest_us < 5000000, "%lld us", (long long)second.longest_us);
    eco_turnstile_leave(&first);
    CHECK_OK(eco_turnstile_enter(&second, 1000000, &error)); /* who gave up has left the gate free */
    CHECK_INT(second.waits, 1);
    eco_turnstile_leave(&second);
    eco_turnstile_close(&first);
    eco_turnstile_close(&second);
    CHECK_FAILS(eco_turnstile_open(&first, "/no/such/folder.db", plain(), &error), ECO_E_IO, "/no/such/folder.db-gate");
    CHECK_FAILS(eco_turnstile_open(&first, "/proc/none.db", plain(), &error), ECO_E_IO, "/proc/none.db-gate");
    remove_files(path);
}

enum { PROCESSES = 4, TURNS = 1200 };
typedef struct board {
    atomic_int ready, inside, turns;
    int who[TURNS];
} board;

static int take_turns(board *board, const char *path, int number)
{
    eco_turnstile turnstile;
    if (eco_turnstile_open(&turnstile, path, plain(), NULL))
        return 2;
    atomic_fetch_add(&board->ready, 1);
    while (atomic_load(&board->ready) < PROCESSES)
        usleep(100);
    for (bool more = true; more;) {
        if (eco_turnstile_enter(&turnstile, 20000000, NULL))
            return 3;
        if (atomic_fetch_add(&board->inside, 1))
            return 4; /* somebody else is inside */
        int turn = atomic_fetch_add(&board->turns, 1);
        more = turn < TURNS - PROCESSES;
        if (turn < TURNS)
            board->who[turn] = number;
        usleep(300);
        atomic_fetch_sub(&board->inside, 1);
        eco_turnstile_leave(&turnstile);
    }
    eco_turnstile_close(&turnstile);
    return 0;
}

/* A process that has been through and comes again at once is behind those who wait: between two turns of one process the others have about one each. What
 * a busy machine adds is far from what a lock without an order does. */
TEST(store_sqlite_turns, processes_go_in_the_order_in_which_they_came)
{
    enum { LONGEST_GAP = 200 };
    board *board = shared(sizeof *board);
    const char *path = path_of("order");
    pid_t processes[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        processes[i] = fork();
        if (processes[i] == 0)
            _exit(take_turns(board, path, i));
    }
    for (int i = 0; i < PROCESSES; i++)
        must_end_well(processes[i]);
    int last[PROCESSES], count[PROCESSES] = {0}, longest = 0;
    for (int i = 0; i < TURNS - PROCESSES; i++) {
        int who = board->who[i], gap = count[who]++ ? i - last[who] : 0;
        longest = gap > longest ? gap : longest;
        last[who] = i;
    }
    CHECK_F(longest <= LONGEST_GAP, "a process waited for %d turns of others", longest);
    for (int i = 0; i < PROCESSES; i++)
        CHECK_F(count[i] >= TURNS / PROCESSES / 2, "process %d had %d turns of %d", i, count[i], TURNS);
    munmap(board, sizeof *board);
    remove_files(path);
}

static pid_t start_and_stop_inside(const char *path, atomic_int *inside, bool alone)
{
    pid_t process = fork();
    if (process == 0) {
        eco_turnstile turnstile;
        if (eco_turnstile_open(&turnstile, path, plain(), NULL))
            _exit(2);
        if (!alone)
            atomic_fetch_add(inside, 1); /* about to wait behind the other */
        if (eco_turnstile_enter(&turnstile, 60000000, NULL))
            _exit(3);
        atomic_fetch_add(inside, 1);
        for (;;)
            pause();
    }
    return process;
}

static void kill_process(pid_t process)
{
    CHECK_INT(kill(process, SIGKILL), 0);
    CHECK_INT(waitpid(process, NULL, 0), process);
}

TEST(store_sqlite_turns, who_dies_lets_the_others_through)
{
    eco_error error;
    eco_turnstile turnstile;
    atomic_int *inside = shared(sizeof *inside);
    const char *path = path_of("dies");
    CHECK_OK(eco_turnstile_open(&turnstile, path, plain(), &error));
    for (int round = 0; round < 5; round++) {
        atomic_store(inside, 0);
        pid_t holder = start_and_stop_inside(path, inside, true);
        while (atomic_load(inside) < 1)
            usleep(100);
        pid_t waiter = start_and_stop_inside(path, inside, false); /* holds the gate */
        while (atomic_load(inside) < 2)
            usleep(100);
        usleep(2000);
        CHECK_FAILS(eco_turnstile_enter(&turnstile, 5000, &error), ECO_E_BUSY, "another process");
        kill_process(waiter);
        kill_process(holder);
        CHECK_OK(eco_turnstile_enter(&turnstile, 5000000, &error));
        eco_turnstile_leave(&turnstile);
    }
    eco_turnstile_close(&turnstile);
    munmap(inside, sizeof *inside);
    remove_files(path);
}

/* ---- stores ---- */

enum { UNITS = 300, TRIES = 100 };

static eco_status try_open(eco_store **store, const char *path, eco_error *error)
{
    char address[128];
    eco_store_options options = {.struct_size = sizeof options, .durability = ECO_DURABILITY_NORMAL, .busy_timeout_us = 30000000};
    snprintf(address, sizeof address, "sqlite:%s", path);
    return eco_store_open(store, address, &options, error);
}

static eco_store *open_store(const char *path)
{
    eco_error error;
    eco_store *store;
    CHECK_OK(try_open(&store, path, &error));
    return store;
}

/* Takes one unit again and again; how often it got one, or -1. */
static int take_units(shed *shed, int number)
{
    int got = 0;
    for (int i = 0; i < TRIES; i++) {
        eco_status status = shed_take(shed, 1000 + i, (uint64_t)number, 1, 1, 0, NULL);
        if (status && status != ECO_E_INSUFFICIENT)
            return -1;
        got += !status;
    }
    return got;
}

static void check_units(const char *path)
{
    shed_sums sums;
    eco_store *store = open_store(path);
    shed shed;
    shed_open(&shed, store);
    shed_audit(&sums, store);
    CHECK_INT(sums.free, 0);
    CHECK_INT(sums.boxes, UNITS);
    shed_close(&shed);
    eco_store_free(store);
    remove_files(path);
}

/* In a process of its own; 0: well. */
static int run_process(atomic_int *got, const char *path, int number)
{
    eco_store *store;
    shed shed;
    if (try_open(&store, path, NULL) || eco_module_join(&shed.module, store, &shed_interface, NULL, NULL))
        return 4;
    eco_status put = shed_put(&shed, 10, 1, 1, UNITS, NULL); /* the same command of all: done once */
    int units = take_units(&shed, number);
    shed_close(&shed);
    eco_store_free(store);
    atomic_fetch_add(got, units);
    return put || units < 0 ? 5 : 0;
}

/* The first of them makes the tables, and the last one closes the file. */
TEST(store_sqlite_turns, processes_take_what_there_is_once)
{
    atomic_int *got = shared(sizeof *got);
    const char *path = path_of("units");
    pid_t processes[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        processes[i] = fork();
        if (processes[i] == 0)
            _exit(run_process(got, path, i + 1));
    }
    for (int i = 0; i < PROCESSES; i++)
        must_end_well(processes[i]);
    CHECK_INT(atomic_load(got), UNITS);
    munmap(got, sizeof *got);
    check_units(path);
}

/* Opens, works, and closes again and again: the log comes and goes under the others. */
static int come_and_go(const char *path, int number)
{
    for (int i = 0; i < 25; i++) {
        eco_store *store;
        eco_error error = {0};
        shed shed;
        eco_status status = try_open(&store, path, &error);
        if (status) {
            fprintf(stderr, "%s\n", error.message);
            return 4;
        }
        status = eco_module_join(&shed.module, store, &shed_interface, NULL, &error);
        if (!status) {
            status = shed_put(&shed, 100 + i, (uint64_t)number, number, 1, &error);
            shed_close(&shed);
        }
        eco_store_free(store);
        if (status) {
            fprintf(stderr, "%s\n", error.message);
            return 5;
        }
    }
    return 0;
}

TEST(store_sqlite_turns, processes_come_and_go)
{
    const char *path = path_of("crowd");
    shed_sums sums;
    shed shed;
    pid_t processes[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        processes[i] = fork();
        if (processes[i] == 0)
            _exit(come_and_go(path, i));
    }
    for (int i = 0; i < PROCESSES; i++)
        must_end_well(processes[i]);
    eco_store *store = open_store(path);
    shed_open(&shed, store);
    shed_audit(&sums, store);
    CHECK_INT(sums.put, PROCESSES * 25);
    shed_close(&shed);
    eco_store_free(store);
    remove_files(path);
}

typedef struct worker {
    pthread_t thread;
    shed *shed;
    eco_store *store;
    int number, got;
} worker;

static bool add_free(const eco_row *row, void *user)
{
    *(int64_t *)user += ((const shed_shelf *)row->record)->free;
    return true;
}
static bool add_held(const eco_row *row, void *user)
{
    *(int64_t *)user += ((const shed_line *)row->record)->quantity;
    return true;
}

static void *work(void *user)
{
    worker *of = user;
    of->got = take_units(of->shed, of->number);
    return NULL;
}

static void *look(void *user)
{
    worker *of = user;
    for (int i = 0; i < TRIES && of->got >= 0; i++) {
        eco_view *view;
        int64_t sum = 0;
        if (eco_view_open(&view, of->store, NULL)) {
            of->got = -1;
            break;
        }
        if (eco_view_scan(view, &shed_shelves, NULL, add_free, &sum, NULL) ||
            eco_view_scan(view, &shed_lines, NULL, add_held, &sum, NULL) || sum != UNITS)
            of->got = -1;
        eco_view_close(view);
    }
    return NULL;
}

static void run_threads(eco_store *store, shed *shed)
{
    worker workers[PROCESSES + 2];
    int got = 0;
    for (int i = 0; i < PROCESSES + 2; i++) {
        workers[i] = (worker){.shed = shed, .store = store, .number = i + 1};
        CHECK_INT(pthread_create(&workers[i].thread, NULL, i < PROCESSES ? work : look, &workers[i]), 0);
    }
    for (int i = 0; i < PROCESSES + 2; i++) {
        pthread_join(workers[i].thread, NULL);
        CHECK(workers[i].got >= 0);
        got += workers[i].got;
    }
    CHECK_INT(got, UNITS);
}

TEST(store_sqlite_turns, threads_take_what_there_is_once_and_views_see_it_whole)
{
    eco_error error;
    const char *path = path_of("threads");
    for (int memory = 0; memory < 2; memory++) {
        shed shed;
        eco_store *store;
        if (memory)
            CHECK_OK(eco_store_open(&store, "sqlite::memory:", NULL, &error));
        else
            store = open_store(path);
        shed_open(&shed, store);
        CHECK_OK(shed_put(&shed, 10, 1, 1, UNITS, &error));
        run_threads(store, &shed);
        shed_close(&shed);
        eco_store_free(store);
    }
    check_units(path);
}
