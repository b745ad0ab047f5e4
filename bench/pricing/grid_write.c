/* grid_write.c - the work of the grid and our answers as JSON, for a peer that does the same work. */
#include <string.h>

#include "grid.h"

static void write_lines(const grid *made, FILE *file)
{
    fprintf(file, "\"lines\": [");
    for (int i = 0; i < made->lines_count; i++) {
        const grid_line *line = &made->lines[i];
        fprintf(file,
                "%s\n  {\"quantity\": %lld, \"unit\": %lld, \"category\": \"category-%d\", \"collection\": \"collection-%d\"}",
                i ? "," : "", (long long)line->quantity, (long long)line->unit_minor, line->category, line->collection);
    }
    fprintf(file, "],\n");
}

static void write_promotions(const grid *made, FILE *file)
{
    static const char *const kinds[] = {"percent", "fixed", "order", "shipping", "buy_get"};
    fprintf(file, "\"promotions\": [");
    for (int i = 0; i < made->promotions_count; i++) {
        const grid_promotion *one = &made->promotions[i];
        bool is_percent = one->kind == GRID_PERCENT || one->kind == GRID_SHIPPING;
        char id[16];
        fprintf(file,
                "%s\n  {\"id\": \"%s\", \"kind\": \"%s\", \"value\": %lld%s, \"most\": %lld, \"family\": \"%s-%d\", \"group\": "
                "\"group-%d\"}",
                i ? "," : "", grid_promotion_id(id, i), kinds[one->kind], (long long)(is_percent ? one->value / 10 : one->value),
                is_percent ? (const char *[]){".0", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9"}[one->value % 10] : "",
                (long long)one->most, one->kind == GRID_BUY_GET ? "collection" : "category", one->family, one->group);
    }
    fprintf(file, "],\n");
}

static void write_answers(const eco_quote *quote, FILE *file)
{
    fprintf(file, "\"answers\": ["); /* promotion, line (-1: shipping), off */
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *one = &quote->adjustments[i];
        fprintf(file, "%s\n  [\"%s\", %d, %lld]", i ? "," : "", one->promotion, (int)one->line, (long long)one->off_minor);
    }
    fprintf(file, "],\n\"net\": %lld, \"tax\": %lld, \"payable\": %lld}\n", (long long)quote->net_minor,
            (long long)quote->tax_minor, (long long)quote->payable_minor);
}

void grid_write(const char *workload, const grid *made, FILE *file)
{
    const eco_quote *quote = bench_quote(&made->priced);
    fprintf(file, "{\"workload\": \"%s\", \"group\": \"group-%d\", \"shipping\": %lld,\n", workload, GRID_GROUP,
            (long long)made->shipping_minor);
    write_lines(made, file);
    write_promotions(made, file);
    write_answers(quote, file);
    eco_quote_free(quote);
}
