/* documents.h - reading the documents that commands are given; a mistake is reported with its place. */
#ifndef TOOL_DOCUMENTS_H
#define TOOL_DOCUMENTS_H
#include <ecomops/json.h>

enum { TOOL_DOCUMENT_MOST = 64 << 20 };

/* 0, or the exit code after a message. */
int tool_read_rulebook(eco_rulebook **out, const char *path);
#ifdef TOOL_HAS_KPI
int tool_read_plan(eco_kpi_plan **out, const char *path);
#endif
int tool_read_cart(const eco_cart **out, const char *path, const char *currency);
int tool_read_used(const eco_used_list **out, const char *path, const char *currency);

#endif
