/* kpi_list.c - every metric that there is. */
#include <ecomops/host.h>

#include <string.h>

#include "ecomops/grid.h"
#include "ecomops/kpi_tool.h"
#include "ecomops/kpi_labels.h"

int tool_kpi_list(const tool_arguments *arguments)
{
    static const struct {
        const char *column;
        tool_word word;
    } shown[] = {
        {"name", WORD_KPI_METRIC}, {"label", WORD_KPI_LABEL}, {"unit", WORD_KPI_UNIT}, {"definition", WORD_KPI_DEFINITION}};
    const tool_screen screen = tool_screen_of(stdout);
    kpi_labels labels;
    eco_error error;
    if (kpi_labels_begin(&labels, arguments->language, &error))
        return tool_report(NULL, &error);
    if (arguments->output != TOOL_TABLE) {
        eco_status failed = eco_table_write(labels.metrics, arguments->output == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV,
                                            eco_host_file(stdout), &error);
        kpi_labels_end(&labels);
        return failed ? tool_report(NULL, &error) : TOOL_DONE;
    }
    tool_grid grid;
    tool_grid_begin(&grid, &screen);
    for (size_t i = 0; i < 4; i++)
        tool_grid_column(&grid, tool_word_of(arguments->language, shown[i].word), ALIGN_LEFT, i ? INK_PLAIN : INK_BOLD);
    for (int64_t row = 0; row < labels.metrics->rows; row++)
        for (size_t i = 0; i < 4; i++) {
            bool is_chinese = i == 1 && arguments->language == TOOL_CHINESE;
            const eco_column *column = eco_table_column(labels.metrics, is_chinese ? "label_zh" : shown[i].column);
            char text[1024];
            const int64_t *offsets = column->values;
            snprintf(text, sizeof text, "%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
            tool_grid_put(&grid, text);
        }
    tool_grid_print(&grid);
    kpi_labels_end(&labels);
    return TOOL_DONE;
}
