/* id.c - ids as UUIDs: libuuid reads, prints and hashes; version 7 is made here from the caller's time and chance. */
#include "base/error.h"

#include <ecomops/id.h>
#include <ecomops/time.h>
#include <string.h>
#include <uuid/uuid.h>

/* Namespace of the ids of texts: UUID v5 of "ecomops" in the DNS namespace of RFC 9562. Never to change: ids are kept. */
static const uuid_t text_namespace = {0x5c, 0xe4, 0x72, 0x48, 0x9d, 0x0d, 0x5e, 0x2d,
                                      0xab, 0x08, 0x52, 0x01, 0x58, 0xf7, 0x46, 0x52};

static eco_id from_bytes(const uuid_t bytes)
{
    eco_id id = {0, 0};
    for (int i = 0; i < 8; i++) {
        id.high = id.high << 8 | bytes[i];
        id.low = id.low << 8 | bytes[8 + i];
    }
    return id;
}

static void to_bytes(uuid_t bytes, eco_id id)
{
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(id.high >> (56 - 8 * i));
        bytes[8 + i] = (unsigned char)(id.low >> (56 - 8 * i));
    }
}

eco_status eco_id_parse(eco_id *out, const char *uuid, eco_error *error)
{
    uuid_t bytes;
    *out = (eco_id){0, 0};
    if (!uuid)
        return eco_fail(error, ECO_E_INVALID, NULL, "the id is NULL");
    if (strlen(uuid) != ECO_ID_TEXT - 1 || uuid_parse(uuid, bytes) != 0)
        return eco_fail_at(error, ECO_E_SYNTAX, 1, 1, NULL, "%s is not a UUID such as 0192f0c1-5e2a-7b3c-8d4e-5f6071829304",
                           ECO_QUOTE(uuid));
    *out = from_bytes(bytes);
    return ECO_OK;
}

eco_id eco_id_of(const char *text)
{
    eco_id id = {0, 0};
    if (!text || !*text || !eco_id_parse(&id, text, NULL))
        return id;
    uuid_t bytes;
    uuid_generate_sha1(bytes, text_namespace, text, strlen(text));
    return from_bytes(bytes);
}

eco_id eco_id_v7(int64_t at_us, uint64_t random)
{
    uint64_t since_1970 = at_us < 0 ? 0 : (uint64_t)at_us;
    uint64_t milliseconds = since_1970 / 1000 & UINT64_C(0xFFFFFFFFFFFF);
    uint64_t below = since_1970 % 1000 * 4096 / 1000; /* RFC 9562, 6.2, method 3: a fraction of the millisecond in 12 bits */
    return (eco_id){milliseconds << 16 | UINT64_C(7) << 12 | below, UINT64_C(1) << 63 | random >> 2};
}

char *eco_id_text(char *text, eco_id id)
{
    uuid_t bytes;
    to_bytes(bytes, id);
    uuid_unparse_lower(bytes, text);
    return text;
}
