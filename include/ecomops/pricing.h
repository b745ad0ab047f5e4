/* ecomops/pricing.h - what a cart costs and why. Rulebook (frozen) + cart (your struct) -> quote (frozen). */
#ifndef ECOMOPS_PRICING_H
#define ECOMOPS_PRICING_H
#include <ecomops/pricing/backtest.h>
#include <ecomops/pricing/quote.h>
#include <ecomops/pricing/rulebook.h>
#if __has_include(<ecomops/store.h>)
#include <ecomops/pricing/usage.h>
#endif
#endif
