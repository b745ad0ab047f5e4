/* Eight threads fight for 1,000 units. A buyer who asks again asks with the same key, so nobody buys twice, and nothing is oversold.
 *     flash_sale                    in memory
 *     flash_sale sqlite:flash.db    in a file; run it twice: the second time nothing is sold again */
#include <ecomops/host.h>
#include <ecomops/inventory.h>
#include <ecomops/time.h>
#include <threads.h>

enum { THREADS = 8, BUYERS = 500 };

typedef struct seller {
    eco_inventory *inventory;
    uint64_t number;
    int sold, failed;
} seller;

/* Until the goods are gone. */
static int sell(void *user)
{
    seller *self = user;
    for (uint64_t buyer = 1; buyer <= BUYERS; buyer++) {
        const int64_t now = eco_host_now_us();
        const eco_inventory_command hold = {.key = {self->number, buyer}, .verb = ECO_INVENTORY_HOLD, .at_us = now,
                                            .expires_us = now + 15 * ECO_MINUTE_US,
                                            ECO_LIST(lines, eco_stock_line, {.sku = "PHONE", .quantity = 1})};
        eco_error error;
        eco_status status;
        do
            status = eco_inventory_execute(self->inventory, &hold, 1, NULL, &error);
        while (status == ECO_E_BUSY); /* the same key: asking again is always safe */
        if (status == ECO_E_INSUFFICIENT)
            return 0;
        if (status)
            return self->failed = eco_host_report(&error);
        self->sold++;
    }
    return 0;
}

static int sell_all(eco_inventory *inventory)
{
    thrd_t threads[THREADS];
    seller sellers[THREADS];
    int sold = 0;
    for (int i = 0; i < THREADS; i++) {
        sellers[i] = (seller){inventory, (uint64_t)i + 1, 0, 0};
        if (thrd_create(&threads[i], sell, &sellers[i]) != thrd_success)
            return -1;
    }
    for (int i = 0; i < THREADS; i++) {
        thrd_join(threads[i], NULL);
        sold = sellers[i].failed ? -1 : sold + sellers[i].sold;
    }
    return sold;
}

static int run(eco_inventory *inventory)
{
    eco_error error;
    eco_stock_level level;
    const eco_inventory_command receive = {.key = eco_id_of("receipt 1"), .verb = ECO_INVENTORY_RECEIVE, .at_us = eco_host_now_us(),
                                           ECO_LIST(lines, eco_stock_line, {.sku = "PHONE", .quantity = 1000})};
    if (eco_inventory_execute(inventory, &receive, 1, NULL, &error))
        return eco_host_report(&error);
    const int sold = sell_all(inventory);
    if (sold < 0 || eco_inventory_level(&level, inventory, "PHONE", NULL, NULL, eco_host_now_us(), &error) ||
        eco_inventory_audit(NULL, inventory, &error))
        return sold < 0 ? 1 : eco_host_report(&error);
    printf("%d held, %lld left, audit clean\n", sold, (long long)level.available);
    return 0;
}

int main(int count, char **arguments)
{
    eco_error error;
    eco_store *store = NULL;
    eco_inventory *inventory = NULL;
    const char *address = count > 1 ? arguments[1] : "memory:";
    int code = eco_store_open(&store, address, NULL, &error) || eco_inventory_open(&inventory, store, NULL, &error) ? eco_host_report(&error)
                                                                                                                 : run(inventory);
    eco_inventory_free(inventory);
    eco_store_free(store);
    return code;
}
