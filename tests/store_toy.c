/* store_toy.c - see store_toy.h. */
#include "store_toy.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/module.h"

typedef struct account {
    eco_record head;
    eco_text name;
    int64_t number, balance, reserved, version, extra;
} account;
typedef struct reservation {
    eco_record head;
    int32_t state; /* 0 open, 1 freed, 2 expired */
    eco_id key;
    int64_t digest, at_us, expires_us, due_us, version;
} reservation;
typedef struct reservation_line {
    eco_record head;
    int64_t account, amount;
} reservation_line;
typedef struct entry {
    eco_record head;
    int64_t sequence, account, amount;
    eco_id command;
} entry;

static const eco_kind account_kind, account_kind_2, reservation_kind, line_kind, entry_kind;
static const eco_field account_fields[] = {
    ECO_FIELD(account, number, ECO_FIELD_INT),   ECO_FIELD(account, balance, ECO_FIELD_INT),
    ECO_FIELD(account, reserved, ECO_FIELD_INT), ECO_FIELD(account, version, ECO_FIELD_INT),
    ECO_FIELD(account, name, ECO_FIELD_TEXT),    ECO_FIELD(account, extra, ECO_FIELD_INT),
};
static const eco_field reservation_fields[] = {
    ECO_FIELD(reservation, key, ECO_FIELD_ID),          ECO_FIELD(reservation, state, ECO_FIELD_SMALL),
    ECO_FIELD(reservation, digest, ECO_FIELD_INT),      ECO_FIELD(reservation, at_us, ECO_FIELD_TIME),
    ECO_FIELD(reservation, expires_us, ECO_FIELD_TIME), ECO_FIELD(reservation, due_us, ECO_FIELD_TIME),
    ECO_FIELD(reservation, version, ECO_FIELD_INT),
};
static const eco_field line_fields[] = {
    ECO_FIELD_VIRTUAL("reservation", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("number", ECO_FIELD_SMALL),
    ECO_FIELD(reservation_line, account, ECO_FIELD_INT),
    ECO_FIELD(reservation_line, amount, ECO_FIELD_INT),
};
static const eco_field entry_fields[] = {
    ECO_FIELD(entry, sequence, ECO_FIELD_INT),
    ECO_FIELD(entry, account, ECO_FIELD_INT),
    ECO_FIELD(entry, amount, ECO_FIELD_INT),
    ECO_FIELD(entry, command, ECO_FIELD_ID),
};
enum { NUMBER = ECO_KIND_TEST };
static const eco_kind account_kind = {.name = "toy_account",
                                      .number = NUMBER,
                                      .shape = ECO_SHAPE_KEYED,
                                      .fields = account_fields,
                                      .fields_count = 5,
                                      .size = sizeof(account),
                                      .version = offsetof(account, version)};
static const eco_kind account_kind_2 = {.name = "toy_account",
                                        .number = NUMBER,
                                        .shape = ECO_SHAPE_KEYED,
                                        .fields = account_fields,
                                        .fields_count = 6,
                                        .size = sizeof(account),
                                        .version = offsetof(account, version)};
static const eco_kind reservation_kind = {.name = "toy_reservation",
                                          .number = NUMBER + 1,
                                          .shape = ECO_SHAPE_KEYED,
                                          .fields = reservation_fields,
                                          .fields_count = 7,
                                          .size = sizeof(reservation),
                                          .parts = &line_kind,
                                          .version = offsetof(reservation, version),
                                          .due = offsetof(reservation, due_us),
                                          .by_time = true};
static const eco_kind line_kind = {.name = "toy_reservation_line",
                                   .number = NUMBER + 2,
                                   .shape = ECO_SHAPE_PARTS,
                                   .fields = line_fields,
                                   .fields_count = 4,
                                   .size = sizeof(reservation_line),
                                   .owner = &reservation_kind};
static const eco_kind entry_kind = {.name = "toy_entry",
                                    .number = NUMBER + 3,
                                    .shape = ECO_SHAPE_LOG,
                                    .fields = entry_fields,
                                    .fields_count = 4,
                                    .size = sizeof(entry)};
static const eco_kind command_kind = ECO_COMMAND_KIND("toy_command", NUMBER + 4);

struct toy {
    eco_module module;
};

/* ---- the engine -------------------------------------------------------------------------------------------------------------------------------- */

static eco_status prepare(void *module, const void *given, eco_prepared *prepared, eco_scratch *scratch, eco_error *error)
{
    (void)module, (void)scratch;
    const toy_command *command = given;
    if (command->verb < TOY_PUT || command->verb > TOY_NOTIFY)
        return eco_fail(error, ECO_E_INVALID, "/verb", "verb %d", command->verb);
    if (command->verb == TOY_RESERVE && command->expires_us <= command->at_us)
        return eco_fail(error, ECO_E_INVALID, "/expires_us", "expires before it begins");
    uint64_t digest = eco_digest_add(1, (uint64_t)command->verb);
    digest = eco_digest_add(digest, (uint64_t)command->account);
    digest = eco_digest_add(digest, (uint64_t)command->amount);
    digest = eco_digest_add(digest, command->reservation.low);
    for (size_t i = 0; i < command->lines_count; i++)
        digest = eco_digest_add(eco_digest_add(digest, (uint64_t)command->lines[i].account), (uint64_t)command->lines[i].amount);
    prepared->digest = digest;
    return ECO_OK;
}

static void want_lines(eco_work *work, const reservation *of)
{
    for (reservation_line *line = eco_work_first_part(work, &reservation_kind, of); line;
         line = eco_work_next_part(work, &reservation_kind, of, line))
        eco_work_want(work, &account_kind, eco_key_int(line->account), ECO_WANT_CHANGE);
}

static void want(void *module, eco_work *work, const eco_prepared *prepared)
{
    (void)module;
    const toy_command *command = prepared->command;
    if (command->verb == TOY_PUT)
        eco_work_want(work, &account_kind, eco_key_int(command->account), ECO_WANT_CHANGE);
    eco_work_want(work, &reservation_kind, command->key, ECO_WANT_NEW | ECO_WANT_PARTS);
    for (size_t i = 0; i < command->lines_count; i++)
        eco_work_want(work, &account_kind, eco_key_int(command->lines[i].account), ECO_WANT_CHANGE);
    if (command->verb == TOY_FREE)
        eco_work_want(work, &reservation_kind, command->reservation, ECO_WANT_CHANGE | ECO_WANT_PARTS);
}

static bool recall(void *module, eco_work *work, const eco_prepared *prepared, uint64_t *digest, void *result)
{
    (void)module, (void)result;
    const reservation *found = eco_work_find(work, &reservation_kind, ((const toy_command *)prepared->command)->key,
                                             ECO_WANT_NEW | ECO_WANT_PARTS);
    if (found)
        *digest = (uint64_t)found->digest;
    return found != NULL;
}

static eco_status put(eco_work *work, const toy_command *command, toy_result *result, eco_error *error)
{
    account *of = eco_work_find(work, &account_kind, eco_key_int(command->account), ECO_WANT_CHANGE);
    if (eco_work_waits(work))
        return ECO_OK;
    bool failed = false;
    if (!of) {
        of = eco_work_add(work, &account_kind, eco_key_int(command->account));
        if (!of)
            return eco_fail_memory(error);
        of->name = eco_work_text(work, command->name, &failed);
    } else if (!eco_work_change(work, &account_kind, of)) {
        return eco_fail_memory(error);
    }
    if (command->expected_version && of->version != command->expected_version)
        return eco_fail(error, ECO_E_VERSION, "/expected_version", "version is %lld", (long long)of->version);
    of->balance += command->amount;
    of->version++;
    if (of->balance < of->reserved)
        return eco_fail(error, ECO_E_INSUFFICIENT, "/amount", "account %lld would hold %lld", (long long)of->number,
                        (long long)of->balance);
    entry *row = eco_work_log(work, &entry_kind);
    if (!row || failed)
        return eco_fail_memory(error);
    row->account = command->account;
    row->amount = command->amount;
    row->command = command->key;
    result->sequence = row->sequence;
    result->balance = of->balance;
    return ECO_OK;
}

static eco_status reserve(eco_work *work, const toy_command *command, uint64_t digest, eco_error *error)
{
    for (size_t i = 0; i < command->lines_count; i++) {
        account *of = eco_work_find(work, &account_kind, eco_key_int(command->lines[i].account), ECO_WANT_CHANGE);
        if (eco_work_waits(work))
            return ECO_OK;
        if (!of)
            return eco_fail(error, ECO_E_NOT_FOUND, "/lines", "no account %lld", (long long)command->lines[i].account);
        if (!eco_work_change(work, &account_kind, of))
            return eco_fail_memory(error);
        of->reserved += command->lines[i].amount;
        of->version++;
        if (of->balance < of->reserved)
            return eco_fail(error, ECO_E_INSUFFICIENT, "/lines", "account %lld is short", (long long)of->number);
    }
    reservation *made = eco_work_add(work, &reservation_kind, command->key);
    if (!made)
        return eco_fail_memory(error);
    made->digest = (int64_t)digest;
    made->at_us = command->at_us;
    made->expires_us = made->due_us = command->expires_us;
    made->version = 1;
    for (size_t i = 0; i < command->lines_count; i++) {
        reservation_line *line = eco_work_add_part(work, &reservation_kind, made);
        if (!line)
            return eco_fail_memory(error);
        line->account = command->lines[i].account;
        line->amount = command->lines[i].amount;
    }
    return ECO_OK;
}

static eco_status end(eco_work *work, reservation *of, int32_t state)
{
    for (reservation_line *line = eco_work_first_part(work, &reservation_kind, of); line;
         line = eco_work_next_part(work, &reservation_kind, of, line)) {
        account *owner = eco_work_find(work, &account_kind, eco_key_int(line->account), ECO_WANT_CHANGE);
        if (eco_work_waits(work))
            return ECO_OK;
        if (!owner || !eco_work_change(work, &account_kind, owner))
            return ECO_E_MEMORY;
        owner->reserved -= line->amount;
        owner->version++;
    }
    if (!eco_work_change(work, &reservation_kind, of))
        return ECO_E_MEMORY;
    of->state = state;
    of->due_us = 0;
    of->version++;
    return ECO_OK;
}

static eco_status decide(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error)
{
    (void)module;
    const toy_command *command = prepared->command;
    if (command->verb == TOY_PUT)
        return put(work, command, result, error);
    if (command->verb == TOY_RESERVE) {
        *record = false;
        return reserve(work, command, prepared->digest, error);
    }
    if (command->verb == TOY_NOTIFY) {
        const eco_attribute attribute = {"why", command->reason};
        const eco_effect_line line = {.line = "1", .sku = "A", .quantity = 2, .amount_minor = 300};
        const eco_effect effect = {.key = command->key,
                                   .module = "toy",
                                   .name = command->name,
                                   .subject = "s",
                                   .cause = command->key,
                                   .lines = &line,
                                   .lines_count = 1,
                                   .attributes = &attribute,
                                   .attributes_count = 1};
        return eco_work_effect(work, &effect, command->at_us, error);
    }
    reservation *of = eco_work_find(work, &reservation_kind, command->reservation, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    if (eco_work_waits(work))
        return ECO_OK;
    if (!of)
        return eco_fail(error, ECO_E_NOT_FOUND, "/reservation", "there is none");
    if (of->state == 1)
        return eco_fail(error, ECO_E_RELEASED, "/reservation", "was freed");
    if (of->state == 2 || of->due_us <= command->at_us)
        return eco_fail(error, ECO_E_EXPIRED, "/reservation", "has expired");
    return end(work, of, 1);
}

static void answers(void *result, int64_t *answer, int64_t *answer_more, bool write)
{
    toy_result *of = result;
    (void)answer_more;
    if (write)
        *answer = of->balance;
    else
        of->balance = *answer;
}

static void want_due(void *module, eco_work *work, const eco_kind *kind, void *record)
{
    (void)module, (void)kind;
    want_lines(work, record);
}

static eco_status due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us)
{
    (void)module, (void)kind, (void)now_us;
    return end(work, record, 2);
}

static const eco_kind *const kinds[] = {&account_kind, &reservation_kind, &line_kind, &entry_kind, &command_kind};
static const eco_kind *const kinds_2[] = {&account_kind_2, &reservation_kind, &line_kind, &entry_kind, &command_kind};
#define INTERFACE(of_kinds, number)                                                                                  \
    {                                                                                                                \
        .name = "toy", .kinds = (of_kinds), .kinds_count = 5, .commands = &command_kind, .schema_version = (number), \
        .command_size = sizeof(toy_command), .result_size = sizeof(toy_result), .prepare = prepare, .want = want,    \
        .recall = recall, .decide = decide, .answers = answers, .want_due = want_due, .due = due                     \
    }
static const eco_module_interface interface_1 = INTERFACE(kinds, 1), interface_2 = INTERFACE(kinds_2, 2);

/* ---- calls ------------------------------------------------------------------------------------------------------------------------------------- */

eco_status toy_open(toy **out, eco_store *store, int32_t schema_version, eco_error *error)
{
    *out = malloc(sizeof **out);
    eco_status status = eco_module_join(&(*out)->module, store, schema_version == 2 ? &interface_2 : &interface_1, NULL, error);
    if (status) {
        free(*out);
        *out = NULL;
    }
    return status;
}

void toy_free(toy *toy)
{
    if (toy)
        eco_module_leave(&toy->module);
    free(toy);
}

eco_status toy_execute(toy *toy, const toy_command *commands, size_t count, toy_result *results, eco_error *error)
{
    return eco_module_execute(&toy->module, commands, count, results, error);
}

eco_status toy_tick(toy *toy, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    return eco_module_tick(&toy->module, now_us, limit, done, error);
}

eco_step toy_step(toy *toy, const toy_command *commands, size_t count, toy_result *results)
{
    return (eco_step){toy, commands, count, results, toy->module.interface};
}

eco_status toy_migrate(const char *address, const eco_store_options *options, int32_t schema_version, eco_error *error)
{
    const eco_module_interface *interface = schema_version == 2 ? &interface_2 : &interface_1;
    return eco_store_migrate_all(address, options, &interface, 1, error);
}

/* ---- reading ----------------------------------------------------------------------------------------------------------------------------------- */

eco_status toy_read(toy *toy, int64_t number, int64_t *balance, int64_t *reserved, eco_error *error)
{
    eco_view *view;
    eco_status status = eco_view_open(&view, toy->module.store, error);
    if (status)
        return status;
    const void *found;
    status = eco_view_find(&found, view, &account_kind, eco_key_int(number), error);
    if (!status && !found)
        status = eco_fail(error, ECO_E_NOT_FOUND, NULL, "no account %lld", (long long)number);
    if (!status) {
        *balance = ((const account *)found)->balance;
        *reserved = ((const account *)found)->reserved;
    }
    eco_view_close(view);
    return status;
}

enum { ACCOUNTS = 1000 }; /* numbers 0 .. 999 are audited */
typedef struct sums {
    int64_t balance[ACCOUNTS], reserved[ACCOUNTS], entries[ACCOUNTS], lines[ACCOUNTS];
    eco_id open[100000];
    size_t open_count;
} sums;

static bool add_account(const eco_row *row, void *user)
{
    const account *of = row->record;
    ((sums *)user)->balance[of->number] = of->balance;
    ((sums *)user)->reserved[of->number] = of->reserved;
    return true;
}
static bool add_entry(const eco_row *row, void *user)
{
    const entry *of = row->record;
    ((sums *)user)->entries[of->account] += of->amount;
    return true;
}
static bool add_reservation(const eco_row *row, void *user)
{
    const reservation *of = row->record;
    sums *to = user;
    if (of->state == 0 && to->open_count < 100000)
        to->open[to->open_count++] = of->key;
    return true;
}
static int compare_ids(const void *a, const void *b)
{
    const eco_id *x = a, *y = b;
    return x->high != y->high ? (x->high > y->high) - (x->high < y->high) : (x->low > y->low) - (x->low < y->low);
}
static bool add_line(const eco_row *row, void *user)
{
    const reservation_line *of = row->record;
    sums *to = user;
    if (bsearch(&row->owner, to->open, to->open_count, sizeof *to->open, compare_ids))
        to->lines[of->account] += of->amount;
    return true;
}

int toy_audit(toy *toy, eco_error *error)
{
    eco_view *view;
    sums *all = calloc(1, sizeof *all);
    int breaches = -1;
    if (!eco_view_open(&view, toy->module.store, error)) {
        eco_status status = eco_view_scan(view, &account_kind, NULL, add_account, all, error);
        status = status ? status : eco_view_scan(view, &entry_kind, NULL, add_entry, all, error);
        status = status ? status : eco_view_scan(view, &reservation_kind, NULL, add_reservation, all, error);
        qsort(all->open, all->open_count, sizeof *all->open, compare_ids);
        status = status ? status : eco_view_scan(view, &line_kind, NULL, add_line, all, error);
        breaches = status ? -1 : 0;
        for (int i = 0; !status && i < ACCOUNTS; i++)
            breaches += all->balance[i] != all->entries[i] || all->reserved[i] != all->lines[i] ||
                        all->balance[i] < all->reserved[i];
        eco_view_close(view);
    }
    free(all);
    return breaches;
}

bool toy_knows(toy *toy, eco_id key)
{
    eco_view *view;
    bool known = false;
    const void *found;
    if (eco_view_open(&view, toy->module.store, NULL))
        return false;
    if (!eco_view_find(&found, view, &command_kind, key, NULL) && found)
        known = true;
    if (!known && !eco_view_find(&found, view, &reservation_kind, key, NULL) && found)
        known = true;
    eco_view_close(view);
    return known;
}
