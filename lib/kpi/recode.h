/* recode.h - what one state (or a file) calls by its codes, as another calls it. */
#ifndef ECO_KPI_RECODE_H
#define ECO_KPI_RECODE_H
#include "kpi/folded.h"

/* What a field of a kept row is. */
typedef enum kpi_field_kind {
    KPI_FIELD_I64,
    KPI_FIELD_TIME /* INT64_MIN: none */,
    KPI_FIELD_I32,
    KPI_FIELD_U8,
    KPI_FIELD_KEY,
    KPI_FIELD_CLASS,
    KPI_FIELD_CURRENCY,
    KPI_FIELD_AT /* what at_us says */,
    KPI_FIELD_ZERO /* the row has none */
} kpi_field_kind;
typedef struct kpi_field {
    size_t offset;
    kpi_field_kind kind;
    kpi_space space; /* of a KEY */
} kpi_field;
/* The fields of a book's rows, all of them; the first is `at_us`. */
const kpi_field *eco_kpi_book_fields(size_t *count, kpi_book_kind kind);
int64_t eco_kpi_field_get(const void *row, const kpi_field *field); /* codes and KPI_NONE as they are */
void eco_kpi_field_set(void *row, const kpi_field *field, int64_t value);

/* Codes of theirs -> codes of ours. KPI_NONE stays what it is. */
typedef struct kpi_codes {
    uint32_t *codes;
    uint32_t count;
} kpi_codes;
typedef struct kpi_recode {
    kpi_codes spaces[KPI_SPACES];
    kpi_codes *dimensions; /* by slot */
    kpi_codes classes;
} kpi_recode;
/* false: no such code. */
static inline bool eco_kpi_recode(uint32_t *code, const kpi_codes *codes)
{
    if (*code == KPI_NONE)
        return true;
    if (*code >= codes->count)
        return false;
    *code = codes->codes[*code];
    return *code < KPI_MISSING;
}
bool eco_kpi_recode_row(void *row, kpi_book_kind kind, const kpi_recode *recode);

/* Whether the dimension has keys of its own; else it shares those of the space. */
bool eco_kpi_dimension_space(kpi_space *space, const eco_kpi_plan *plan, size_t dimension);

#endif
