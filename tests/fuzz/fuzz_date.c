/* Any text as a date, a time and a duration: what is read is written as text that reads the same. */
#include "base/civil.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static void try_date(const char *text)
{
    int32_t date, again;
    eco_error error;
    if (eco_date_parse(&date, text, &error)) {
        must(error.status == ECO_E_SYNTAX && error.column >= 1 && error.column <= 11);
        return;
    }
    char written[ECO_DATE_TEXT];
    must(strcmp(eco_date_text(written, date), text) == 0);
    eco_civil civil = eco_date_civil(date);
    again = eco_date_of(civil.year, civil.month, civil.day);
    must(again == date && date >= ECO_DATE_FIRST && date <= ECO_DATE_LAST);
}

static void try_time(const char *text, size_t size)
{
    int64_t at, again;
    eco_error error;
    if (eco_time_parse(&at, text, &error)) {
        must(error.status == ECO_E_SYNTAX && error.column >= 1 && (size_t)error.column <= strlen(text) + 1);
        return;
    }
    must(eco_time_read(&again, text, strlen(text)) && again == at);
    must(size >= 20);
    char written[ECO_TIME_TEXT];
    eco_time_text(written, at);
    must(eco_time_read(&again, written, strlen(written)) && again == at);
}

static void try_duration(const char *text)
{
    eco_duration duration, again;
    eco_error error;
    if (eco_duration_parse(&duration, text, &error)) {
        must(error.status == ECO_E_SYNTAX || error.status == ECO_E_OVERFLOW);
        return;
    }
    char written[ECO_DURATION_TEXT];
    must(eco_duration_parse(&again, eco_duration_text(written, duration), &error) == ECO_OK);
    must(again.months == duration.months && again.days == duration.days && again.exact_us == duration.exact_us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    try_date(text);
    try_time(text, size);
    try_duration(text);
    free(text);
    return 0;
}
