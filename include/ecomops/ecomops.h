/* ecomops/ecomops.h - everything that this build contains. */
#ifndef ECOMOPS_ECOMOPS_H
#define ECOMOPS_ECOMOPS_H
#include <ecomops/arrow.h>
#include <ecomops/id.h>
#include <ecomops/money.h>
#include <ecomops/time.h>
#if __has_include(<ecomops/pricing.h>)
#include <ecomops/pricing.h>
#endif
#if __has_include(<ecomops/store.h>)
#include <ecomops/store.h>
#endif
#if __has_include(<ecomops/inventory.h>)
#include <ecomops/inventory.h>
#endif
#if __has_include(<ecomops/kpi.h>)
#include <ecomops/kpi.h>
#endif
#if __has_include(<ecomops/json.h>)
#include <ecomops/json.h>
#endif
#endif
