/* store_toy.h - a small module for tests of the store: shelves with stock, boxes that take from them until they are dropped or their time is over, and a
 * log of what moved. It has every shape of table: keyed by id and by number, parts, a log, and a deadline. */
#ifndef ECO_STORE_TOY_H
#define ECO_STORE_TOY_H
#include <ecomops/store.h>

#include "store/module.h"
#include "test.h"

typedef struct toy_box {
    eco_record head;
    eco_id box;
    int64_t version, due_us, digest;
    int32_t state;
    eco_text note;
    eco_id dropped_by;
} toy_box;
typedef struct toy_line {
    eco_record head;
    int64_t shelf, quantity;
} toy_line;
typedef struct toy_shelf {
    eco_record head;
    int64_t shelf, version, free;
} toy_shelf;
typedef struct toy_move {
    eco_record head;
    int64_t sequence, shelf, quantity, at_us;
    eco_id command;
} toy_move;
extern const eco_kind toy_boxes, toy_lines, toy_shelves, toy_moves, toy_commands;
extern const eco_module_interface toy_interface;

enum { TOY_PUT = 1, TOY_TAKE = 2, TOY_DROP = 3 }; /* TAKE makes a box with the command's key */
enum { TOY_OPEN = 1, TOY_DROPPED = 2, TOY_EXPIRED = 3 };
typedef struct toy_part {
    int64_t shelf, quantity;
} toy_part;
typedef struct toy_command {
    eco_command_head head;
    eco_id box; /* DROP */
    int64_t due_us;
    const char *note;
    toy_part parts[4];
    size_t parts_count;
} toy_command;
typedef struct toy_result {
    eco_result_head head;
    int64_t free; /* of the last shelf */
} toy_result;

typedef struct toy {
    eco_module module;
} toy;
void toy_open(toy *toy, eco_store *store); /* must succeed */
void toy_close(toy *toy);
eco_status toy_run(toy *toy, const toy_command *commands, size_t count, toy_result *results, eco_error *error);
/* The key of an instant and a small number. */
static inline eco_id toy_key(int64_t at_us, uint64_t chance)
{
    return eco_id_v7(at_us, chance << 2);
}
/* One command with such a key. */
eco_status toy_put(toy *toy, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, eco_error *error);
eco_status toy_take(toy *toy, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, int64_t due_us, eco_error *error);
eco_status toy_drop(toy *toy, int64_t at_us, uint64_t chance, eco_id box, eco_error *error);

typedef struct toy_sums {
    int64_t free, held, put, boxes, open, moves, commands, last_sequence;
} toy_sums;
/* Adds up what a view sees; free + held must be put, and the log without gaps. */
void toy_audit(toy_sums *sums, eco_store *store);

#endif
