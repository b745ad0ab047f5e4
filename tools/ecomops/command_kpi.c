/* command_kpi.c - ecomops kpi: what the shop's numbers are. */
#include <stdio.h>
#include <sys/resource.h>

#include "ecomops/kpi_tool.h"

/* Seconds and memory, for those who ask. */
static void print_resources(const tool_figures *kpi)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    fflush(stdout);
    fprintf(stderr, "%.2f s, %.0f MB\n", kpi->read_seconds, (double)usage.ru_maxrss / 1024);
}

static bool has_input(const tool_arguments *arguments)
{
    static const char *const inputs[] = {"load", "events", "orders", "refunds", "spend", "stock", "service", "parcels"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (tool_value(arguments, inputs[i]))
            return true;
    return arguments->operands_count > 0;
}

static int run(const tool_arguments *arguments)
{
    tool_figures kpi = {0};
    long long problems;
    if (!tool_number(&problems, arguments, "problems", 0, 1000, 10))
        return TOOL_USAGE;
    if (tool_value(arguments, "list"))
        return tool_kpi_list(arguments);
    if (!has_input(arguments))
        return tool_fail(TOOL_USAGE, "kpi needs a file of orders or events; see ecomops kpi --help");
    if (tool_value(arguments, "table") && arguments->output == TOOL_TABLE)
        return tool_fail(TOOL_USAGE, "--table is for --output csv and json");
    int code = tool_kpi_plan(&kpi, arguments);
    code = code ? code : tool_kpi_read(&kpi, arguments);
    if (!code && arguments->output == TOOL_TABLE)
        code = tool_kpi_print(&kpi, arguments->language, (size_t)problems);
    else if (!code)
        code = tool_kpi_write(&kpi, arguments->output, tool_value(arguments, "table"));
    if (!code && arguments->verbose)
        print_resources(&kpi);
    tool_kpi_free(&kpi);
    return code;
}

static const tool_option options[] = {
    {"metrics", "LIST", "which numbers: \"gmv, orders, gmv / visitors as visitor_value\"; --list tells all", 'm'},
    {"by", "LIST", "hour, day, week, month, quarter or year, and columns: \"day, channel\"; default: one row", 'b'},
    {"where", "CONDITION", "of which rows: \"channel != 'internal'\"", 0},
    {"compare", "PERIOD", "previous, 'same day last week' or 'last year': two columns more a metric", 0},
    {"top", "N", "rows of each period, the largest by the first metric", 0},
    {"from", "DAY", "the first day that counts: 2026-11-01", 0},
    {"to", "DAY", "the last day that counts", 0},
    {"zone", "ZONE", "whose days they are, and of times without an offset: Asia/Shanghai; default UTC", 'z'},
    {"currency", "CODE", "of amounts: CNY", 'c'},
    {"refunds-on", "DAY",
     "refunds count on no day (gross, the default), on their own (event), on that of the order (order), or same", 0},
    {"funnel", "STEPS", "how far users get: \"view > cart > purchase\"", 'f'},
    {"window", "TIME", "from the first step to the last; default P7D", 'w'},
    {"cohort", "PERIOD", "which buyers come back: day, week, month, quarter or year", 0},
    {"plan", "FILE", "instead of all these a document ecomops.kpi/1", 'p'},
    {"refunds", "FILE", "a file of refunds, beside what is among the orders", 0},
    {"spend", "FILE", "a file of advertising spend; likewise --stock, --service, --parcels", 0},
    {"stock", "FILE", "what is on sale", 0},
    {"service", "FILE", "tickets", 0},
    {"parcels", "FILE", "parcels", 0},
    {"events", "FILE", "a file of events, whatever its header says; likewise --orders", 0},
    {"orders", "FILE", "a file of orders", 0},
    {"map", "NAME=COLUMN,...", "which columns are order, at, user ...; of one source events.user=COLUMN", 0},
    {"encoding", "NAME", "utf-8, gbk or gb18030; default: found out", 0},
    {"cancelled-prefix", "TEXT", "an order whose id begins so was cancelled: C", 0},
    {"load", "STATE", "a state that was saved with an equal plan; may be given several times", 'l'},
    {"save", "STATE", "where to save what was read, for --load", 's'},
    {"table", "NAME", "with --output csv or json: numbers, funnel, cohort, a table of the plan, problems or state", 0},
    {"problems", "N", "how many bad rows are shown; default 10", 0},
    {"threads", "N", "0: one; -1: all cores (default)", 't'},
    {"list", NULL, "every metric: its name, label, unit and definition", 0},
};

const tool_command tool_kpi = {
    .name = "kpi",
    .operands = "[ORDERS.csv] [EVENTS.csv]",
    .summary = "what the shop's numbers are: metrics, funnels, cohorts",
    .about = "Reads exports of orders and events, in any order, and tells the numbers of the shop. A file with a column of\n"
             "events is one of events; another one is of orders, a row a line. Columns are found by their names (InvoiceNo,\n"
             "订单号, event_name ...) or told by --map; columns of --by and --where are read under their own names. Where there\n"
             "is no amount, it is quantity x unit price. A row of orders with a negative amount or quantity is money that went\n"
             "back: a refund. Without a column of payments an order was paid when it was placed, unless it was cancelled.\n"
             "Without events a cohort is of the orders. A row that can't be used is counted and shown. Files that end in .xz,\n"
             ".gz or .zst are unpacked; - reads standard input; files are read in batches, so that only what the numbers need\n"
             "is kept. What each number means stands below the tables, and in --list.\n"
             "--output json is an object of tables; --output csv one table, the first unless --table says otherwise.",
    .examples = "  ecomops kpi orders.csv --metrics \"gmv, orders, aov\" --by month --zone Asia/Shanghai --currency CNY\n"
                "  ecomops kpi orders.csv events.csv --by week --funnel \"view > cart > purchase\" --window P7D --currency CNY\n"
                "  ecomops kpi orders.csv --cohort month --from 2025-01-01 --to 2025-12-31\n"
                "  ecomops kpi november.csv --plan plan.json --load october.state --save november.state\n"
                "  ecomops sample | ecomops kpi - --metrics \"paid_amount, refunds\" --by \"month, channel\" --currency CNY "
                "--output csv\n"
                "  ecomops kpi --list --language zh\n",
    TOOL_OPTIONS(options),
    .operands_most = 8,
    .run = run,
};
