/* postgres_failure.h - what an error of PostgreSQL means to the store. */
#ifndef ECO_STORE_POSTGRES_FAILURE_H
#define ECO_STORE_POSTGRES_FAILURE_H
#include <libpq-fe.h>

#include "store/backend.h"

/* By SQLSTATE; fills the error with PostgreSQL's words. ECO_LINK_LOST where the server says that it ends the session. */
eco_status eco_postgres_failure(const PGresult *result, eco_error *error);
/* The first line of what libpq says of a connection, without its line's end. */
void eco_postgres_words(char *words, size_t size, const PGconn *connection);

#endif
