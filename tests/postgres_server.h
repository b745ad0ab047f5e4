/* postgres_server.h - a PostgreSQL server for tests: in a folder of its own, on a free port of the loopback, stopped and removed when the test program
 * ends, however it ends. One for a run of the program, started when it is first asked for. */
#ifndef POSTGRES_SERVER_H
#define POSTGRES_SERVER_H
#include <stdbool.h>

/* False, with a word on stderr: no server is installed here, so the test is to be skipped. */
bool postgres_server(void);
int postgres_server_port(void);
/* The address of a new, empty database; static, until the next call. */
const char *postgres_database(void);
/* Runs SQL as the server's owner; fails the test where that fails. */
void postgres_run(const char *address, const char *sql);
/* ... and gives the first value of a query, as a number. */
long long postgres_ask(const char *address, const char *sql);

#endif
