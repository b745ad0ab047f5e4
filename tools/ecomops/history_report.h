/* history_report.h - what a backtest found, for people and for programs. */
#ifndef TOOL_HISTORY_REPORT_H
#define TOOL_HISTORY_REPORT_H
#include "ecomops/history.h"

void tool_history_print(const tool_history *history, tool_language language, size_t problems_shown);
/* One table, or with JSON and name NULL all of them as an object. 0, or the exit code after a message. */
int tool_history_write(const tool_history *history, tool_format format, const char *name);
/* All of them, each as a file of a folder, which is made if need be: JSON where that is asked for, else CSV. */
int tool_history_write_folder(const tool_history *history, tool_format format, const char *folder);

#endif
