/* ecomops/id.h - 128-bit ids: idempotency keys, and the things that commands make.
 *
 * What a command makes (a hold, an authorisation, a return, a lot of points) bears the command's key as its id. So ids are known before the call,
 * a retry cannot make a second one, and no function has to hand an id back. */
#ifndef ECOMOPS_ID_H
#define ECOMOPS_ID_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct eco_id { uint64_t high, low; } eco_id; /* both 0: none. Two numbers of your own will do: {order_number, step} */

/* Strict: the 36 characters of a UUID, of any version, in either case, and nothing else. ECO_E_SYNTAX. */
ECO_CHECK eco_status eco_id_parse(eco_id *out, const char *uuid, eco_error *error);
/* A UUID keeps its value; any other text gives its UUID v5, always the same one (namespace: the v5 of "ecomops" in RFC 9562's DNS namespace).
 * NULL and "" give none. */
ECO_API eco_id eco_id_of(const char *text);
/* UUID v7 (RFC 9562): sorts by time, to the microsecond. `random` is the caller's chance; 62 of its bits are used. Times before 1970 count as 1970. */
ECO_API eco_id eco_id_v7(int64_t at_us, uint64_t random);
#define ECO_ID_TEXT 37
ECO_API char *eco_id_text(char *text, eco_id id); /* "0192f0c1-..." in ECO_ID_TEXT bytes; gives them back */
#ifdef __cplusplus
}
#endif
#endif
