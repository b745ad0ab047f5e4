/* store_shed.h - a small module for tests of the store: shelves with stock, boxes that take from them until they are dropped or their time is over, and a
 * log of what moved. It has every shape of table: keyed by id and by number, parts, a log, and a deadline. */
#ifndef ECO_STORE_SHED_H
#define ECO_STORE_SHED_H
#include <ecomops/store.h>

#include "store/module.h"
#include "test.h"

typedef struct shed_box {
    eco_record head;
    eco_id box;
    int64_t version, due_us, digest;
    int32_t state;
    eco_text note;
    eco_id dropped_by;
} shed_box;
typedef struct shed_line {
    eco_record head;
    int64_t shelf, quantity;
} shed_line;
typedef struct shed_shelf {
    eco_record head;
    int64_t shelf, version, free;
} shed_shelf;
typedef struct shed_move {
    eco_record head;
    int64_t sequence, shelf, quantity, at_us;
    eco_id command;
} shed_move;
extern const eco_kind shed_boxes, shed_lines, shed_shelves, shed_moves, shed_commands;
extern const eco_module_interface shed_interface;

enum { SHED_PUT = 1, SHED_TAKE = 2, SHED_DROP = 3 }; /* TAKE makes a box with the command's key */
enum { SHED_OPEN = 1, SHED_DROPPED = 2, SHED_EXPIRED = 3 };
typedef struct shed_part {
    int64_t shelf, quantity;
} shed_part;
typedef struct shed_command {
    eco_command_head head;
    eco_id box; /* DROP */
    int64_t due_us;
    const char *note;
    shed_part parts[4];
    size_t parts_count;
} shed_command;
typedef struct shed_result {
    eco_result_head head;
    int64_t free; /* of the last shelf */
} shed_result;

typedef struct shed {
    eco_module module;
} shed;
void shed_open(shed *shed, eco_store *store); /* must succeed */
void shed_close(shed *shed);
eco_status shed_run(shed *shed, const shed_command *commands, size_t count, shed_result *results, eco_error *error);
/* The key of an instant and a small number. */
static inline eco_id shed_key(int64_t at_us, uint64_t chance)
{
    return eco_id_v7(at_us, chance << 2);
}
/* One command with such a key. */
eco_status shed_put(shed *shed, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, eco_error *error);
eco_status shed_take(shed *shed, int64_t at_us, uint64_t chance, int64_t shelf, int64_t quantity, int64_t due_us,
                     eco_error *error);
eco_status shed_drop(shed *shed, int64_t at_us, uint64_t chance, eco_id box, eco_error *error);

typedef struct shed_sums {
    int64_t free, held, put, boxes, open, moves, commands, last_sequence;
} shed_sums;
/* Adds up what a view sees; free + held must be put, and the log without gaps. */
void shed_audit(shed_sums *sums, eco_store *store);

#endif
