/* zz_pending.c - stand-ins of what is not written yet. */
#include <ecomops/store.h>
#include "store/sets.h"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define WEAK __attribute__((weak))
WEAK eco_status eco_postgres_open(eco_backend **out, const char *address, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_postgres_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
