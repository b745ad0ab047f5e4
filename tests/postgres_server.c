/* postgres_server.c - see postgres_server.h.
 *
 * The server belongs to the run: this process in the plain runner, the parent under Criterion, where each test has a process of its own. A keeper, forked
 * off twice, starts the server, and ends it and removes the folder when the run's process is gone. */
#include "postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

static int port;

static pid_t run_owner(void)
{
#ifdef ECO_TEST_PLAIN
    return getpid();
#else
    return getppid();
#endif
}

/* ---- the keeper -------------------------------------------------------------------------------------------------------------------------------- */

static void nap(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* PostgreSQL does not run as root. */
static struct passwd *unprivileged(void)
{
    struct passwd *user = getpwnam("postgres");
    return user ? user : getpwnam("nobody");
}

static pid_t start(const char *folder, const char *const *arguments)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    const struct passwd *user = unprivileged();
    if (geteuid() == 0 && (!user || setgid(user->pw_gid) || setuid(user->pw_uid)))
        _exit(126);
    if (chdir(folder) != 0)
        _exit(126);
    execv(arguments[0], (char **)(uintptr_t)arguments);
    _exit(127);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status, (void)type, (void)where;
    return remove(path);
}

static void redirect(const char *folder)
{
    char log[128];
    snprintf(log, sizeof log, "%s/log", folder);
    int to = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666), from = open("/dev/null", O_RDONLY);
    dup2(from, 0);
    dup2(to, 1);
    dup2(to, 2);
    for (int i = 3; i < 1024; i++)
        close(i);
}

static void keep(const char *folder, const char *binaries, pid_t owner)
{
    char initdb[200], postgres[200], data[140], port_text[16];
    int status;
    redirect(folder);
    snprintf(initdb, sizeof initdb, "%s/initdb", binaries);
    snprintf(postgres, sizeof postgres, "%s/postgres", binaries);
    snprintf(data, sizeof data, "%s/data", folder);
    snprintf(port_text, sizeof port_text, "%d", port);
    const char *const make[] = {initdb, "-D", data, "-U", "eco", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", NULL};
    pid_t child = start(folder, make);
    if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        char sockets[160];
        snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", folder);
        const char *const serve[] = {postgres,
                                     "-D",
                                     data,
                                     "-p",
                                     port_text,
                                     "-c",
                                     "listen_addresses=127.0.0.1",
                                     "-c",
                                     sockets,
                                     "-c",
                                     getenv("ECO_POSTGRES_FSYNC") ? "fsync=on" : "fsync=off",
                                     "-c",
                                     "max_connections=80",
                                     "-c",
                                     "shared_buffers=64MB",
                                     NULL};
        child = start(folder, serve);
        while (waitpid(child, &status, WNOHANG) == 0) {
            if (kill(owner, 0) != 0) {
                kill(child, SIGINT); /* at once: sessions are ended */
                waitpid(child, &status, 0);
                break;
            }
            nap(50);
        }
    }
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    _exit(0);
}

/* ---- starting ---------------------------------------------------------------------------------------------------------------------------------- */

/* The newest installed server; false: none. */
static bool find_binaries(char *path, size_t size)
{
    glob_t found = {0};
    bool there = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0 ||
                 glob("/usr/local/pgsql/bin/initdb", 0, NULL, &found) == 0;
    if (there)
        snprintf(path, size, "%.*s", (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/initdb")),
                 found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    return there;
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0 &&
          getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    close(listener);
    return ntohs(address.sin_port);
}

static void start_server(const char *folder, const char *binaries)
{
    const struct passwd *user = unprivileged();
    port = free_port();
    if (geteuid() == 0 && user)
        CHECK(chown(folder, user->pw_uid, user->pw_gid) == 0);
    pid_t owner = run_owner(), child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        setsid();
        if (fork() == 0)
            keep(folder, binaries, owner);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    char address[128];
    snprintf(address, sizeof address, "postgresql://eco@127.0.0.1:%d/postgres", port);
    for (int i = 0; PQping(address) != PQPING_OK; i++) {
        CHECK_F(i < 1200, "the server does not start: see %s/log", folder);
        nap(50);
    }
}

/* Under Criterion several tests may ask at once: the first starts it, and all read the port. */
static void join_server(const char *binaries)
{
    char folder[80], path[100];
    snprintf(folder, sizeof folder, "/tmp/eco-postgres-%d", (int)run_owner());
    snprintf(path, sizeof path, "%s/port", folder);
    CHECK(mkdir(folder, 0755) == 0 || access(folder, F_OK) == 0);
    int file = open(path, O_RDWR | O_CREAT, 0644);
    CHECK(file >= 0 && flock(file, LOCK_EX) == 0);
    char text[16] = {0};
    if (read(file, text, sizeof text - 1) > 0) {
        port = atoi(text);
    } else {
        start_server(folder, binaries);
        snprintf(text, sizeof text, "%d", port);
        CHECK(write(file, text, strlen(text)) > 0);
    }
    close(file);
}

bool postgres_server(void)
{
    char binaries[160];
    if (port)
        return true;
    if (!find_binaries(binaries, sizeof binaries)) {
        fprintf(stderr,
                "SKIPPED: no PostgreSQL server is installed, so nothing about it is tested (Debian: apt install postgresql)\n");
        return false;
    }
    join_server(binaries);
    return true;
}

int postgres_server_port(void)
{
    return port;
}

/* ---- databases --------------------------------------------------------------------------------------------------------------------------------- */

static PGresult *run(const char *address, const char *sql)
{
    PGconn *connection = PQconnectdb(address);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(connection));
    PQfinish(connection);
    CHECK(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    return result;
}

void postgres_run(const char *address, const char *sql)
{
    PQclear(run(address, sql));
}

long long postgres_ask(const char *address, const char *sql)
{
    PGresult *result = run(address, sql);
    long long value = PQntuples(result) ? atoll(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    return value;
}

const char *postgres_database(void)
{
    static char address[160];
    static int number;
    char sql[80];
    snprintf(sql, sizeof sql, "CREATE DATABASE t%d_%d", (int)getpid(), ++number);
    snprintf(address, sizeof address, "postgresql://eco@127.0.0.1:%d/postgres", port);
    postgres_run(address, sql);
    snprintf(address, sizeof address, "postgresql://eco@127.0.0.1:%d/t%d_%d", port, (int)getpid(), number);
    return address;
}
