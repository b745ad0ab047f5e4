/* Ids: UUID text both ways, ids of texts, ids that sort by time. */
#include "test.h"

#include <ecomops/id.h>

TEST(id, reads_a_uuid_and_nothing_else)
{
    eco_error error;
    eco_id id;
    char text[ECO_ID_TEXT];
    CHECK_OK(eco_id_parse(&id, "0192F0C1-5e2a-7b3c-8d4e-5f6071829304", &error));
    CHECK(id.high == UINT64_C(0x0192f0c15e2a7b3c) && id.low == UINT64_C(0x8d4e5f6071829304));
    CHECK(eco_id_text(text, id) == text);
    CHECK_TEXT(text, "0192f0c1-5e2a-7b3c-8d4e-5f6071829304");
    static const char *const bad[] = {"",
                                      "0192f0c1",
                                      "0192f0c1-5e2a-7b3c-8d4e-5f607182930",
                                      "0192f0c1-5e2a-7b3c-8d4e-5f60718293045",
                                      "0192f0c1-5e2a-7b3c-8d4e-5f607182930g",
                                      "0192f0c15-e2a-7b3c-8d4e-5f6071829304",
                                      "{0192f0c1-5e2a-7b3c-8d4e-5f60718293}",
                                      " 0192f0c1-5e2a-7b3c-8d4e-5f607182930",
                                      "0192f0c1-5e2a-7b3c-8d4e+5f6071829304"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        id = (eco_id){1, 1};
        CHECK_FAILS(eco_id_parse(&id, bad[i], &error), ECO_E_SYNTAX, "is not a UUID");
        CHECK(id.high == 0 && id.low == 0);
    }
    CHECK_FAILS(eco_id_parse(&id, NULL, &error), ECO_E_INVALID, "NULL");
}

/* Expected values: Python's uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "ecomops"), text). */
TEST(id, of_a_text_is_its_version_5)
{
    char text[ECO_ID_TEXT];
    CHECK_TEXT(eco_id_text(text, eco_id_of("order 1001 earn")), "b28ddb5a-60af-571e-ab2e-51718737f8c3");
    CHECK_TEXT(eco_id_text(text, eco_id_of("订单 1")), "8969490c-67db-5fa6-83dc-31a905a7082e");
    CHECK_TEXT(eco_id_text(text, eco_id_of("0192f0c1-5e2a-7b3c-8d4e-5f6071829304")), "0192f0c1-5e2a-7b3c-8d4e-5f6071829304");
    CHECK(eco_id_of("").high == 0 && eco_id_of("").low == 0 && eco_id_of(NULL).high == 0);
}

TEST(id, version_7_sorts_by_microsecond)
{
    char text[ECO_ID_TEXT];
    eco_id before = eco_id_v7(0, UINT64_MAX);
    for (int64_t at = 1; at < 20000; at++) {
        eco_id id = eco_id_v7(at, 0);
        CHECK(id.high > before.high);
        before = id;
    }
    /* RFC 9562, A.6: 2022-02-22T19:22:22Z, here with our 12 bits of sub-millisecond time. */
    CHECK_TEXT(eco_id_text(text, eco_id_v7(INT64_C(1645557742000000), UINT64_C(0x18C4DC0C0C07398F) << 2)),
               "017f22e2-79b0-7000-98c4-dc0c0c07398f");
    CHECK_TEXT(eco_id_text(text, eco_id_v7(-1, 0)), "00000000-0000-7000-8000-000000000000");
    CHECK_TEXT(eco_id_text(text, eco_id_v7(999, UINT64_MAX)), "00000000-0000-7ffb-bfff-ffffffffffff");
}
