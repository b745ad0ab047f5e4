/* run.c - see chaos.h.
 *
 *     chaos ADDRESS [--processes] [--workers N] [--seconds N] [--kills N] [--seed N] [--durability full|normal|off] [--cut PORT]
 *
 * --cut: the server's port; ADDRESS holds %d where the proxy's port goes: "postgresql://user@127.0.0.1:%d/db". */
#include "chaos.h"

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

int main(int count, char **arguments)
{
    chaos *run = count > 1 ? begin(count, arguments) : NULL;
    if (!run) {
        fputs("chaos ADDRESS [--processes] [--workers N] [--seconds N] [--kills N] [--seed N] [--durability D] [--cut PORT]\n",
              stderr);
        return 2;
    }
    const char *cut = option(count, arguments, "--cut", NULL);
    char direct[sizeof run->address];
    snprintf(direct, sizeof direct, "%s", arguments[1]);
    if (cut) {
        char *place = strstr(arguments[1], "%d");
        int proxy = chaos_proxy(run, "127.0.0.1", atoi(cut));
        if (!place || proxy < 0)
            return fputs("chaos: --cut needs an address with %d for the port\n", stderr), 2;
        snprintf(direct, sizeof direct, "%.*s%s%s", (int)(place - arguments[1]), arguments[1], cut, place + 2);
        snprintf(run->address, sizeof run->address, "%s", direct);
        chaos_fill(run);
        snprintf(run->address, sizeof run->address, "%.*s%d%s", (int)(place - arguments[1]), arguments[1], proxy, place + 2);
    } else {
        snprintf(run->address, sizeof run->address, "%s", direct);
        chaos_fill(run);
    }
    printf("%s: %d %s, %d s, seed %llu\n", direct, run->workers, run->processes ? "processes" : "threads", run->seconds,
           (unsigned long long)run->seed);
    fflush(stdout);
    if (run->processes)
        run_processes(run);
    else
        run_threads(run);
    snprintf(run->address, sizeof run->address, "%s", direct);
    if (run->inventory && strcmp(direct, "memory:") != 0) { /* what is counted is what is stored */
        eco_inventory_free(run->inventory);
        eco_store_free(run->store);
        run->inventory = NULL;
    }
    int breaches = chaos_count(run);
    puts(breaches ? "  BROKEN" : "  nothing lost, nothing oversold");
    return breaches != 0;
}
