/* States: a failed update, merge, save, load or table changes nothing, whatever failed and in whichever thread; and may be tried again. */
#include "kpi.h"

#include "kpi/folded.h"

TAKES_NOTHING(eco_kpi_source_name, "a table of constants")
{
    (void)eco_kpi_source_name(ECO_KPI_STOCK);
}

typedef struct trial {
    eco_kpi_plan *plan;
    eco_kpi_state *state, *other;
    fault_kpi_rows first, second;
    fault_text before;
    fault_kpi_options options;
} trial;

static fault_text saved(const eco_kpi_state *state)
{
    fault_text text = {NULL, 0};
    MUST(eco_kpi_save(state, (eco_writer){fault_text_write, &text}, &error));
    return text;
}

static bool saves(const eco_kpi_state *state, const fault_text *expected)
{
    fault_text now = saved(state);
    bool is = now.size == expected->size && memcmp(now.bytes, expected->bytes, now.size) == 0;
    free(now.bytes);
    return is;
}

static void feed_all(eco_kpi_state *state, fault_kpi_rows *rows, int from, int to)
{
    for (eco_kpi_source source = ECO_KPI_EVENTS; source <= ECO_KPI_PARCELS; source++)
        MUST(eco_kpi_update(state, source, fault_kpi_rows_of(rows, from, to, source % 2), &error));
}

static void begin(trial *of)
{
    of->plan = fault_kpi_plan(of->options);
    MUST(eco_kpi_state_create(&of->state, of->plan, &error));
    MUST(eco_kpi_state_create(&of->other, of->plan, &error));
    feed_all(of->state, &of->first, 0, 24);
    of->before = saved(of->state);
}

static void end(trial *of)
{
    free(of->before.bytes);
    eco_kpi_state_free(of->state);
    eco_kpi_state_free(of->other);
    eco_kpi_plan_free(of->plan);
}

/* Keys that a failed call has seen may stay in memory, where nothing sees them: so what is judged, and then all freed, before memory is counted. */
static eco_status judged(trial *of, eco_status status, eco_status (*again)(trial *of, eco_error *error),
                         const fault_text *expected)
{
    fault_disarm();
    if (!status)
        return ECO_OK;
    fault_check(saves(of->state, &of->before), "a failed call changes nothing", "eco_kpi_update");
    MUST(again(of, &error));
    fault_check(saves(of->state, expected), "the end is as without failures", "eco_kpi_update");
    end(of);
    return status;
}

static void check(trial *of, eco_status (*call)(trial *of, eco_error *error), void (*prepare)(trial *of))
{
    begin(of);
    prepare(of);
    MUST(call(of, &error));
    fault_text expected = saved(of->state);
    end(of);
    FAULTS_OWN(begin(of); prepare(of), judged(of, call(of, &error), call, &expected), true,
                          (fault_check(saves(of->state, &expected), "the end is the same", "eco_kpi_update"), end(of)));
    free(expected.bytes);
}

SCENARIO(eco_kpi_state_create)
{
    static trial of;
    FAULTS_OWN(of.plan = fault_kpi_plan(of.options); of.state = POISON, eco_kpi_state_create(&of.state, of.plan, &error),
                                                     !of.state, eco_kpi_state_free(of.state), eco_kpi_plan_free(of.plan));
}

/* ---- update ---- */

static eco_kpi_source updated;
static bool is_coded;

static void prepare_update(trial *of)
{
    fault_kpi_rows_of(&of->second, 24, FAULT_KPI_ROWS, is_coded);
}

static eco_status call_update(trial *of, eco_error *error)
{
    return eco_kpi_update(of->state, updated, &of->second.table, error);
}

SCENARIO(eco_kpi_update)
{
    static trial of;
    for (updated = ECO_KPI_EVENTS; updated <= ECO_KPI_PARCELS; updated++) {
        check(&of, call_update, prepare_update);
        is_coded = !is_coded;
    }
    updated = ECO_KPI_EVENTS;
    of.options.threads = 3;
    check(&of, call_update, prepare_update);
}

/* ---- merge ---- */

static void prepare_merge(trial *of)
{
    feed_all(of->other, &of->second, 24, FAULT_KPI_ROWS);
}

static eco_status call_merge(trial *of, eco_error *error)
{
    return eco_kpi_merge(of->state, of->other, error);
}

SCENARIO(eco_kpi_merge)
{
    static trial of;
    check(&of, call_merge, prepare_merge);
}

/* ---- saving, loading, tables ---- */

SCENARIO(eco_kpi_save)
{
    static trial of;
    fault_text text = {NULL, 0};
    FAULTS_OWN(begin(&of), eco_kpi_save(of.state, (eco_writer){fault_text_write, &text}, &error), true,
               fault_check(text.size == of.before.size && memcmp(text.bytes, of.before.bytes, text.size) == 0, "the same bytes",
                           "eco_kpi_save"),
               fault_check(saves(of.state, &of.before), "saving changes nothing", "eco_kpi_save");
               free(text.bytes); text = (fault_text){NULL, 0}; end(&of));
}

SCENARIO(eco_kpi_load)
{
    static trial of;
    eco_kpi_state *loaded;
    FAULTS_OWN(begin(&of); loaded = POISON, eco_kpi_load(&loaded, of.plan, of.before.bytes, of.before.size, &error), !loaded,
                           (fault_check(saves(loaded, &of.before), "the same bytes", "eco_kpi_load"), eco_kpi_state_free(loaded)),
                           end(&of));
}

/* What a table sorts once may stay with the state: as with updates, all is freed before memory is counted. */
static eco_status read_table(trial *of, const char *name, eco_error *error)
{
    const eco_table *table = POISON;
    eco_status status = eco_kpi_table(&table, of->state, name, 0, 0, error);
    fault_disarm();
    fault_check(!status == (table != NULL) && table != POISON, "a table, or a failure", name);
    fault_check(saves(of->state, &of->before), "reading changes nothing", name);
    eco_table_free(table);
    end(of);
    return status;
}

SCENARIO(eco_kpi_table)
{
    static trial of;
    for (size_t i = 0; i < FAULT_KPI_TABLES; i++)
        FAULTS_OWN(begin(&of), read_table(&of, fault_kpi_tables[i], &error), true, (void)0);
    of.options.threads = 2;
    FAULTS_OWN(begin(&of), read_table(&of, "buy", &error), true, (void)0);
}

SCENARIO(eco_kpi_state_free)
{
    static trial of;
    FAULTS_OWN(begin(&of), (eco_kpi_state_free(of.state), ECO_OK), true, (void)0, of.state = NULL; end(&of));
}

/* ---- with blocks of the journal on file ---- */

/* The least limit with which all goes: so that what is above half of it goes on file. */
static void take_limit(trial *of)
{
    eco_status status = ECO_E_LIMIT;
    for (of->options.memory_limit = 1 << 17; status; of->options.memory_limit += of->options.memory_limit / 8) {
        eco_error error;
        of->plan = fault_kpi_plan(of->options);
        status = eco_kpi_state_create(&of->state, of->plan, &error);
        for (int i = 0; !status && i < 6; i++)
            status = eco_kpi_update(of->state, ECO_KPI_EVENTS, fault_kpi_rows_of(&of->second, 0, FAULT_KPI_ROWS, false), &error);
        if (of->state)
            eco_kpi_state_free(of->state);
        eco_kpi_plan_free(of->plan);
    }
}

static void begin_spilled(trial *of)
{
    of->plan = fault_kpi_plan(of->options);
    MUST(eco_kpi_state_create(&of->state, of->plan, &error));
    MUST(eco_kpi_state_create(&of->other, of->plan, &error));
    for (int i = 0; i < 4; i++)
        MUST(eco_kpi_update(i % 2 ? of->state : of->other, ECO_KPI_EVENTS,
                            fault_kpi_rows_of(&of->second, 0, FAULT_KPI_ROWS, false), &error));
    of->before = saved(of->state);
    updated = ECO_KPI_EVENTS;
    bool is_spilled = false;
    for (size_t part = 0; part < KPI_PARTS; part++)
        is_spilled |= of->state->folded->journal->parts[part].spilled && of->other->folded->journal->parts[part].spilled;
    fault_check(is_spilled, "blocks of both states are on file", "eco_kpi_update");
}

static eco_status call_save(trial *of, eco_error *error)
{
    fault_text text = {NULL, 0};
    eco_status status = eco_kpi_save(of->state, (eco_writer){fault_text_write, &text}, error);
    free(text.bytes);
    return status;
}

static void check_spilled(trial *of, eco_status (*call)(trial *of, eco_error *error))
{
    begin_spilled(of);
    MUST(call(of, &error));
    fault_text expected = saved(of->state);
    end(of);
    FAULTS_OWN(begin_spilled(of), judged(of, call(of, &error), call, &expected), true,
               (fault_check(saves(of->state, &expected), "the end is the same", "spilled"), end(of)));
    free(expected.bytes);
}

SCENARIO_INTERNAL(eco_kpi_spilled)
{
    static trial of = {.options = {.spill_folder = "/tmp"}};
    take_limit(&of);
    check_spilled(&of, call_update);
    check_spilled(&of, call_merge);
    check_spilled(&of, call_save);
    FAULTS_OWN(begin_spilled(&of), read_table(&of, "next", &error), true, (void)0);
}
