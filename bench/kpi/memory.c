/* memory.c - how much memory an answer takes beyond the log, at its peak. A child process answers once, because what a process has freed it would use again
 * without asking the system. */
#include <malloc.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"

static double megabytes(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = -1;
    while (file && kilobytes < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            kilobytes = strtod(line + strlen(name) + 1, NULL);
    if (!file || kilobytes < 0)
        bench_stop("/proc/self/status has no %s", name);
    fclose(file);
    return kilobytes / 1024;
}

static void reset_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) { /* a new process begins its peak with what it has, so this is only to be sure */
        fputs("5", file);
        fclose(file);
    }
}

static double peak(const bench_asked *asked)
{
    eco_kpi_plan *plan = question_plan(asked->question, asked->threads);
    reset_peak();
    double before = megabytes("VmRSS");
    eco_table_free(asked_answer(asked, plan));
    double after = megabytes("VmHWM");
    eco_kpi_plan_free(plan);
    return after - before;
}

static double run(bench_workload *workload, double seconds)
{
    (void)seconds;
    const bench_asked *asked = asked_of(workload);
    double taken = 0;
    int ends[2], status;
    data_of(asked->rows, asked->has_text_ids);
    malloc_trim(0);
    fflush(stdout);
    if (pipe(ends))
        bench_stop("no pipe");
    pid_t child = fork();
    if (child == 0) {
        taken = peak(asked);
        _exit(write(ends[1], &taken, sizeof taken) != sizeof taken);
    }
    close(ends[1]);
    bool told = child > 0 && read(ends[0], &taken, sizeof taken) == sizeof taken;
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) < 0 || status || !told)
        bench_stop("%s: the child failed", workload->name);
    return taken;
}

void memory_add(bench_workloads *workloads, bool has_text_ids)
{
    for (bench_question question = 0; question < QUESTIONS; question++) {
        char name[48];
        snprintf(name, sizeof name, "memory/%s/%s", question_name(question), has_text_ids ? "str" : "int");
        bench_workload *workload = asked_add(workloads, name, (bench_asked){question, data_rows(), has_text_ids, BENCH_THREADS});
        workload->unit = "MB";
        workload->run = run;
        workload->write = asked_write;
    }
}
