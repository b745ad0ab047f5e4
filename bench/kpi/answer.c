/* answer.c - a question answered from the columns in memory: a state made, the rows taken in, the table read, all freed. The plan is ready before. */
#include <ecomops/host.h>
#include <string.h>

#include "families.h"

static bench_asked all_asked[64];
static size_t asked_count;

typedef struct bench_answering {
    const bench_asked *asked;
    eco_kpi_plan *plan;
} bench_answering;

const eco_table *asked_answer(const bench_asked *asked, eco_kpi_plan *plan)
{
    eco_column columns[EVENTS_COLUMNS];
    eco_table rows = events_table(data_of(asked->rows, asked->has_text_ids), columns);
    eco_kpi_state *state;
    const eco_table *answer = NULL;
    eco_error error;
    if (eco_kpi_state_create(&state, plan, &error) || eco_kpi_update(state, ECO_KPI_EVENTS, &rows, &error) ||
        eco_kpi_table(&answer, state, "answer", 0, 0, &error))
        bench_stop("%s: %s: %s at %s", question_name(asked->question), eco_status_name(error.status), error.message, error.path);
    eco_kpi_state_free(state);
    return answer;
}

static void work(void *user)
{
    const bench_answering *answering = user;
    eco_table_free(asked_answer(answering->asked, answering->plan));
}

double asked_rate(const bench_asked *asked, double seconds)
{
    bench_answering answering = {asked, question_plan(asked->question, asked->threads)};
    data_of(asked->rows, asked->has_text_ids);
    double rate = bench_rate(work, &answering, seconds);
    eco_kpi_plan_free(answering.plan);
    return rate;
}

void asked_write(const bench_workload *workload, FILE *file)
{
    const bench_asked *asked = asked_of(workload);
    eco_kpi_plan *plan = question_plan(asked->question, asked->threads);
    const eco_table *answer = asked_answer(asked, plan);
    eco_error error;
    fprintf(file, "{\"question\": \"%s\", \"has_text_ids\": %s, ", question_name(asked->question),
            asked->has_text_ids ? "true" : "false");
    data_tell(data_of(asked->rows, asked->has_text_ids), file);
    fprintf(file, ",\n\"answer\": ");
    if (eco_table_write(answer, ECO_FORMAT_JSON, eco_host_file(file), &error))
        bench_stop("%s: %s", workload->name, error.message);
    fprintf(file, "}\n");
    eco_table_free(answer);
    eco_kpi_plan_free(plan);
}

const bench_asked *asked_of(const bench_workload *workload)
{
    return workload->made;
}

/* The log stays: the next workload has the same. */
void asked_end(bench_workload *workload)
{
    (void)workload;
}

static double run(bench_workload *workload, double seconds)
{
    return 1000 / asked_rate(asked_of(workload), seconds);
}

bench_workload *asked_add(bench_workloads *workloads, const char *name, bench_asked asked)
{
    bench_workload *workload = bench_add(workloads, "kpi/%s", name);
    if (asked_count == sizeof all_asked / sizeof all_asked[0])
        bench_stop("too many workloads");
    workload->made = &all_asked[asked_count];
    all_asked[asked_count++] = asked;
    workload->unit = "ms";
    workload->lower_is_better = true;
    workload->run = run;
    workload->end = asked_end;
    return workload;
}

void answers_add(bench_workloads *workloads, bool has_text_ids)
{
    for (bench_question question = 0; question < QUESTIONS; question++) {
        char name[48];
        snprintf(name, sizeof name, "%s/%s", question_name(question), has_text_ids ? "str" : "int");
        asked_add(workloads, name, (bench_asked){question, data_rows(), has_text_ids, BENCH_THREADS})->write = asked_write;
    }
}
