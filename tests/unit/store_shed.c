/* store_shed.c - see store_shed.h. */
#include "store_shed.h"

static const eco_field box_fields[] = {
    ECO_FIELD(shed_box, box, ECO_FIELD_ID),        ECO_FIELD(shed_box, version, ECO_FIELD_INT),
    ECO_FIELD(shed_box, due_us, ECO_FIELD_TIME),   ECO_FIELD(shed_box, digest, ECO_FIELD_INT),
    ECO_FIELD(shed_box, state, ECO_FIELD_SMALL),   ECO_FIELD(shed_box, note, ECO_FIELD_TEXT),
    ECO_FIELD(shed_box, dropped_by, ECO_FIELD_ID),
};
static const eco_field line_fields[] = {
    ECO_FIELD_VIRTUAL("box", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("number", ECO_FIELD_INT),
    ECO_FIELD(shed_line, shelf, ECO_FIELD_INT),
    ECO_FIELD(shed_line, quantity, ECO_FIELD_INT),
};
static const eco_field shelf_fields[] = {
    ECO_FIELD(shed_shelf, shelf, ECO_FIELD_INT),
    ECO_FIELD(shed_shelf, version, ECO_FIELD_INT),
    ECO_FIELD(shed_shelf, free, ECO_FIELD_INT),
};
static const eco_field move_fields[] = {
    ECO_FIELD(shed_move, sequence, ECO_FIELD_INT), ECO_FIELD(shed_move, shelf, ECO_FIELD_INT),
    ECO_FIELD(shed_move, quantity, ECO_FIELD_INT), ECO_FIELD(shed_move, at_us, ECO_FIELD_TIME),
    ECO_FIELD(shed_move, command, ECO_FIELD_ID),
};
const eco_kind shed_boxes = {.name = "shed_box",
                             .number = ECO_KIND_TEST,
                             .shape = ECO_SHAPE_KEYED,
                             .fields = box_fields,
                             .fields_count = 7,
                             .size = sizeof(shed_box),
                             .parts = &shed_lines,
                             .version = offsetof(shed_box, version),
                             .due = offsetof(shed_box, due_us),
                             .by_time = true};
const eco_kind shed_lines = {.name = "shed_line",
                             .number = ECO_KIND_TEST + 1,
                             .shape = ECO_SHAPE_PARTS,
                             .fields = line_fields,
                             .fields_count = 4,
                             .size = sizeof(shed_line),
                             .owner = &shed_boxes};
const eco_kind shed_shelves = {.name = "shed_shelf",
                               .number = ECO_KIND_TEST + 2,
                               .shape = ECO_SHAPE_KEYED,
                               .fields = shelf_fields,
                               .fields_count = 3,
                               .size = sizeof(shed_shelf),
                               .version = offsetof(shed_shelf, version)};
const eco_kind shed_moves = {.name = "shed_move",
                             .number = ECO_KIND_TEST + 3,
                             .shape = ECO_SHAPE_LOG,
                             .fields = move_fields,
                             .fields_count = 5,
                             .size = sizeof(shed_move)};
const eco_kind shed_commands = ECO_COMMAND_KIND("shed_command", ECO_KIND_TEST + 4);
static const eco_kind *const kinds[] = {&shed_boxes, &shed_lines, &shed_shelves, &shed_moves, &shed_commands};

static eco_status prepare(void *module, const void *command, eco_prepared *prepared, eco_scratch *scratch, eco_error *error)
{
    const shed_command *given = command;
    (void)module, (void)scratch, (void)error;
    uint64_t digest = eco_digest_add((uint64_t)given->head.verb, given->box.low);
    for (size_t i = 0; i < given->parts_count; i++)
        digest = eco_digest_add(eco_digest_add(digest, (uint64_t)given->parts[i].shelf), (uint64_t)given->parts[i].quantity);
    prepared->digest = digest;
    return ECO_OK;
}

static void want_shelves(eco_work *work, const shed_box *box)
{
    for (const shed_line *line = eco_work_first_part(work, &shed_boxes, box); line;
         line = eco_work_next_part(work, &shed_boxes, box, line))
        eco_work_want(work, &shed_shelves, eco_key_int(line->shelf), ECO_WANT_CHANGE);
}

static void want(void *module, eco_work *work, const eco_prepared *prepared)
{
    const shed_command *given = prepared->command;
    (void)module;
    for (size_t i = 0; i < given->parts_count; i++)
        eco_work_want(work, &shed_shelves, eco_key_int(given->parts[i].shelf), ECO_WANT_CHANGE);
    if (given->head.verb == SHED_TAKE)
        eco_work_want(work, &shed_boxes, given->head.key, ECO_WANT_NEW);
    if (given->head.verb == SHED_DROP) {
        const shed_box *box = eco_work_find(work, &shed_boxes, given->box, ECO_WANT_CHANGE | ECO_WANT_PARTS);
        if (box)
            want_shelves(work, box);
    }
}

/* A box is the record of the command that made it. */
static bool recall(void *module, eco_work *work, const eco_prepared *prepared, uint64_t *digest, void *result)
{
    (void)module, (void)result;
    const shed_box *box = NULL;
    if (eco_head_of(prepared)->verb == SHED_TAKE)
        box = eco_work_find(work, &shed_boxes, eco_head_of(prepared)->key, ECO_WANT_NEW);
    if (box)
        *digest = (uint64_t)box->digest;
    return box != NULL;
}

static shed_shelf *shelf_of(eco_work *work, int64_t number)
{
    shed_shelf *shelf = eco_work_find(work, &shed_shelves, eco_key_int(number), ECO_WANT_CHANGE);
    if (!shelf && !eco_work_waits(work))
        shelf = eco_work_add(work, &shed_shelves, eco_key_int(number));
    return shelf;
}

static eco_status move(eco_work *work, int64_t number, int64_t quantity, int64_t *free)
{
    shed_shelf *shelf = shelf_of(work, number);
    if (!shelf || eco_work_waits(work))
        return ECO_E_MEMORY;
    if (shelf->free + quantity < 0)
        return ECO_E_INSUFFICIENT;
    if (!eco_work_change(work, &shed_shelves, shelf))
        return ECO_E_MEMORY;
    shelf->free += quantity;
    shelf->version++;
    *free = shelf->free;
    return ECO_OK;
}

static eco_status put(eco_work *work, const shed_command *given, shed_result *result)
{
    for (size_t i = 0; i < given->parts_count; i++) {
        eco_status status = move(work, given->parts[i].shelf, given->parts[i].quantity, &result->free);
        shed_move *row = status ? NULL : eco_work_log(work, &shed_moves);
        if (!row)
            return status ? status : eco_work_failure(work);
        row->shelf = given->parts[i].shelf;
        row->quantity = given->parts[i].quantity;
        row->at_us = given->head.at_us;
        row->command = given->head.key;
        result->head.sequence = row->sequence;
    }
    return ECO_OK;
}

static eco_status take(eco_work *work, const shed_command *given, uint64_t digest, shed_result *result)
{
    bool failed = false;
    shed_box *box = eco_work_add(work, &shed_boxes, given->head.key);
    if (!box)
        return ECO_E_MEMORY;
    box->version = 1;
    box->due_us = given->due_us;
    box->digest = (int64_t)digest;
    box->state = SHED_OPEN;
    box->note = eco_work_text(work, given->note, &failed);
    for (size_t i = 0; i < given->parts_count; i++) {
        eco_status status = move(work, given->parts[i].shelf, -given->parts[i].quantity, &result->free);
        shed_line *line = status ? NULL : eco_work_add_part(work, &shed_boxes, box);
        if (!line)
            return status ? status : ECO_E_MEMORY;
        line->shelf = given->parts[i].shelf;
        line->quantity = given->parts[i].quantity;
    }
    return failed ? ECO_E_MEMORY : ECO_OK;
}

static eco_status end_box(eco_work *work, shed_box *box, int32_t state, eco_id by, int64_t *free)
{
    if (!eco_work_change(work, &shed_boxes, box))
        return ECO_E_MEMORY;
    box->state = state;
    box->version++;
    box->due_us = 0;
    box->dropped_by = by;
    for (shed_line *line = eco_work_first_part(work, &shed_boxes, box); line;
         line = eco_work_next_part(work, &shed_boxes, box, line)) {
        eco_status status = move(work, line->shelf, line->quantity, free);
        if (!status && !eco_work_change(work, &shed_lines, line))
            status = ECO_E_MEMORY;
        if (status)
            return status;
        line->quantity = 0;
    }
    return ECO_OK;
}

static eco_status decide(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error)
{
    const shed_command *given = prepared->command;
    (void)module, (void)error;
    *record = given->head.verb != SHED_TAKE;
    if (given->head.verb == SHED_PUT)
        return put(work, given, result);
    if (given->head.verb == SHED_TAKE)
        return take(work, given, prepared->digest, result);
    shed_box *box = eco_work_find(work, &shed_boxes, given->box, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    if (!box)
        return ECO_E_NOT_FOUND;
    if (box->state != SHED_OPEN)
        return ECO_E_RELEASED;
    return end_box(work, box, SHED_DROPPED, given->head.key, &((shed_result *)result)->free);
}

static void answers(void *result, int64_t *answer, int64_t *answer_more, bool write)
{
    shed_result *of = result;
    (void)answer_more;
    if (write)
        *answer = of->free;
    else
        of->free = *answer;
}

static void want_due(void *module, eco_work *work, const eco_kind *kind, void *record)
{
    (void)module, (void)kind;
    want_shelves(work, record);
}

static eco_status due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us)
{
    int64_t free;
    (void)module, (void)kind, (void)now_us;
    return end_box(work, record, SHED_EXPIRED, (eco_id){0, 0}, &free);
}

const eco_module_interface shed_interface = {.name = "shed",
                                             .kinds = kinds,
                                             .kinds_count = 5,
                                             .commands = &shed_commands,
                                             .schema_version = 1,
                                             .command_size = sizeof(shed_command),
                                             .result_size = sizeof(shed_result),
                                             .prepare = prepare,
                                             .want = want,
                                             .recall = recall,
                                             .decide = decide,
                                             .answers = answers,
                                             .want_due = want_due,
                                             .due = due};

void shed_open(shed *shed, eco_store *store)
{
    eco_error error;
    CHECK_OK(eco_module_join(&shed->module, store, &shed_interface, NULL, &error));
}

void shed_close(shed *shed)
{
    eco_module_leave(&shed->module);
}

eco_status shed_run(shed *shed, const shed_command *commands, size_t count, shed_result *results, eco_error *error)
{
    return eco_module_execute(&shed->module, commands, count, results, error);
}

eco_status shed_put(shed *shed, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, eco_error *error)
{
    shed_command command = {
        {.key = shed_key(at_us, chance), .verb = SHED_PUT, .at_us = at_us}, .parts = {{shelf, quantity}}, .parts_count = 1};
    return shed_run(shed, &command, 1, NULL, error);
}

eco_status shed_take(shed *shed, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, int64_t due_us,
                     eco_error *error)
{
    shed_command command = {.head = {.key = shed_key(at_us, chance), .verb = SHED_TAKE, .at_us = at_us},
                            .due_us = due_us,
                            .note = "a note",
                            .parts = {{shelf, quantity}},
                            .parts_count = 1};
    return shed_run(shed, &command, 1, NULL, error);
}

eco_status shed_drop(shed *shed, int64_t at_us, uint64_t chance, eco_id box, eco_error *error)
{
    shed_command command = {.head = {.key = shed_key(at_us, chance), .verb = SHED_DROP, .at_us = at_us}, .box = box};
    return shed_run(shed, &command, 1, NULL, error);
}

/* ---- audit ---- */

static bool add_shelf(const eco_row *row, void *user)
{
    ((shed_sums *)user)->free += ((const shed_shelf *)row->record)->free;
    return true;
}
static bool add_line(const eco_row *row, void *user)
{
    ((shed_sums *)user)->held += ((const shed_line *)row->record)->quantity;
    return true;
}
static bool add_box(const eco_row *row, void *user)
{
    shed_sums *sums = user;
    sums->boxes++;
    sums->open += ((const shed_box *)row->record)->state == SHED_OPEN;
    return true;
}
static bool add_move(const eco_row *row, void *user)
{
    shed_sums *sums = user;
    const shed_move *move = row->record;
    sums->put += move->quantity;
    sums->moves++;
    if (move->sequence != sums->last_sequence + 1)
        sums->moves = INT64_MIN / 2;
    sums->last_sequence = move->sequence;
    return true;
}
static bool add_command(const eco_row *row, void *user)
{
    (void)row;
    ((shed_sums *)user)->commands++;
    return true;
}

void shed_audit(shed_sums *sums, eco_store *store)
{
    static const struct {
        const eco_kind *kind;
        bool (*add)(const eco_row *row, void *user);
    } scans[] = {{&shed_shelves, add_shelf},
                 {&shed_lines, add_line},
                 {&shed_boxes, add_box},
                 {&shed_moves, add_move},
                 {&shed_commands, add_command}};
    eco_error error;
    eco_view *view;
    *sums = (shed_sums){0};
    CHECK_OK(eco_view_open(&view, store, &error));
    for (size_t i = 0; i < sizeof scans / sizeof *scans; i++)
        CHECK_OK(eco_view_scan(view, scans[i].kind, NULL, scans[i].add, sums, &error));
    eco_view_close(view);
    CHECK_INT(sums->free + sums->held, sums->put);
    CHECK(sums->moves >= 0);
}
