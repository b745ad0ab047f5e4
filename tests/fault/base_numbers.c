/* Status, money, ids, time: hardly anything takes memory. */
#include <ecomops/id.h>
#include <ecomops/money.h>
#include <ecomops/time.h>

#include "fault.h"

/* ---- what takes none, and is shown to ---- */

TAKES_NOTHING(eco_version, "a constant")
{
    (void)eco_version();
}

TAKES_NOTHING(eco_status_name, "a switch over constants")
{
    (void)eco_status_name(ECO_E_MEMORY);
}

TAKES_NOTHING(eco_rounding_name, "a table of constants")
{
    (void)eco_rounding_name(ECO_ROUNDING_UP);
}

TAKES_NOTHING(eco_split_rule_name, "a table of constants")
{
    (void)eco_split_rule_name(ECO_SPLIT_FIRST);
}

TAKES_NOTHING(eco_split_tie_name, "a table of constants")
{
    (void)eco_split_tie_name(ECO_SPLIT_TIE_FIRST);
}

TAKES_NOTHING(eco_period_name, "a table of constants")
{
    (void)eco_period_name(ECO_PERIOD_DAY);
}

TAKES_NOTHING(eco_currency_find, "a search in a table of constants")
{
    fault_check(eco_currency_find("CNY"), "found", "CNY");
}

TAKES_NOTHING(eco_money_parse, "one number")
{
    int64_t minor;
    MUST(eco_money_parse(&minor, "19.99", "CNY", &error));
    fault_check(eco_money_parse(&minor, "x", "CNY", NULL) != ECO_OK, "refused", "x");
}

TAKES_NOTHING(eco_money_text, "the caller's buffer")
{
    char text[ECO_MONEY_TEXT];
    eco_money_text(text, INT64_MIN, "CNY");
}

TAKES_NOTHING(eco_decimal_parse, "one number")
{
    eco_decimal out;
    MUST(eco_decimal_parse(&out, "-12.50", &error));
}

TAKES_NOTHING(eco_decimal_text, "the caller's buffer")
{
    char text[ECO_DECIMAL_TEXT];
    eco_decimal_text(text, (eco_decimal){INT64_MIN, 18});
}

TAKES_NOTHING(eco_money_multiply, "one number")
{
    int64_t out;
    MUST(eco_money_multiply(&out, 1999, (eco_decimal){15, 2}, ECO_ROUNDING_HALF_UP, &error));
}

TAKES_NOTHING(eco_money_extend, "one number")
{
    int64_t out;
    MUST(eco_money_extend(&out, 1999, 2, 7, 3, ECO_ROUNDING_HALF_UP, &error));
}

TAKES_NOTHING(eco_money_round, "one number")
{
    int64_t out;
    MUST(eco_money_round(&out, 1999, 2, 5, ECO_ROUNDING_HALF_UP, &error));
}

TAKES_NOTHING(eco_id_parse, "one id")
{
    eco_id id;
    MUST(eco_id_parse(&id, "0192f0c1-0000-7000-8000-000000000001", &error));
}

TAKES_NOTHING(eco_id_of, "a hash of the text where it stands")
{
    eco_id_of("order 1001 earn");
}

TAKES_NOTHING(eco_id_v7, "one id")
{
    eco_id_v7(1, 2);
}

TAKES_NOTHING(eco_id_text, "the caller's buffer")
{
    char text[ECO_ID_TEXT];
    eco_id_text(text, (eco_id){1, 2});
}

TAKES_NOTHING(eco_time_parse, "one instant")
{
    int64_t at_us;
    MUST(eco_time_parse(&at_us, "2026-11-11T12:00:00.5+08:00", &error));
}

TAKES_NOTHING(eco_time_text, "the caller's buffer")
{
    char text[ECO_TIME_TEXT];
    eco_time_text(text, INT64_MIN);
}

TAKES_NOTHING(eco_date_of, "arithmetic")
{
    eco_date_of(2026, 11, 11);
}

TAKES_NOTHING(eco_date_civil, "arithmetic")
{
    eco_date_civil(20768);
}

TAKES_NOTHING(eco_date_weekday, "arithmetic")
{
    eco_date_weekday(20768);
}

TAKES_NOTHING(eco_date_week, "arithmetic")
{
    eco_date_week(NULL, 20768);
}

TAKES_NOTHING(eco_date_parse, "one date")
{
    int32_t date;
    MUST(eco_date_parse(&date, "2026-11-11", &error));
}

TAKES_NOTHING(eco_date_text, "the caller's buffer")
{
    char text[ECO_DATE_TEXT];
    eco_date_text(text, INT32_MAX);
}

TAKES_NOTHING(eco_duration_parse, "one duration")
{
    eco_duration out;
    MUST(eco_duration_parse(&out, "P1Y2M3DT4H", &error));
}

TAKES_NOTHING(eco_duration_text, "the caller's buffer")
{
    char text[ECO_DURATION_TEXT];
    eco_duration_text(text, (eco_duration){14, 3, 14400000000});
}

/* ---- splitting ---- */

enum { PARTS = 100 };

typedef struct split {
    int64_t parts[PARTS], weights[PARTS], caps[PARTS], floors[PARTS], rest;
    eco_split_options options;
} split;

static void split_begin(split *of, eco_split_rule rule)
{
    of->options = (eco_split_options){.struct_size = sizeof of->options, .rule = rule, .allocator = fault_allocator()};
    if (rule == ECO_SPLIT_LARGEST_REMAINDER) {
        of->options.caps = of->caps;
        of->options.floors = of->floors;
    }
    of->rest = -7;
    for (int i = 0; i < PARTS; i++) {
        of->parts[i] = -7;
        of->weights[i] = 1 + i % 7;
        of->caps[i] = 50 + i;
        of->floors[i] = i % 3;
    }
}

static bool split_untouched(const split *of)
{
    for (int i = 0; i < PARTS; i++)
        if (of->parts[i] != -7)
            return false;
    return of->rest == -7;
}

SCENARIO(eco_money_split)
{
    split of;
    for (eco_split_rule rule = ECO_SPLIT_LARGEST_REMAINDER; rule <= ECO_SPLIT_BLOCKS; rule++)
        FAULTS_OWN(split_begin(&of, rule), eco_money_split(of.parts, &of.rest, 4321, of.weights, PARTS, &of.options, &error),
                   split_untouched(&of), (void)0);
}

/* ---- zones ---- */

static eco_zone *shanghai(void)
{
    eco_zone *zone;
    MUST(eco_zone_open(&zone, "Asia/Shanghai", &error));
    return zone;
}

SCENARIO(eco_zone_open)
{
    static const char *const names[] = {"UTC", "Asia/Shanghai", "Europe/London", "America/New_York"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        eco_zone *zone;
        FAULTS(zone = POISON, eco_zone_open(&zone, names[i], &error), !zone, eco_zone_free(zone));
    }
}

SCENARIO(eco_zone_from_bytes)
{
    static const unsigned char utc[] =
        "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC";
    eco_zone *zone;
    FAULTS(zone = POISON, eco_zone_from_bytes(&zone, "Shop/Time", utc, sizeof utc, &error), !zone, eco_zone_free(zone));
}

SCENARIO(eco_zone_free)
{
    eco_zone *zone;
    FAULTS(zone = shanghai(), (eco_zone_free(zone), ECO_OK), true, (void)0);
    eco_zone_free(NULL);
}

static eco_zone *shown; /* opened before allocations are forbidden */
__attribute__((constructor)) static void open_shown(void)
{
    shown = shanghai();
}
__attribute__((destructor)) static void close_shown(void)
{
    eco_zone_free(shown);
}

TAKES_NOTHING(eco_zone_name, "a field")
{
    eco_zone_name(shown);
}

TAKES_NOTHING(eco_zone_civil, "a search in the zone's tables")
{
    eco_zone_civil(shown, 1);
    eco_zone_civil(shown, INT64_MAX);
}

TAKES_NOTHING(eco_zone_instant, "a search in the zone's tables")
{
    int64_t at_us;
    eco_civil civil = eco_zone_civil(shown, 1);
    MUST(eco_zone_instant(&at_us, shown, &civil, &error));
}

TAKES_NOTHING(eco_zone_add, "arithmetic on the wall clock")
{
    int64_t at_us;
    MUST(eco_zone_add(&at_us, shown, 1, (eco_duration){1, 2, 3}, &error));
}

TAKES_NOTHING(eco_zone_period, "arithmetic on the wall clock")
{
    int64_t starts, ends;
    MUST(eco_zone_period(&starts, &ends, shown, ECO_PERIOD_MONTH, 1, &error));
}

TAKES_NOTHING(eco_zone_date, "arithmetic on the wall clock")
{
    eco_zone_date(shown, 1);
}
