/* audit.h - what the files of the audit share: findings, rows of a table. */
#ifndef ECO_INVENTORY_AUDIT_H
#define ECO_INVENTORY_AUDIT_H
#include "base/table_builder.h"
#include "inventory/read.h"

typedef struct stock_audit {
    stock_reader reader;
    eco_table_builder *findings;
    int64_t count;
    char first[160]; /* in words */
} stock_audit;

/* Notes a breach. Texts may be NULL, and the hold none. */
void eco_inventory_note(stock_audit *audit, const char *what, const stock_seen_level *level, eco_id hold, int64_t expected,
                        int64_t found);
void eco_inventory_audit_holds(stock_audit *audit);
/* Lots, serials, buffers, documents and transfers: read, and held against the ledger. */
eco_status eco_inventory_audit_more(stock_audit *audit);

#endif
