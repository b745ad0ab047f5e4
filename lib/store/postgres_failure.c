/* postgres_failure.c - see postgres_failure.h. */
#include "store/postgres_failure.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/postgres_link.h"

/* The longest prefix that fits decides. Our own checks divide by zero where a row is not as it was loaded, and read a word as a number where the epoch
 * is another: neither can come from anything else that we send. */
static const struct {
    char state[6];
    eco_status status;
} meanings[] = {
    {"22012", ECO_AGAIN},       /* division by zero: a version moved, a key appeared */
    {"22P02", ECO_E_NEWER},     /* not a number: the epoch */
    {"23505", ECO_AGAIN},       /* unique */
    {"23514", ECO_AGAIN},       /* check */
    {"40001", ECO_AGAIN},       /* serialisation */
    {"40P01", ECO_AGAIN},       /* deadlock */
    {"55P03", ECO_E_BUSY},      /* a lock could not be had in time */
    {"57014", ECO_E_BUSY},      /* cancelled, statement_timeout */
    {"53300", ECO_E_BUSY},      /* too many connections */
    {"25006", ECO_E_READ_ONLY}, /* read-only transaction, hot standby */
    {"53100", ECO_E_FULL},      /* disk full */
    {"57P", ECO_LINK_LOST},     /* shutdown, crash, cannot connect now */
    {"25P03", ECO_LINK_LOST},   /* idle_in_transaction_session_timeout */
    {"08", ECO_LINK_LOST},      /* connection exceptions */
    {"XX001", ECO_E_CORRUPT},   /* data corrupted */
    {"XX002", ECO_E_CORRUPT},   /* index corrupted */
    {"22", ECO_SPLIT},          /* data: a text that is not UTF-8, a number out of range */
    {"23", ECO_SPLIT},          /* other constraints */
    {"54", ECO_SPLIT},          /* a limit: an index entry that is too long */
};

static eco_status meaning_of(const char *state)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
            return meanings[i].status;
    return ECO_E_STORE;
}

eco_status eco_postgres_failure(const PGresult *result, eco_error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE),
               *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    eco_status status = state ? meaning_of(state) : ECO_E_STORE;
    if (status == ECO_E_NEWER)
        return eco_fail(error, status, NULL, "the tables have been migrated by a newer version of the library");
    return eco_fail(error, status, NULL, "PostgreSQL: %.300s%s%.120s (%s)", words ? words : "no answer", detail ? ": " : "",
                    detail ? detail : "", state ? state : "no SQLSTATE");
}

void eco_postgres_words(char *words, size_t size, const PGconn *connection)
{
    const char *message = connection ? PQerrorMessage(connection) : "no memory for a connection";
    size_t length = strcspn(message, "\n");
    snprintf(words, size, "%.*s", length ? (int)length : 22, length ? message : "the connection is lost");
    words[eco_utf8_whole(words, strlen(words))] = 0;
}
