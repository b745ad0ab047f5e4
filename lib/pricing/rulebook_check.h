/* rulebook_check.h - what the checks of single fields share. Each fails with ECO_E_INVALID at `path`. */
#ifndef ECO_PRICING_RULEBOOK_CHECK_H
#define ECO_PRICING_RULEBOOK_CHECK_H
#include "pricing/pricing_internal.h"

eco_status eco_check_not_negative(int64_t value, const char *path, eco_error *error);
eco_status eco_check_known(bool known, int32_t value, const char *path, eco_error *error);
eco_status eco_check_window(int64_t starts_us, int64_t ends_us, eco_error *error);
bool eco_all_zero(const uint64_t *words, size_t count);
#define ECO_CHECK_RESERVED(element, error)                                           \
    (eco_all_zero((element)->reserved, sizeof(element)->reserved / sizeof(uint64_t)) \
         ? ECO_OK                                                                    \
         : eco_fail((error), ECO_E_INVALID, "/reserved", "reserved is not 0"))

#endif
