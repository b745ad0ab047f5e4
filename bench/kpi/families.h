/* families.h - the workloads of kpi: each answers a question about the event log (events.h), from columns in memory to the table.
 *
 *     questions.c   the questions, as plans
 *     data.c        the log, made once, and written for peers
 *     answer.c      <question>/<int|str>: answers it again and again
 *     memory.c      memory/...: what that takes beyond the log
 *     threads.c     threads/<question>: two threads against one
 *     curve.c       curve/<question>/<millions>m: logs of several sizes */
#ifndef BENCH_KPI_FAMILIES_H
#define BENCH_KPI_FAMILIES_H
#include <ecomops/kpi.h>

#include "events.h"
#include "workloads.h"

enum { BENCH_THREADS = 2 };

typedef enum bench_question { DAILY, FUNNEL, COHORT, DISTINCT, COPURCHASE, LAST_TOUCH, SESSIONS, QUESTIONS } bench_question;
const char *question_name(bench_question question);
eco_kpi_plan *question_plan(bench_question question, int32_t threads);

/* The log; borrowed until another one is asked for. */
const events *data_of(int64_t rows, bool has_text_ids);
int64_t data_rows(void); /* ECO_BENCH_EVENTS, else 10 million */
/* Writes the columns under build/bench, and tells the file about them. */
void data_tell(const events *data, FILE *file);
void data_free(void);

/* What is asked, of which log. */
typedef struct bench_asked {
    bench_question question;
    int64_t rows;
    bool has_text_ids;
    int32_t threads;
} bench_asked;
/* A workload that asks this; it has the log's name and what frees. */
bench_workload *asked_add(bench_workloads *workloads, const char *name, bench_asked asked);
const bench_asked *asked_of(const bench_workload *workload);
void asked_write(const bench_workload *workload, FILE *file); /* for peers */
void asked_end(bench_workload *workload);
double asked_rate(const bench_asked *asked, double seconds); /* answers a second */
const eco_table *asked_answer(const bench_asked *asked, eco_kpi_plan *plan);

void answers_add(bench_workloads *workloads, bool has_text_ids);
void memory_add(bench_workloads *workloads, bool has_text_ids);
void threads_add(bench_workloads *workloads);
void curve_add(bench_workloads *workloads);

#endif
