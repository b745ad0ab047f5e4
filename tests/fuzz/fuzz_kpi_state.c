/* Bytes as a saved state, with the head, digest and checksum that they would need: nothing but what is in them may refuse them. What loads can be read, saved,
 * loaded again, merged, and is then the same. The first byte picks the plan. */
#include <stdlib.h>
#include <string.h>

#include "kpi/stored.h"
#include "kpi_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* `content` with all around it that makes a state. */
static fuzz_bytes make_whole(eco_kpi_plan *plan, const uint8_t *content, size_t size)
{
    enum { HEAD = KPI_MAGIC_SIZE + 1 + 16 };
    fuzz_bytes whole = {NULL, 0};
    eco_kpi_state *empty;
    fuzz_check(eco_kpi_state_create(&empty, plan, NULL) == ECO_OK);
    fuzz_bytes head = fuzz_kpi_save(empty);
    kpi_out *out = calloc(1, sizeof *out);
    fuzz_check(out);
    out->writer = (eco_writer){fuzz_append, &whole};
    eco_kpi_put_bytes(out, head.bytes, HEAD);
    eco_kpi_put_bytes(out, content, size);
    eco_kpi_put_end(out);
    free(out);
    free(head.bytes);
    eco_kpi_state_free(empty);
    return whole;
}

static void check_merges(eco_kpi_plan *plan, const eco_kpi_state *state, fuzz_bytes saved)
{
    eco_kpi_state *other;
    fuzz_check(eco_kpi_state_create(&other, plan, NULL) == ECO_OK);
    fuzz_check(eco_kpi_merge(other, state, NULL) == ECO_OK);
    fuzz_bytes merged = fuzz_kpi_save(other);
    fuzz_check(fuzz_kpi_same(merged, saved));
    if (eco_kpi_merge(other, other, NULL) == ECO_OK)
        fuzz_kpi_read_all(other);
    free(merged.bytes);
    eco_kpi_state_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static eco_kpi_plan *plans[2];
    for (int i = 0; i < 2; i++)
        plans[i] = plans[i] ? plans[i] : fuzz_kpi_plan(i, true);
    if (size == 0)
        return 0;
    eco_kpi_plan *plan = plans[data[0] % 2];
    fuzz_bytes whole = make_whole(plan, data + 1, size - 1);
    eco_kpi_state *state, *again;
    eco_error error = {0};
    eco_status status = eco_kpi_load(&state, plan, whole.bytes, whole.size, &error);
    fuzz_check((state == NULL) == (status != ECO_OK) && status == error.status && status != ECO_E_MEMORY);
    if (!status) {
        fuzz_kpi_read_all(state);
        fuzz_bytes saved = fuzz_kpi_save(state);
        fuzz_check(eco_kpi_load(&again, plan, saved.bytes, saved.size, NULL) == ECO_OK);
        fuzz_bytes saved_again = fuzz_kpi_save(again);
        fuzz_check(fuzz_kpi_same(saved, saved_again));
        check_merges(plan, again, saved);
        free(saved.bytes);
        free(saved_again.bytes);
        eco_kpi_state_free(again);
        eco_kpi_state_free(state);
    }
    free(whole.bytes);
    return 0;
}
