/* zone.h - what other parts of the library use of time beside ecomops/time.h. */
#ifndef ECO_BASE_ZONE_H
#define ECO_BASE_ZONE_H
#include <ecomops/time.h>

/* The zone with its own allocator (eco_zone_open uses malloc). */
eco_status eco_zone_open_with(eco_zone **out, const char *iana_name, const eco_allocator *allocator, eco_error *error);
/* Local microseconds since 1970-01-01T00:00 on the zone's wall clock: at_us plus the offset in force. */
int64_t eco_zone_local(const eco_zone *zone, int64_t at_us);
/* RFC 3339 from size bytes without NUL; false where it is not one. */
bool eco_time_read(int64_t *at_us, const char *text, size_t size);

#endif
