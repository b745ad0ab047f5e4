/* postgres_link.c - see postgres_link.h. */
#include "store/postgres_link.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "store/postgres_failure.h"

void eco_link_begin(eco_link *link, const eco_allocator *allocator, const eco_link_settings *settings)
{
    *link = (eco_link){.allocator = *allocator, .settings = settings, .watch = {-1}};
}

void eco_link_drop(eco_link *link)
{
    if (link->connection && !link->borrowed) {
        PQfinish(link->connection);
        link->connection = NULL;
    }
    link->lost = true;
    link->starved = false;
    link->sent_count = 0;
    memset(link->known, 0, sizeof link->known);
}

void eco_link_end(eco_link *link)
{
    eco_link_drop(link);
    eco_stopwatch_close(&link->watch);
    eco_release(&link->allocator, link->sent, link->sent_capacity * sizeof *link->sent);
    link->sent = NULL;
}

bool eco_link_in_transaction(const eco_link *link)
{
    PGTransactionStatusType status = link->connection ? PQtransactionStatus(link->connection) : PQTRANS_UNKNOWN;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------------------------------------- */

static void note_loss(eco_link *link, const char *words)
{
    if (!link->lost && words)
        snprintf(link->words, sizeof link->words, "%s", words);
    else if (!link->lost)
        eco_postgres_words(link->words, sizeof link->words, link->connection);
    link->lost = true;
}

/* A host's connection cannot be dropped: the server is asked to give the statement up, and its answer is waited for. */
static bool cancel(eco_link *link)
{
    char words[256];
    PGcancel *request = link->borrowed ? PQgetCancel(link->connection) : NULL;
    bool asked = request && PQcancel(request, words, sizeof words);
    PQfreeCancel(request);
    return asked;
}

/* Waits until the socket is ready; false: the connection is lost, or the time has run out. */
static bool wait_for_socket(eco_link *link, bool unsent, int64_t left_us)
{
    struct pollfd socket = {.fd = PQsocket(link->connection), .events = (short)(POLLIN | (unsent ? POLLOUT : 0))};
    int ready = poll(&socket, 1, (int)(left_us / 1000 + 1));
    if (ready < 0)
        return errno == EINTR;
    return ready == 0 || !(socket.revents & ~POLLOUT) || PQconsumeInput(link->connection);
}

/* Sends what is queued and reads until PQgetResult need not wait. False: the connection is lost, or silent for too long. */
static bool await(eco_link *link)
{
    bool waits = false, cancelled = false;
    for (;;) {
        int unsent = PQflush(link->connection);
        if (unsent < 0)
            return false;
        if (!PQisBusy(link->connection))
            return true;
        if (!waits)
            eco_stopwatch_start(&link->watch);
        waits = true;
        int64_t left = link->settings->patience_us - eco_stopwatch_us(&link->watch);
        if (left <= 0 && !cancelled && cancel(link)) {
            cancelled = true;
            waits = false;
        } else if (left <= 0) {
            note_loss(link, "the server has not answered in time");
            return false;
        } else if (!wait_for_socket(link, unsent > 0, left)) {
            return false;
        }
    }
}

/* NULL: the end of a statement's results, or (link->lost) of the connection. */
static PGresult *next_result(eco_link *link)
{
    if (link->lost || !await(link)) {
        note_loss(link, NULL);
        return NULL;
    }
    return PQgetResult(link->connection);
}

/* ---- the pipeline ------------------------------------------------------------------------------------------------------------------------------ */

static eco_sent *queue(eco_link *link)
{
    if (link->lost || link->starved || !link->connection)
        return NULL;
    if (eco_grow(&link->allocator, &link->sent, &link->sent_capacity, link->sent_count + 1, sizeof *link->sent))
        return &link->sent[link->sent_count];
    link->starved = true;
    return NULL;
}

static bool is_known(const eco_link *link, int32_t number)
{
    return link->known[number / 64] >> (number % 64) & 1;
}

static bool enter_pipeline(eco_link *link)
{
    if (PQpipelineStatus(link->connection) != PQ_PIPELINE_OFF)
        return true;
    link->blocking = !PQisnonblocking(link->connection);
    return PQsetnonblocking(link->connection, 1) == 0 && PQenterPipelineMode(link->connection);
}

static bool prepare(eco_link *link, const char *name, eco_statement statement)
{
    eco_sent *sent = queue(link);
    if (!sent)
        return false;
    *sent = (eco_sent){.prepares = statement.number};
    if (!PQsendPrepare(link->connection, name, statement.text, 0, NULL))
        return false;
    link->sent_count++;
    link->known[statement.number / 64] |= UINT64_C(1) << (statement.number % 64); /* taken back where it fails */
    return true;
}

static bool send_values(eco_link *link, eco_statement statement, const char *name, const eco_values *values)
{
    const char *bytes[ECO_VALUES_MOST];
    int formats[ECO_VALUES_MOST];
    int count = values ? values->count : 0;
    for (int i = 0; i < count; i++) {
        bytes[i] = values->bytes + values->starts[i];
        formats[i] = 1;
    }
    const int *sizes = values ? values->sizes : NULL;
    return name ? PQsendQueryPrepared(link->connection, name, count, bytes, sizes, formats, 1)
                : PQsendQueryParams(link->connection, statement.text, count, NULL, bytes, sizes, formats, 1);
}

void eco_link_send(eco_link *link, eco_statement statement, const eco_values *values, eco_taker take, void *user,
                   const eco_kind *kind)
{
    char name[24];
    bool named = statement.number >= 0 && !link->borrowed;
    snprintf(name, sizeof name, "eco_%d", (int)statement.number);
    if (!queue(link))
        return;
    if (!statement.text || (values && values->failed)) {
        link->starved = true;
        return;
    }
    if (!enter_pipeline(link) || (named && !is_known(link, statement.number) && !prepare(link, name, statement))) {
        if (!link->starved)
            note_loss(link, NULL);
        return;
    }
    eco_sent *sent = queue(link);
    if (!sent)
        return;
    *sent = (eco_sent){-1, take, user, kind};
    link->sent_count++;
    if (!send_values(link, statement, named ? name : NULL, values))
        note_loss(link, NULL);
}

static void take_back(eco_link *link, const eco_sent *sent)
{
    if (sent->prepares >= 0)
        link->known[sent->prepares / 64] &= ~(UINT64_C(1) << (sent->prepares % 64));
}

/* The answer to one statement, up to the NULL behind it. */
static eco_status take_answer(eco_link *link, const eco_sent *sent, eco_status before, eco_error *error)
{
    eco_status status = before;
    PGresult *result = next_result(link);
    if (!result) {
        note_loss(link, "an answer is missing");
        return ECO_LINK_LOST;
    }
    ExecStatusType kind = PQresultStatus(result);
    if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK)
        take_back(link, sent);
    if (kind == PGRES_FATAL_ERROR && !before)
        status = eco_postgres_failure(result, error);
    else if ((kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK) && !before && sent->take)
        status = sent->take(sent->user, sent->kind, result);
    if (PQstatus(link->connection) == CONNECTION_BAD || status == ECO_LINK_LOST) {
        note_loss(link, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
        status = ECO_LINK_LOST;
    }
    PQclear(result);
    if (!link->lost && (result = next_result(link))) {
        PQclear(result);
        note_loss(link, "an answer came twice");
    }
    return link->lost ? ECO_LINK_LOST : status;
}

static eco_status take_sync(eco_link *link, eco_status before)
{
    PGresult *result = next_result(link);
    bool right = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    PQclear(result);
    if (!right)
        note_loss(link, "an answer is missing");
    return link->lost ? ECO_LINK_LOST : before;
}

/* The host finds its connection as it gave it. */
static void leave_pipeline(eco_link *link)
{
    if (!link->borrowed || PQpipelineStatus(link->connection) == PQ_PIPELINE_OFF)
        return;
    if (!PQexitPipelineMode(link->connection) || (link->blocking && PQsetnonblocking(link->connection, 0) != 0))
        note_loss(link, NULL);
}

eco_status eco_link_run(eco_link *link, eco_error *error)
{
    eco_status status = ECO_OK;
    bool starved = link->starved;
    link->starved = false;
    if (!link->lost && link->connection && link->sent_count == 0)
        return starved ? eco_fail_memory(error) : ECO_OK;
    link->runs++;
    if (!link->lost && (!link->connection || !PQpipelineSync(link->connection)))
        note_loss(link, NULL);
    for (size_t i = 0; i < link->sent_count && !link->lost; i++)
        status = take_answer(link, &link->sent[i], status, error);
    if (!link->lost)
        status = take_sync(link, status);
    link->sent_count = 0;
    if (!link->lost)
        leave_pipeline(link);
    if (link->lost)
        return eco_fail(error, ECO_LINK_LOST, NULL, "PostgreSQL: %s", link->words);
    return starved && !status ? eco_fail_memory(error) : status;
}

eco_status eco_link_script(eco_link *link, const char *text, eco_error *error)
{
    if (!link->lost &&
        (!link->connection || (PQpipelineStatus(link->connection) != PQ_PIPELINE_OFF && !PQexitPipelineMode(link->connection))))
        note_loss(link, NULL);
    if (!link->lost && !PQsendQuery(link->connection, text))
        note_loss(link, NULL);
    link->runs++;
    eco_status status = ECO_OK;
    PGresult *result;
    while (!link->lost && (result = next_result(link))) {
        if (PQresultStatus(result) == PGRES_FATAL_ERROR && !status)
            status = eco_postgres_failure(result, error);
        if (PQstatus(link->connection) == CONNECTION_BAD || status == ECO_LINK_LOST)
            note_loss(link, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
        PQclear(result);
    }
    if (link->lost)
        return eco_fail(error, ECO_LINK_LOST, NULL, "PostgreSQL: %s", link->words);
    return status;
}

/* ---- connecting -------------------------------------------------------------------------------------------------------------------------------- */

static bool has_watch(eco_link *link, eco_error *error)
{
    return link->watch.timer >= 0 || !eco_stopwatch_open(&link->watch, error);
}

/* What decides over our promises is set in each session; what the server has made stronger stays. The writer's statements all go by key: a plan that was
 * made while the tables were small must not read all of them when they are large. */
static eco_status set_up(eco_link *link, eco_error *error)
{
    char text[1200];
    const eco_link_settings *settings = link->settings;
    snprintf(
        text, sizeof text,
        "SELECT set_config('synchronous_commit', CASE WHEN '%s' = 'on' AND current_setting('synchronous_commit') IN "
        "('remote_apply', 'remote_write') THEN current_setting('synchronous_commit') ELSE '%s' END, false), "
        "set_config('default_transaction_isolation', 'read committed', false), "
        "set_config('default_transaction_read_only', '%s', false), set_config('plan_cache_mode', 'force_generic_plan', false), "
        "set_config('lock_timeout', '%lld', false), set_config('client_min_messages', 'error', false), "
        "set_config('jit', 'off', false)%s",
        settings->durability, settings->durability, settings->read_only ? "on" : "off", (long long)(settings->lock_us / 1000 + 1),
        link->by_key ? ", set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false), "
                       "set_config('enable_mergejoin', 'off', false)"
                     : "");
    return eco_link_script(link, text, error);
}

eco_status eco_link_connect(eco_link *link, eco_error *error)
{
    char seconds[24], user_timeout[24];
    int64_t patience = link->settings->patience_us;
    snprintf(seconds, sizeof seconds, "%lld", (long long)(patience / 1000000 + 2));
    snprintf(user_timeout, sizeof user_timeout, "%lld", (long long)(patience / 1000 + 1));
    /* What the address says itself goes before our defaults, which stand before it. */
    const char *names[] = {"connect_timeout",
                           "tcp_user_timeout",
                           "keepalives_idle",
                           "keepalives_interval",
                           "keepalives_count",
                           "fallback_application_name",
                           "dbname",
                           "client_encoding",
                           NULL};
    const char *given[] = {seconds, user_timeout, "10", "5", "3", "libecomops", link->settings->address, "UTF8", NULL};
    eco_link_drop(link);
    if (!has_watch(link, error))
        return ECO_E_IO;
    PGconn *connection = PQconnectdbParams(names, given, 1);
    if (!connection)
        return eco_fail_memory(error);
    if (PQstatus(connection) != CONNECTION_OK || PQsetnonblocking(connection, 1) != 0) {
        eco_postgres_words(link->words, sizeof link->words, connection);
        PQfinish(connection);
        return eco_fail(error, ECO_E_STORE, NULL, "PostgreSQL: %s", link->words);
    }
    link->connection = connection;
    link->lost = false;
    eco_status status = set_up(link, error);
    if (!status)
        return ECO_OK;
    eco_link_drop(link);
    return status == ECO_LINK_LOST ? eco_fail(error, ECO_E_STORE, NULL, "PostgreSQL: %s", link->words) : status;
}

eco_status eco_link_borrow(eco_link *link, PGconn *connection, eco_error *error)
{
    if (!connection)
        return eco_fail(error, ECO_E_INVALID, "connection", "there is no connection");
    if (PQstatus(connection) != CONNECTION_OK)
        return eco_fail(error, ECO_E_INVALID, "connection", "the connection is not open");
    if (PQpipelineStatus(connection) != PQ_PIPELINE_OFF)
        return eco_fail(error, ECO_E_INVALID, "connection", "the connection is in pipeline mode");
    switch (PQtransactionStatus(connection)) {
    case PQTRANS_INTRANS: break;
    case PQTRANS_ACTIVE: return eco_fail(error, ECO_E_INVALID, "connection", "the connection is busy with a command (or COPY)");
    case PQTRANS_INERROR: return eco_fail(error, ECO_E_INVALID, "connection", "the transaction of the connection has failed");
    default: return eco_fail(error, ECO_E_INVALID, "connection", "the connection is not in a transaction: the host begins it");
    }
    const char *encoding = PQparameterStatus(connection, "client_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return eco_fail(error, ECO_E_INVALID, "connection", "client_encoding of the connection is %s, not UTF8",
                        encoding ? encoding : "unknown");
    if (!has_watch(link, error))
        return ECO_E_IO;
    link->connection = connection;
    link->borrowed = true;
    link->lost = false;
    return ECO_OK;
}
