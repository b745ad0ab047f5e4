/* usage.h - what the files of ecomops usage share. */
#ifndef TOOL_USAGE_H
#define TOOL_USAGE_H
#include <ecomops/pricing/usage.h>

#include "ecomops/live.h"

typedef tool_live tool_usage; /* live.h: with a usage and its rulebook */

/* Each gives the exit code, and opens the store when it knows that the command line and its documents make sense. */
int tool_usage_change(tool_usage *usage, eco_usage_verb verb); /* usage_change.c */
int tool_usage_run(tool_usage *usage);                         /* a document of commands */
int tool_usage_snapshot(tool_usage *usage);                    /* command_usage.c */

#endif
