/* server.c - see server.h. */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void server_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

/* ---- folders ------------------------------------------------------------------------------------------------------------- */

const char *server_kept(void)
{
    static char kept[SERVER_PATH - 80];
    const char *given = getenv("ECO_BENCH_DIR");
    given = given && *given ? given : "build/bench";
    if (!*kept) {
        mkdir(given, 0755);
        char *full = realpath(given, NULL);
        if (!full || strlen(full) >= sizeof kept)
            server_fail("%s: no such folder", given);
        strcpy(kept, full);
        free(full);
    }
    return kept;
}

void server_folder(char folder[SERVER_PATH], const char *name)
{
    snprintf(folder, SERVER_PATH, "%s/%s-XXXXXX", server_kept(), name);
    if (!mkdtemp(folder) || chmod(folder, 0755))
        server_fail("%s cannot be made: %s", folder, strerror(errno));
}

static int run(const char *const *words)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        execvp(words[0], (char **)(uintptr_t)words);
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

void server_remove(const char *path)
{
    const char *const words[] = {"rm", "-rf", "--", path, NULL};
    run(words);
}

void server_copy(const char *from, const char *to)
{
    const char *const copy[] = {"cp", "-a", "--", from, to, NULL}, *const settle[] = {"sync", "-f", to, NULL};
    if (run(copy) || run(settle))
        server_fail("%s cannot be copied to %s", from, to);
}

/* ---- programs ------------------------------------------------------------------------------------------------------------ */

static void nap(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) ||
        getsockname(listener, (struct sockaddr *)&address, &size))
        server_fail("no port is free");
    close(listener);
    return ntohs(address.sin_port);
}

static bool answers(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM, 0);
    bool does = client >= 0 && connect(client, (struct sockaddr *)&address, sizeof address) == 0;
    close(client);
    return does;
}

/* PostgreSQL does not run as root. */
static const struct passwd *unprivileged(void)
{
    struct passwd *user = getpwnam("postgres");
    return user ? user : getpwnam("nobody");
}

static _Noreturn void become(const bench_server *server, const char *const *words, bool is_lowered, pid_t parent)
{
    char log[SERVER_PATH + 8];
    const struct passwd *user = unprivileged();
    snprintf(log, sizeof log, "%s/log", server->folder);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666), in = open("/dev/null", O_RDONLY);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    for (int i = 3; i < 1024; i++)
        close(i);
    setpgid(0, 0); /* a key that ends the benchmark lets it end us in order */
    if (is_lowered && geteuid() == 0 && (!user || setgid(user->pw_gid) || setuid(user->pw_uid)))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, server->stop_signal);
    if (getppid() != parent || chdir(server->folder))
        _exit(126);
    execvp(words[0], (char **)(uintptr_t)words);
    _exit(127);
}

static pid_t start(const bench_server *server, const char *const *words, bool is_lowered)
{
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        become(server, words, is_lowered, parent);
    if (child < 0)
        server_fail("%s: no process", words[0]);
    return child;
}

static void wait_until_it_answers(const bench_server *server, const char *name)
{
    for (int i = 0; !answers(server->port); i++) {
        if (i > 6000 || waitpid(server->process, NULL, WNOHANG) != 0)
            server_fail("%s does not start: see %s/log", name, server->folder);
        nap(10);
    }
}

void redis_start(bench_server *redis, bool has_log)
{
    char port[16];
    *redis = (bench_server){.port = free_port(), .stop_signal = SIGTERM};
    server_folder(redis->folder, "redis");
    snprintf(port, sizeof port, "%d", redis->port);
    const char *const words[] = {"redis-server",
                                 "--port",
                                 port,
                                 "--bind",
                                 "127.0.0.1",
                                 "--save",
                                 "",
                                 "--dir",
                                 redis->folder,
                                 "--appendonly",
                                 has_log ? "yes" : "no",
                                 "--appendfsync",
                                 "always",
                                 "--auto-aof-rewrite-percentage",
                                 "0",
                                 NULL};
    redis->process = start(redis, words, false);
    wait_until_it_answers(redis, "redis-server");
}

/* ---- PostgreSQL ---------------------------------------------------------------------------------------------------------- */

/* The newest that is installed; false: none. */
static bool find_programs(char *path, size_t size)
{
    glob_t found = {0};
    bool is_there = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0 ||
                    glob("/usr/local/pgsql/bin/initdb", 0, NULL, &found) == 0;
    if (is_there)
        snprintf(path, size, "%.*s", (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/initdb")),
                 found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    return is_there;
}

static bool others_may_enter(const char *path)
{
    char part[SERVER_PATH];
    struct stat about;
    for (const char *end = path; (end = strchr(end + 1, '/'));) {
        snprintf(part, sizeof part, "%.*s", (int)(end - path), path);
        if (stat(part, &about) || !(about.st_mode & S_IXOTH))
            return false;
    }
    return true;
}

bool postgres_can_start(char *missing, size_t size)
{
    char programs[SERVER_PATH];
    *missing = '\0';
    if (!find_programs(programs, sizeof programs))
        snprintf(missing, size, "no PostgreSQL server is installed (Debian: apt-get install postgresql)");
    else if (geteuid() == 0 && (!unprivileged() || !others_may_enter(server_kept())))
        snprintf(missing, size, "PostgreSQL does not run as root, and others may not enter %s (set ECO_BENCH_DIR)",
                 server_kept());
    return !*missing;
}

static void make_cluster(const bench_server *postgres, const char *programs, const char *data)
{
    char initdb[SERVER_PATH + 16];
    int status;
    snprintf(initdb, sizeof initdb, "%s/initdb", programs);
    const char *const words[] = {initdb, "-D", data, "-U", "eco", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", NULL};
    pid_t child = start(postgres, words, true);
    if (waitpid(child, &status, 0) != child || status)
        server_fail("initdb failed: see %s/log", postgres->folder);
}

void postgres_start(bench_server *postgres, const char *from)
{
    char programs[SERVER_PATH], program[SERVER_PATH + 16], data[SERVER_PATH + 8], port[16], sockets[SERVER_PATH + 32];
    const struct passwd *user = unprivileged();
    if (!find_programs(programs, sizeof programs))
        server_fail("no PostgreSQL server is installed");
    *postgres = (bench_server){.port = free_port(), .stop_signal = SIGINT};
    server_folder(postgres->folder, "postgres");
    if (geteuid() == 0 && user && chown(postgres->folder, user->pw_uid, user->pw_gid))
        server_fail("%s cannot be given away", postgres->folder);
    snprintf(data, sizeof data, "%s/data", postgres->folder);
    if (from)
        server_copy(from, data);
    else
        make_cluster(postgres, programs, data);
    snprintf(program, sizeof program, "%s/postgres", programs);
    snprintf(port, sizeof port, "%d", postgres->port);
    snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", "");
    const char *const words[] = {program,
                                 "-D",
                                 data,
                                 "-p",
                                 port,
                                 "-c",
                                 "listen_addresses=127.0.0.1",
                                 "-c",
                                 sockets,
                                 "-c",
                                 "fsync=on",
                                 "-c",
                                 "synchronous_commit=on",
                                 "-c",
                                 "shared_buffers=512MB",
                                 "-c",
                                 "max_wal_size=8GB",
                                 "-c",
                                 "checkpoint_timeout=1h",
                                 "-c",
                                 "max_connections=40",
                                 NULL};
    postgres->process = start(postgres, words, true);
    wait_until_it_answers(postgres, "postgres");
}

void server_stop(bench_server *server, const char *keep)
{
    char data[SERVER_PATH + 8];
    if (!server->process)
        return;
    kill(server->process, server->stop_signal);
    waitpid(server->process, NULL, 0);
    snprintf(data, sizeof data, "%s/data", server->folder);
    if (keep && rename(data, keep))
        server_fail("%s cannot be kept: %s", keep, strerror(errno));
    server_remove(server->folder);
    server->process = 0;
}

/* ---- the disk ------------------------------------------------------------------------------------------------------------ */

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double server_sync_rate(double seconds)
{
    static char block[4096];
    char folder[SERVER_PATH], path[SERVER_PATH + 8];
    long done = 0;
    server_folder(folder, "sync");
    snprintf(path, sizeof path, "%s/file", folder);
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    double started = seconds_now(), passed;
    do {
        if (write(file, block, sizeof block) != sizeof block || fdatasync(file))
            server_fail("%s cannot be written: %s", path, strerror(errno));
        done++;
        passed = seconds_now() - started;
    } while (passed < seconds);
    close(file);
    server_remove(folder);
    return (double)done / passed;
}
