/* documents.c - see documents.h. */
#include "ecomops/documents.h"

#include <stdlib.h>

#include "ecomops/input.h"
#include "ecomops/tool.h"

int tool_read_rulebook(eco_rulebook **out, const char *path)
{
    char *text;
    size_t size;
    eco_error error;
    *out = NULL;
    if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error))
        return tool_report(path, &error);
    eco_status failed = eco_json_read_rulebook(out, text, size, NULL, &error);
    free(text);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

#ifdef TOOL_HAS_KPI
int tool_read_plan(eco_kpi_plan **out, const char *path)
{
    char *text;
    size_t size;
    eco_error error;
    *out = NULL;
    if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error))
        return tool_report(path, &error);
    eco_status failed = eco_json_read_kpi_plan(out, text, size, NULL, &error);
    free(text);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}
#endif

int tool_read_used(const eco_used_list **out, const char *path, const char *currency)
{
    char *text;
    size_t size;
    eco_error error;
    *out = NULL;
    if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error))
        return tool_report(path, &error);
    eco_status failed = eco_json_read_used(out, text, size, currency, NULL, &error);
    free(text);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

int tool_read_cart(const eco_cart **out, const char *path, const char *currency)
{
    char *text;
    size_t size;
    eco_error error;
    *out = NULL;
    if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error))
        return tool_report(path, &error);
    eco_status failed = eco_json_read_cart(out, text, size, currency, NULL, &error);
    free(text);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}
