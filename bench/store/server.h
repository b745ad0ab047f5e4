/* server.h - database servers of the benchmark: on free ports of this machine, in folders of their own under build/bench, ended with the program that
 * started them. Nothing of ours is needed: peers use it too. */
#ifndef ECO_STORE_SERVER_H
#define ECO_STORE_SERVER_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { SERVER_PATH = 512 };

typedef struct bench_server {
    pid_t process;
    int port, stop_signal;
    char folder[SERVER_PATH];
} bench_server;

/* A new folder under build/bench (ECO_BENCH_DIR: elsewhere), which must be on the disk that is to be measured. */
void server_folder(char folder[SERVER_PATH], const char *name);
/* The folder of what is made once and kept; not a new one. */
const char *server_kept(void);
void server_remove(const char *path);
/* Copies a file or folder, and waits until the disk has it. */
void server_copy(const char *from, const char *to);

/* Redis with its data in a new folder. */
void redis_start(bench_server *redis, bool has_log);
/* PostgreSQL with a cluster made new, or copied from a folder; "" in `missing`, or why it cannot run here. */
bool postgres_can_start(char *missing, size_t size);
void postgres_start(bench_server *postgres, const char *from);
/* Ends it; with `keep`, its data become that folder. */
void server_stop(bench_server *server, const char *keep);

/* How often a second 4 KiB can be added to a file so that they are there for good, on the disk of build/bench. */
double server_sync_rate(double seconds);

_Noreturn void server_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
