/* want.c - what a command will look at, so that a batch loads it at once. It is asked again until nothing new is named: what a record leads to is named when
 * the record is there. Where no command has met an item or a level's further quantities yet, they are not looked for: in memory that would wait for the very
 * records that are being fetched. */
#include "inventory/inventory_internal.h"

typedef struct wanting {
    const eco_inventory *inventory;
    eco_work *work;
    const eco_inventory_command *command;
    uint64_t only; /* the hash of the only location; 0: not looked up yet */
    int32_t parts; /* of kits, so far */
} wanting;

/* ---- levels ----------------------------------------------------------------------------------------------------------------------------- */

static void want_more(const wanting *want, int64_t level, bool is_new)
{
    eco_work_want(want->work, &eco_inventory_more_kind, eco_stock_more_key(level),
                  ECO_WANT_PARTS | (is_new ? ECO_WANT_NEW : ECO_WANT_CHANGE));
}

/* Verbs that give a level what few levels have. */
static bool makes_more(const eco_inventory_command *command)
{
    return command->verb == ECO_INVENTORY_BUFFER || command->verb == ECO_INVENTORY_EXPECT ||
           command->verb == ECO_INVENTORY_MOVE_STATE || command->to_state != ECO_STOCK_ON_HAND;
}

static void want_level(wanting *want, uint64_t sku_hash, uint64_t location_hash, bool may_have_more)
{
    int64_t key = eco_stock_level_key(want->inventory, sku_hash, location_hash);
    eco_work_want(want->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
    if (!may_have_more && !want->inventory->has_more)
        return;
    const stock_level *level = eco_work_find(want->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
    if (level && level->more)
        want_more(want, level->key, false);
    else if (makes_more(want->command))
        want_more(want, key, true);
    if (level && level->more && want->command->channel)
        eco_work_want(want->work, &eco_inventory_buffer_kind,
                      eco_key_int(eco_stock_buffer_key(want->inventory, level->key, want->command->channel)), ECO_WANT_CHANGE);
}

/* ---- goods ------------------------------------------------------------------------------------------------------------------------------ */

/* The store's first location, as far as it is known. */
static uint64_t only_location(wanting *want)
{
    if (!want->only) {
        const stock_settings *settings = eco_work_find(want->work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY),
                                                       ECO_WANT_READ);
        const char *name = settings ? eco_work_text_of(want->work, settings->first) : NULL;
        name = name ? name : STOCK_MAIN;
        want->only = eco_stock_hash(name, strlen(name));
    }
    return want->only;
}

static void want_sku(wanting *want, const char *sku, uint64_t sku_hash, const stock_goods *goods, int32_t depth)
{
    const stock_item *item = NULL;
    if (want->inventory->has_items) {
        eco_work_want(want->work, &eco_inventory_item_kind, eco_stock_item_key(want->inventory, sku_hash),
                      ECO_WANT_READ | ECO_WANT_PARTS);
        item = eco_inventory_find_item(want->inventory, want->work, sku, sku_hash, ECO_WANT_READ, NULL);
    }
    if (!item || !(item->traits & STOCK_KIT)) {
        uint64_t location = goods->location_hash ? goods->location_hash : only_location(want);
        want_level(want, sku_hash, location, makes_more(want->command));
        return;
    }
    for (const stock_part *part = eco_work_first_part(want->work, &eco_inventory_item_kind, item);
         part && depth < STOCK_KITS_DEEP && want->parts < STOCK_LINES_MAX;
         part = eco_work_next_part(want->work, &eco_inventory_item_kind, item, part)) {
        const char *name = eco_work_text_of(want->work, part->sku);
        want->parts++;
        if (part->quantity && name)
            want_sku(want, name, eco_stock_hash(name, strlen(name)), goods, depth + 1);
    }
}

static bool makes_levels(eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_RECEIVE || verb == ECO_INVENTORY_ADJUST || verb == ECO_INVENTORY_EXPECT ||
           verb == ECO_INVENTORY_RETURN || verb == ECO_INVENTORY_SHIP_TRANSFER;
}

static void want_goods(wanting *want, const stock_goods *goods)
{
    const eco_stock_line *line = &want->command->lines[goods->line];
    const char *to = want->command->to_location;
    want_sku(want, goods->sku, goods->sku_hash, goods, 1);
    if (line->serial)
        eco_work_want(want->work, &eco_inventory_serial_kind,
                      eco_key_int(eco_stock_serial_key(want->inventory, goods->sku_hash, line->serial)), ECO_WANT_CHANGE);
    if (to) {
        int64_t key = eco_stock_level_key(want->inventory, goods->sku_hash, eco_stock_hash(to, strlen(to)));
        eco_work_want(want->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
        want_more(want, key, false);
    }
    if (makes_levels(want->command->verb)) {
        uint64_t hash = to ? eco_stock_hash(to, strlen(to)) : goods->location_hash ? goods->location_hash : only_location(want);
        eco_work_want(want->work, &eco_inventory_location_kind, eco_key_int(eco_stock_key(want->inventory, hash)), ECO_WANT_READ);
    }
}

/* ---- holds and documents ---------------------------------------------------------------------------------------------------------------- */

static void want_level_of_key(eco_work *work, int64_t key)
{
    eco_work_want(work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
}

void eco_inventory_want_hold(eco_inventory *inventory, eco_work *work, eco_id key)
{
    eco_work_want(work, &eco_inventory_hold_kind, key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    stock_hold *hold = eco_work_find(work, &eco_inventory_hold_kind, key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    if (hold)
        eco_inventory_want_due(inventory, work, &eco_inventory_hold_kind, hold);
}

/* What is kept for the hold's channel, which may get some of it back. */
static void want_kept(const eco_inventory *inventory, eco_work *work, int64_t key, const char *channel)
{
    const stock_level *level = eco_work_find(work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
    int64_t buffer;
    if (!level || !level->more)
        return;
    eco_work_want(work, &eco_inventory_more_kind, eco_stock_more_key(key), ECO_WANT_PARTS | ECO_WANT_CHANGE);
    eco_inventory_find_buffer(inventory, work, key, channel, &buffer);
}

void eco_inventory_want_due(void *module, eco_work *work, const eco_kind *kind, void *record)
{
    const stock_hold *hold = record;
    const char *channel = hold->partial && hold->channel ? eco_work_text_of(work, hold->channel) : NULL;
    if (hold->partial)
        eco_work_want(work, &eco_inventory_partial_kind, hold->key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    for (const stock_line *line = eco_work_first_part(work, kind, hold); line;
         line = eco_work_next_part(work, kind, hold, line)) {
        want_level_of_key(work, line->level);
        if (channel)
            want_kept(module, work, line->level, channel);
    }
}

static void want_document(const wanting *want, eco_id key)
{
    const eco_want how = ECO_WANT_CHANGE | ECO_WANT_PARTS;
    eco_work_want(want->work, &eco_inventory_document_kind, key, how);
    const stock_document *document = eco_work_find(want->work, &eco_inventory_document_kind, key, how);
    if (!document)
        return;
    for (const stock_document_line *line = eco_work_first_part(want->work, &eco_inventory_document_kind, document); line;
         line = eco_work_next_part(want->work, &eco_inventory_document_kind, document, line)) {
        want_level_of_key(want->work, line->level);
        want_more(want, line->level, false);
        if (line->from_level)
            want_level_of_key(want->work, line->from_level);
    }
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

/* A key that a hold bears is no other command's. */
void eco_inventory_want(void *module, eco_work *work, const eco_prepared *prepared)
{
    const eco_inventory_command *command = prepared->command;
    const stock_goods *goods = prepared->more;
    wanting want = {.inventory = module, .work = work, .command = command};
    bool is_hold = command->verb == ECO_INVENTORY_HOLD;
    eco_work_want(work, &eco_inventory_hold_kind, command->key, is_hold ? ECO_WANT_NEW : ECO_WANT_READ);
    eco_work_want(work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY), ECO_WANT_READ);
    if (eco_has_key(command->hold))
        eco_inventory_want_hold(module, work, command->hold);
    if (command->verb == ECO_INVENTORY_LAND_COST)
        eco_work_want(work, &eco_inventory_command_kind, command->source, ECO_WANT_READ);
    else if (eco_has_key(command->source))
        want_document(&want, command->source);
    if (command->verb == ECO_INVENTORY_EXPECT || command->verb == ECO_INVENTORY_SHIP_TRANSFER ||
        command->verb == ECO_INVENTORY_COUNT)
        eco_work_want(work, &eco_inventory_document_kind, command->key, ECO_WANT_NEW);
    if (command->item)
        eco_work_want(work, &eco_inventory_item_kind,
                      eco_stock_item_key(module, eco_stock_hash(command->item->sku, strlen(command->item->sku))),
                      ECO_WANT_CHANGE | ECO_WANT_PARTS);
    for (size_t i = 0; i < command->lines_count; i++)
        want_goods(&want, &goods[i]);
}
