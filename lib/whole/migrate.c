/* migrate.c - what only the library as a whole can do: it alone knows every module that keeps state. */
#include <ecomops/store.h>

#include "store/module.h"

extern const eco_module_interface eco_inventory_interface, eco_usage_interface;

eco_status eco_store_migrate(const char *address, const eco_store_options *options, eco_error *error)
{
    static const eco_module_interface *const interfaces[] = {
#ifdef ECO_WITH_INVENTORY
        &eco_inventory_interface,
#endif
#ifdef ECO_WITH_PRICING
        &eco_usage_interface,
#endif
        NULL,
    };
    return eco_store_migrate_all(address, options, interfaces, sizeof interfaces / sizeof *interfaces - 1, error);
}
