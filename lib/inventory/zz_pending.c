/* zz_pending.c - stand-ins of what is not written yet. */
#include <ecomops/inventory.h>
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define WEAK __attribute__((weak))
WEAK const char * eco_stock_state_name(eco_stock_state state) { return 0; }
WEAK const char * eco_inventory_verb_name(eco_inventory_verb verb) { return 0; }
WEAK eco_status eco_inventory_open(eco_inventory **out, eco_store *store, const eco_inventory_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_inventory_free(eco_inventory *inventory) {  }
WEAK eco_status eco_inventory_execute(eco_inventory *inventory, const eco_inventory_command *commands, size_t count, eco_inventory_result *results, eco_error *error) { return ECO_E_STORE; }
WEAK eco_step eco_inventory_step(eco_inventory *inventory, const eco_inventory_command *commands, size_t count, eco_inventory_result *results) { return (eco_step){0}; }
WEAK eco_status eco_inventory_tick(eco_inventory *inventory, int64_t now_us, int64_t limit, int64_t *done, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_inventory_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_inventory_audit(const eco_table **findings, eco_inventory *inventory, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location, int64_t at_us, eco_error *error) { return ECO_E_STORE; }
#include "store/module.h"
WEAK const eco_module_interface eco_inventory_interface = {0};
