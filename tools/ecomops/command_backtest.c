/* command_backtest.c - ecomops backtest: what rulebooks would have cost on past orders. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ecomops/history.h"
#include "ecomops/history_report.h"

/* Seconds and memory, for those who ask. */
static void print_resources(const tool_history *history, tool_language language)
{
    char read[32], priced[32], memory[32], text[256];
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    snprintf(read, sizeof read, "%.2f", history->read_seconds);
    snprintf(priced, sizeof priced, "%.2f", history->price_seconds);
    snprintf(memory, sizeof memory, "%.0f", (double)usage.ru_maxrss / 1024);
    fflush(stdout); /* so that it stands below the tables where both go to one place */
    fprintf(stderr, "%s\n", tool_say(text, sizeof text, language, WORD_RESOURCES, read, priced, memory));
}

/* Ctrl-C ends the program, as it would anyway, but leaves no progress bar behind. */
static void wipe_and_die(int number)
{
    static const char wipe[] = "\r\033[K";
    if (isatty(STDERR_FILENO) && write(STDERR_FILENO, wipe, sizeof wipe - 1) < 0)
        _exit(128 + number);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_interrupts(void)
{
    struct sigaction action;
    if (sigaction(SIGINT, NULL, &action) || action.sa_handler == SIG_IGN) /* in the background it is not for us */
        return;
    action = (struct sigaction){.sa_handler = wipe_and_die};
    sigaction(SIGINT, &action, NULL);
}

static int run(const tool_arguments *arguments)
{
    tool_history history;
    long long problems;
    const char *folder = tool_value(arguments, "folder");
    if (!tool_number(&problems, arguments, "problems", 0, 1000, 10))
        return TOOL_USAGE;
    if (folder && tool_value(arguments, "table"))
        return tool_fail(TOOL_USAGE, "--folder writes all tables; --table names one");
    catch_interrupts();
    int code = tool_history_read(&history, arguments);
    if (!code && folder)
        code = tool_history_write_folder(&history, arguments->output, folder);
    if (!code && arguments->output == TOOL_TABLE)
        tool_history_print(&history, arguments->language, (size_t)problems);
    else if (!code && !folder)
        code = tool_history_write(&history, arguments->output, tool_value(arguments, "table"));
    if (!code && arguments->verbose)
        print_resources(&history, arguments->language);
    tool_history_free(&history);
    return code;
}

static const tool_option options[] = {
    {"rules", "FILE", "the rulebook, a document ecomops.rulebook/1 (required)", 'r'},
    {"against", "FILE", "a rulebook to compare with; may be given several times: changes are told against the first", 'a'},
    {"map", "NAME=COLUMN,...", "which columns are order, at, sku, quantity, unit, customer, cost, channel, coupons ...", 'm'},
    {"zone", "ZONE", "of times without an offset: Asia/Shanghai; default: the rulebook's", 'z'},
    {"currency", "CODE", "what the orders are in; must be the rulebook's", 0},
    {"encoding", "NAME", "utf-8, gbk or gb18030; default: found out", 0},
    {"cancelled-prefix", "TEXT", "an order whose id begins so is cancelled: C", 0},
    {"threads", "N", "0: one; -1: all cores (default)", 't'},
    {"movers", "N", "how many orders that change most are told; default 10", 0},
    {"problems", "N", "how many bad rows are shown; default 10", 0},
    {"table", "NAME",
     "with --output csv or json: summary, promotions, days, months, movers, rows, columns, rulebooks or problems", 0},
    {"folder", "DIR", "writes every table as a file there: csv, or json with --output json", 0},
};

const tool_command tool_backtest = {
    .name = "backtest",
    .operands = "ORDERS.csv",
    .summary = "what a campaign would have cost on past orders",
    .about =
        "Prices past orders again, by a rulebook or by several. A row is a line of an order: order, at, sku, quantity and\n"
        "unit are found by the names of the columns (InvoiceNo, 订单号 ...) or told by --map; conditions may look at all\n"
        "other columns by their names. A row with a negative quantity is taken off rows of its order with the same SKU and\n"
        "price; what stands alone is told as returned, and taken off revenue. Cancelled rows are no revenue. With a column\n"
        "of costs there are margins, of the lines whose cost is known. A row that can't be used is counted and shown. Files\n"
        "that end in .xz, .gz or .zst are unpacked; - reads standard input; memory does not grow with the file.\n"
        "--output json is an object of tables; --output csv one table, the promotions unless --table says otherwise.\n"
        "Rulebook 0 of the tables is the first --against, 1 is --rules, 2 the next --against.",
    .examples =
        "  ecomops backtest orders.csv --rules campaign.json\n"
        "  ecomops backtest orders.csv --rules new.json --against old.json --against older.json --folder results\n"
        "  ecomops backtest orders.csv.xz --rules campaign.json --map order=Number,cart.country=Land --zone Europe/Berlin\n"
        "  ecomops sample | ecomops backtest - --rules campaign.json --output csv --table days\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
