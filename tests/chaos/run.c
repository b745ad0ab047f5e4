/* run.c - see chaos.h.
 *
 *     chaos ADDRESS [--processes] [--workers N] [--seconds N] [--kills N] [--seed N] [--durability full|normal|off] [--cut]
 *
 * ADDRESS "postgres": a server of its own, if one is installed. --cut: through a proxy that cuts connections (with "postgres"). */
#include "chaos.h"
#include "../postgres_server.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct thread_work {
    chaos *chaos;
    int worker;
} thread_work;

static void *work_in_thread(void *user)
{
    const thread_work *self = user;
    chaos_work(self->chaos, self->worker, 0);
    return NULL;
}

static void run_threads(chaos *chaos)
{
    pthread_t threads[CHAOS_WORKERS];
    thread_work work[CHAOS_WORKERS];
    for (int i = 0; i < chaos->workers; i++) {
        work[i] = (thread_work){chaos, i};
        pthread_create(&threads[i], NULL, work_in_thread, &work[i]);
    }
    sleep((unsigned)chaos->seconds);
    chaos->stop = true;
    for (int i = 0; i < chaos->workers; i++)
        pthread_join(threads[i], NULL);
}

static pid_t start(chaos *chaos, int worker, uint64_t generation)
{
    pid_t child = fork();
    if (child == 0) {
        chaos_work(chaos, worker, generation);
        _exit(0);
    }
    return child;
}

/* A child that ended by itself before its time has crashed, or run out of notes. */
static void end_child(chaos *chaos, int worker, pid_t child)
{
    int status;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
        chaos->each[worker].wrong++;
        snprintf(chaos->each[worker].failure, sizeof chaos->each[worker].failure, "worker %d died of signal %d", worker,
                 WTERMSIG(status));
    }
}

static void run_processes(chaos *chaos)
{
    pid_t children[CHAOS_WORKERS];
    uint64_t random = chaos->seed, generation = 0;
    for (int i = 0; i < chaos->workers; i++)
        children[i] = start(chaos, i, 0);
    int64_t end_us = chaos_now_us() + chaos->seconds * INT64_C(1000000);
    for (int64_t kill_ = 0; chaos_now_us() < end_us; kill_++) {
        int64_t next_us = chaos->kills > 0 ? chaos->seconds * INT64_C(1000000) / chaos->kills : 100000;
        usleep((useconds_t)(next_us / 2 + (int64_t)(chaos_random(&random) % (uint64_t)(next_us + 1))) / (chaos->kills ? 1 : 2) +
               1);
        if (kill_ >= chaos->kills)
            continue;
        int worker = (int)(chaos_random(&random) % (uint64_t)chaos->workers);
        kill(children[worker], SIGKILL);
        end_child(chaos, worker, children[worker]);
        chaos->killed++;
        children[worker] = start(chaos, worker, ++generation);
    }
    chaos->stop = true;
    for (int i = 0; i < chaos->workers; i++)
        end_child(chaos, i, children[i]);
}

static const char *option(int count, char **arguments, const char *name, const char *missing)
{
    for (int i = 2; i + 1 < count; i++)
        if (strcmp(arguments[i], name) == 0)
            return arguments[i + 1];
    return missing;
}

static bool has(int count, char **arguments, const char *name)
{
    for (int i = 2; i < count; i++)
        if (strcmp(arguments[i], name) == 0)
            return true;
    return false;
}

static chaos *begin(int count, char **arguments)
{
    int seconds = atoi(option(count, arguments, "--seconds", "3"));
    int capacity = 20000 + 40000 * (seconds < 120 ? seconds : 120);
    size_t size = sizeof(chaos) + sizeof(chaos_note) * CHAOS_WORKERS * (size_t)capacity;
    chaos *made = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED)
        return NULL;
    const char *durability = option(count, arguments, "--durability", "full");
    made->notes_capacity = capacity;
    made->seconds = seconds;
    made->workers = atoi(option(count, arguments, "--workers", "8"));
    made->kills = atoi(option(count, arguments, "--kills", "0"));
    made->seed = strtoull(option(count, arguments, "--seed", "1"), NULL, 10);
    made->processes = has(count, arguments, "--processes");
    made->durability = strcmp(durability, "full") == 0     ? ECO_DURABILITY_FULL
                       : strcmp(durability, "normal") == 0 ? ECO_DURABILITY_NORMAL
                                                           : ECO_DURABILITY_OFF;
    if (made->workers < 1 || made->workers > CHAOS_WORKERS)
        return NULL;
    return made;
}

/* What the tests' own server fails with. */
_Noreturn void eco_test_fail(const char *file, int line, const char *message)
{
    fprintf(stderr, "chaos: %s:%d: %s\n", file, line, message);
    exit(2);
}

/* The address with the proxy's port in the place of the server's. */
static bool put_proxy(chaos *run, const char *direct)
{
    char port[16];
    int proxy = chaos_proxy(run, "127.0.0.1", postgres_server_port());
    snprintf(port, sizeof port, ":%d", postgres_server_port());
    const char *place = strstr(direct, port);
    if (!place || proxy < 0)
        return false;
    snprintf(run->address, sizeof run->address, "%.*s:%d%s", (int)(place - direct), direct, proxy, place + strlen(port));
    return true;
}

/* Threads share a store, which is the one in memory or is opened as they see it; processes open their own. */
static bool prepare(chaos *run, const char *direct, bool cuts)
{
    eco_error error;
    snprintf(run->address, sizeof run->address, "%s", direct);
    chaos_fill(run);
    if (strcmp(direct, "memory:") == 0)
        return true;
    chaos_close(run);
    if (cuts && !put_proxy(run, direct))
        return false;
    for (int tries = 0; !run->processes; tries++) { /* it may be cut right away */
        if (chaos_open(run, &run->store, &run->inventory, &error))
            break;
        if (tries == 100)
            return fprintf(stderr, "chaos: %s\n", error.message), false;
    }
    return true;
}

static int fight(chaos *run, const char *direct, bool cuts)
{
    if (!prepare(run, direct, cuts))
        return 2;
    printf("%s: %d %s, %d s, seed %llu%s\n", direct, run->workers, run->processes ? "processes" : "threads", run->seconds,
           (unsigned long long)run->seed, cuts ? ", with cuts" : "");
    fflush(stdout);
    if (run->processes)
        run_processes(run);
    else
        run_threads(run);
    snprintf(run->address, sizeof run->address, "%s", direct);
    if (strcmp(direct, "memory:") != 0)
        chaos_close(run); /* what is counted is what is stored */
    int breaches = chaos_count(run);
    puts(breaches ? "  BROKEN" : "  nothing lost, nothing oversold");
    return breaches != 0;
}

int main(int count, char **arguments)
{
    chaos *run = count > 1 ? begin(count, arguments) : NULL;
    if (!run) {
        fputs("chaos ADDRESS [--processes] [--workers N] [--seconds N] [--kills N] [--seed N] [--durability D] [--cut]\n",
              stderr);
        return 2;
    }
    if (strcmp(arguments[1], "postgres") != 0)
        return fight(run, arguments[1], false);
    if (!postgres_server())
        return 0; /* it has said so */
    char direct[sizeof run->address];
    snprintf(direct, sizeof direct, "%s", postgres_database());
    return fight(run, direct, has(count, arguments, "--cut"));
}
