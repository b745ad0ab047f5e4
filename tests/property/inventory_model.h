/* inventory_model.h - stock as plainly as it can be said: every quantity of every line of every hold in a counter of its own, every answer worked out anew,
 * undoing by a copy of the whole. What inventory_random.c compares the library with.
 *
 * Its time never goes back, and holds expire the instant that they are due. */
#ifndef INVENTORY_MODEL_H
#define INVENTORY_MODEL_H
#include <ecomops/inventory.h>

enum { MODEL_SKUS = 4, MODEL_LOCATIONS = 3, MODEL_LEVELS = MODEL_SKUS * MODEL_LOCATIONS, MODEL_LINES = 5, MODEL_COMMANDS = 400 };
extern const char *const model_skus[MODEL_SKUS], *const model_locations[MODEL_LOCATIONS];

typedef struct model_level {
    bool exists;
    int64_t on_hand, reserved, committed;
} model_level;

typedef struct model_line { /* of a command */
    int level;              /* sku * MODEL_LOCATIONS + location */
    bool names_location;
    int64_t quantity;
} model_line;

typedef struct model_command {
    eco_id key;
    eco_inventory_verb verb;
    int64_t at_us;
    eco_command_flags flags;
    model_line lines[MODEL_LINES];
    int lines_count;
    eco_id hold;
    const char *channel, *actor, *reason;
    bool partial;
    int64_t expires_us, expected_version;
} model_command;

typedef struct model_result {
    eco_status status;
    bool replayed, has_rows;
    int line; /* from 1 */
    int64_t available, quantity;
} model_result;

typedef struct model_hold_line {
    int level;
    int64_t quantity, held, committed, released, issued, cancelled;
} model_hold_line;

typedef struct model_hold {
    int command; /* that made it */
    model_hold_line lines[MODEL_LINES];
    int lines_count;
    const char *state; /* "held", ... */
    int64_t expires_us, ended_us, version;
} model_hold;

typedef struct model_row { /* of the ledger */
    int command, line, level;
    int64_t quantity;
} model_row;

typedef struct model {
    model_level levels[MODEL_LEVELS];
    int first_location;                     /* -1: none yet */
    model_command commands[MODEL_COMMANDS]; /* that succeeded */
    model_result results[MODEL_COMMANDS];
    int commands_count;
    model_hold holds[MODEL_COMMANDS];
    int holds_count;
    model_row rows[MODEL_COMMANDS * MODEL_LINES];
    int rows_count;
} model;

void model_begin(model *of);
void model_expire(model *of, int64_t now_us); /* before each command */
/* Decides one command; the model is changed only where the result is ECO_OK. version: of the level, where the command expects one of a level. */
model_result model_run(model *of, const model_command *command, int64_t level_version);
int model_locations_count(const model *of);
const model_hold *model_hold_of(const model *of, eco_id key); /* NULL: there is none */

#endif
