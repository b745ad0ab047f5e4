/* error.h - how every function of the library fails: fill the caller's eco_error (which may be NULL) and return its status.
 *
 *     return eco_fail(error, ECO_E_INVALID, "/lines/2/quantity", "quantity %lld is not above 0", (long long)quantity);
 */
#ifndef ECO_BASE_ERROR_H
#define ECO_BASE_ERROR_H
#include <ecomops/base.h>

/* Sets status, path (NULL: none) and message; line and column become 0. Text that is too long is cut at a character's border. Returns status. */
eco_status eco_fail(eco_error *error, eco_status status, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* ... with a place in a document or expression. */
eco_status eco_fail_at(eco_error *error, eco_status status, int32_t line, int32_t column, const char *path, const char *format,
                       ...) __attribute__((format(printf, 6, 7)));
eco_status eco_fail_memory(eco_error *error);
/* Puts a parent's path before the path of an error that a helper has filled: "/when" becomes "/promotions/300-50/when". Returns error's status
 * (`status` where error is NULL). */
eco_status eco_fail_under(eco_error *error, eco_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Text of others in messages: at most 60 bytes of it, with control characters replaced, in quotes: 'A-17'. */
#define ECO_QUOTED 80
char *eco_quoted(char buffer[ECO_QUOTED], const char *text, size_t size);
#define ECO_QUOTE(text) eco_quoted((char[ECO_QUOTED]){0}, (text), strlen(text))

/* The caller's struct in full: copies min(struct_size, size) bytes over zeros, so that an older caller's shorter struct reads as "not given".
 * ECO_E_INVALID when struct_size is 0 or a newer caller's tail that this library does not know is not zero. */
eco_status eco_take_struct(void *out, size_t size, const void *given, const char *type, eco_error *error);
#define ECO_TAKE(out, given, type, error) eco_take_struct((out), sizeof(type), (given), #type, (error))

#endif
