/* workloads.c - lists, runs and serves the workloads of a program. */
#include "workloads.h"

#include <stdarg.h>
#include <string.h>

_Noreturn void bench_stop(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

bench_workload *bench_add(bench_workloads *workloads, const char *format, ...)
{
    bench_workload *items = realloc(workloads->items, (workloads->count + 1) * sizeof *items);
    if (!items)
        bench_stop("no memory");
    workloads->items = items;
    bench_workload *workload = &items[workloads->count++];
    memset(workload, 0, sizeof *workload);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(workload->name, sizeof workload->name, format, arguments);
    va_end(arguments);
    return workload;
}

/* The clock is read now and then only: one cart may take less than a microsecond. */
double bench_rate(void (*work)(void *user), void *user, double seconds)
{
    double started = bench_seconds(), passed = 0;
    long done = 0, batch = 1;
    do {
        for (long i = 0; i < batch; i++)
            work(user);
        done += batch;
        passed = bench_seconds() - started;
        if (passed < seconds / 100)
            batch *= 2;
    } while (passed < seconds);
    return (double)done / passed;
}

static bench_workload *find(bench_workloads *workloads, const char *name)
{
    for (size_t i = 0; i < workloads->count; i++)
        if (strcmp(workloads->items[i].name, name) == 0)
            return &workloads->items[i];
    bench_stop("no workload is called %s", name);
}

static void list(const bench_workloads *workloads)
{
    printf("[");
    for (size_t i = 0; i < workloads->count; i++) {
        const bench_workload *workload = &workloads->items[i];
        printf("%s{\"workload\": \"%s\", \"unit\": \"%s\", \"higher_is_better\": %s, \"has_answers\": %s, \"is_durable\": %s}",
               i ? ", " : "", workload->name, workload->unit, workload->lower_is_better ? "false" : "true",
               workload->write ? "true" : "false", workload->is_durable ? "true" : "false");
    }
    printf("]\n");
}

static void write_answers(bench_workload *workload, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file || !workload->write)
        bench_stop("%s: %s cannot be written", workload->name, path);
    workload->run(workload, 0);
    workload->write(workload, file);
    if (fclose(file))
        bench_stop("%s: %s cannot be written", workload->name, path);
    printf("{}\n");
}

static void run(bench_workload *workload, double seconds)
{
    printf("{\"value\": %.9g, \"also\": [", workload->run(workload, seconds));
    for (int i = 0; i < BENCH_ALSO && workload->also[i].name; i++) {
        const bench_figure *figure = &workload->also[i];
        printf("%s{\"name\": \"%s\", \"value\": %.9g, \"unit\": \"%s\", \"higher_is_better\": %s}", i ? ", " : "", figure->name,
               figure->value, figure->unit, figure->lower_is_better ? "false" : "true");
    }
    printf("]}\n");
}

static void serve(bench_workloads *workloads)
{
    char line[1024], command[8], name[64], rest[900];
    while (fgets(line, sizeof line, stdin)) {
        int words = sscanf(line, "%7s %63s %899s", command, name, rest);
        if (words == 1 && strcmp(command, "list") == 0) {
            list(workloads);
        } else if (words == 3 && strcmp(command, "write") == 0) {
            write_answers(find(workloads, name), rest);
        } else if (words == 3 && strcmp(command, "run") == 0) {
            bench_workload *workload = find(workloads, name);
            run(workload, strtod(rest, NULL));
        } else if (words == 2 && strcmp(command, "end") == 0) {
            bench_workload *workload = find(workloads, name);
            workload->end(workload);
            printf("{}\n");
        } else {
            bench_stop("what is '%s'?", line);
        }
        fflush(stdout);
    }
}

int bench_main(bench_workloads *workloads, int argc, char **argv)
{
    if (argc == 1)
        serve(workloads);
    for (int i = 1; i < argc; i++) {
        bench_workload *workload = find(workloads, argv[i]);
        bench_row(workload->name, workload->run(workload, 1), workload->unit, !workload->lower_is_better);
        for (int j = 0; j < BENCH_ALSO && workload->also[j].name; j++)
            printf("  %s %.6g %s\n", workload->also[j].name, workload->also[j].value, workload->also[j].unit);
        workload->end(workload);
    }
    free(workloads->items);
    return 0;
}
