/* postgres_proxy.h - a proxy before a PostgreSQL server that cuts the connection at a message: for tests. */
#ifndef POSTGRES_PROXY_H
#define POSTGRES_PROXY_H
#include <stdbool.h>

typedef struct postgres_proxy postgres_proxy;

postgres_proxy *postgres_proxy_start(int server_port);
int postgres_proxy_port(const postgres_proxy *proxy);
/* Counts messages anew, and cuts all connections at number `at` (from 1; 0: never) of those that go to the server, or to the client. passed: the message
 * itself gets through, and then nothing more. refuse: afterwards nobody gets through until it is armed anew. */
void postgres_proxy_arm(postgres_proxy *proxy, int at, bool to_client, bool passed, bool refuse);
bool postgres_proxy_has_cut(postgres_proxy *proxy);
char postgres_proxy_last(postgres_proxy *proxy); /* the type of the message at which it has cut */
void postgres_proxy_stop(postgres_proxy *proxy);

#endif
