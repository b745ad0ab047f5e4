/* quote_print.c - see quote_print.h. */
#include "ecomops/quote_print.h"

#include <string.h>

#include "ecomops/explain.h"
#include "ecomops/grid.h"
#include "ecomops/numbers.h"

typedef struct quote_sheet {
    const tool_page *page;
    const eco_quote *quote;
    tool_grid grid;
} quote_sheet;

static const char *say(const tool_page *page, tool_word word)
{
    return tool_word_of(page->language, word);
}

static void begin(quote_sheet *sheet, tool_word title, const char *remark)
{
    tool_title(&sheet->page->screen, say(sheet->page, title), remark);
    tool_grid_begin(&sheet->grid, &sheet->page->screen);
}

static void column(quote_sheet *sheet, tool_word heading, tool_align align, tool_ink ink)
{
    tool_grid_column(&sheet->grid, say(sheet->page, heading), align, ink);
}

static void put(quote_sheet *sheet, const char *text)
{
    tool_grid_put(&sheet->grid, text ? text : "");
}

static void put_money(quote_sheet *sheet, int64_t minor)
{
    char text[TOOL_NUMBER];
    put(sheet, tool_money(text, minor, sheet->quote->currency));
}

/* A discount as what it does: "-50.00", and nothing where there is none. */
static void put_off(quote_sheet *sheet, int64_t minor)
{
    char text[TOOL_NUMBER];
    put(sheet, minor ? tool_money(text, -minor, sheet->quote->currency) : "");
}

static void put_quantity(quote_sheet *sheet, int64_t quantity, int32_t scale)
{
    char text[TOOL_NUMBER];
    put(sheet, tool_decimal(text, quantity, scale));
}

/* ---- lines and shipments ---- */

static void money_columns(quote_sheet *sheet)
{
    column(sheet, WORD_LIST, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_DISCOUNT, ALIGN_RIGHT, INK_GREEN);
    column(sheet, WORD_NET, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_TAX, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_TOTAL, ALIGN_RIGHT, INK_BOLD);
}

static void put_line(quote_sheet *sheet, const eco_quote_line *line)
{
    bool goods = line->kind == ECO_LINE_GOODS, gift = line->kind == ECO_LINE_GIFT;
    char text[TOOL_NUMBER];
    put(sheet, line->id);
    put(sheet, goods || gift ? line->sku : "");
    put(sheet, goods || gift ? tool_decimal(text, line->quantity, line->quantity_scale) : "");
    put(sheet, goods  ? tool_unit(text, line->unit_minor, line->unit_scale, sheet->quote->currency)
               : gift ? say(sheet->page, WORD_GIFT)
                      : "");
    put(sheet, goods ? tool_money(text, line->list_minor, sheet->quote->currency) : "");
    put_off(sheet, line->discount_minor);
    put(sheet, gift ? "" : tool_money(text, line->net_minor, sheet->quote->currency));
    put(sheet, gift ? "" : tool_money(text, line->tax_minor, sheet->quote->currency));
    put_money(sheet, line->total_minor);
}

static void print_lines(quote_sheet *sheet)
{
    const tool_page *page = sheet->page;
    const eco_quote *quote = sheet->quote;
    char title[256], remark[64];
    tool_say(title, sizeof title, page->language, quote->cart ? WORD_CART : WORD_CART_UNNAMED, quote->cart, NULL, NULL);
    tool_title(&page->screen, title,
               tool_say(remark, sizeof remark, page->language, WORD_AMOUNTS_IN, quote->currency, NULL, NULL));
    tool_grid_begin(&sheet->grid, &page->screen);
    column(sheet, WORD_LINE, ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&sheet->grid, "SKU", ALIGN_LEFT, INK_BOLD);
    column(sheet, WORD_QUANTITY, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_UNIT, ALIGN_RIGHT, INK_PLAIN);
    money_columns(sheet);
    for (size_t i = 0; i < quote->lines_count; i++)
        put_line(sheet, &quote->lines[i]);
    tool_grid_print(&sheet->grid);
}

static void print_shipments(quote_sheet *sheet)
{
    const eco_quote *quote = sheet->quote;
    if (!quote->shipments_count)
        return;
    begin(sheet, WORD_SHIPMENTS, NULL);
    column(sheet, WORD_SHIPMENT, ALIGN_LEFT, INK_PLAIN);
    column(sheet, WORD_METHOD, ALIGN_LEFT, INK_BOLD);
    money_columns(sheet);
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        put(sheet, shipment->id);
        put(sheet, shipment->method);
        put_money(sheet, shipment->list_minor);
        put_off(sheet, shipment->discount_minor);
        put_money(sheet, shipment->net_minor);
        put_money(sheet, shipment->tax_minor);
        put_money(sheet, shipment->total_minor);
    }
    tool_grid_print(&sheet->grid);
}

/* ---- adjustments and taxes ---- */

static void put_place(quote_sheet *sheet, const eco_adjustment *adjustment)
{
    const eco_quote *quote = sheet->quote;
    if (adjustment->line < 0) {
        const eco_quote_shipment *shipment = &quote->shipments[-1 - adjustment->line];
        char text[128];
        put(sheet, tool_say(text, sizeof text, sheet->page->language, WORD_SHIPMENT_OF, shipment->id, NULL, NULL));
        put(sheet, shipment->method);
        put(sheet, "");
        return;
    }
    const eco_quote_line *line = &quote->lines[adjustment->line];
    put(sheet, line->id);
    put(sheet, line->sku);
    put_quantity(sheet, adjustment->quantity, line->quantity_scale);
}

static void print_adjustments(quote_sheet *sheet)
{
    const eco_quote *quote = sheet->quote;
    if (!quote->adjustments_count)
        return;
    begin(sheet, WORD_ADJUSTMENTS, NULL);
    column(sheet, WORD_PROMOTION, ALIGN_LEFT, INK_PLAIN);
    column(sheet, WORD_COUPON, ALIGN_LEFT, INK_PLAIN);
    column(sheet, WORD_LINE, ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&sheet->grid, "SKU", ALIGN_LEFT, INK_PLAIN);
    column(sheet, WORD_QUANTITY, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_OFF, ALIGN_RIGHT, INK_GREEN);
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        bool same = i > 0 && strcmp(quote->adjustments[i - 1].promotion, adjustment->promotion) == 0;
        put(sheet, same ? "" : tool_label_of(sheet->page->rules, adjustment->promotion));
        put(sheet, same ? "" : adjustment->coupon);
        put_place(sheet, adjustment);
        if (adjustment->off_minor)
            put_off(sheet, adjustment->off_minor);
        else
            put(sheet, say(sheet->page, WORD_GIFT));
    }
    tool_grid_print(&sheet->grid);
}

/* A row a tax: what bears it is summed. */
static void print_taxes(quote_sheet *sheet)
{
    const eco_quote *quote = sheet->quote;
    if (!quote->taxes_count)
        return;
    begin(sheet, WORD_TAXES, NULL);
    column(sheet, WORD_TAX, ALIGN_LEFT, INK_PLAIN);
    column(sheet, WORD_BASE, ALIGN_RIGHT, INK_PLAIN);
    column(sheet, WORD_AMOUNT, ALIGN_RIGHT, INK_PLAIN);
    for (size_t i = 0; i < quote->taxes_count;) {
        const char *tax = quote->taxes[i].tax;
        int64_t base = 0, amount = 0;
        for (; i < quote->taxes_count && strcmp(quote->taxes[i].tax, tax) == 0; i++) {
            base += quote->taxes[i].base_minor;
            amount += quote->taxes[i].tax_minor;
        }
        put(sheet, tax);
        put_money(sheet, base);
        put_money(sheet, amount);
    }
    tool_grid_print(&sheet->grid);
}

/* ---- totals ---- */

static void print_totals(quote_sheet *sheet)
{
    const eco_quote *quote = sheet->quote;
    const struct {
        tool_word word;
        int64_t minor;
        bool always;
    } rows[] = {
        {WORD_LIST, quote->list_minor, true},
        {WORD_DISCOUNT, -quote->discount_minor, false},
        {WORD_SURCHARGES, quote->surcharge_minor, false},
        {WORD_SHIPPING, quote->shipping_minor + quote->shipping_discount_minor, quote->shipments_count > 0},
        {WORD_SHIPPING_DISCOUNT, -quote->shipping_discount_minor, false},
        {WORD_NET, quote->net_minor, true},
        {WORD_TAX, quote->tax_minor, true},
        {WORD_TOTAL, quote->total_minor, true},
        {WORD_CREDIT, -quote->credit_minor, false},
        {WORD_ROUNDING, quote->rounding_minor, false},
        {WORD_PAYABLE, quote->payable_minor, true},
    };
    begin(sheet, WORD_TOTALS, NULL);
    tool_grid_column(&sheet->grid, "", ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&sheet->grid, quote->currency, ALIGN_RIGHT, INK_PLAIN);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].always && rows[i].minor == 0)
            continue;
        put(sheet, say(sheet->page, rows[i].word));
        put_money(sheet, rows[i].minor);
        if (rows[i].word == WORD_PAYABLE)
            tool_grid_ink_row(&sheet->grid, INK_BOLD);
    }
    tool_grid_print(&sheet->grid);
}

void tool_print_quote(const tool_page *page, const eco_quote *quote)
{
    quote_sheet sheet = {.page = page, .quote = quote};
    print_lines(&sheet);
    print_shipments(&sheet);
    print_adjustments(&sheet);
    print_taxes(&sheet);
    print_totals(&sheet);
}

/* ---- why ---- */

void tool_print_decisions(const tool_page *page, const eco_quote *quote, bool is_first)
{
    if (quote->decisions_count && is_first)
        tool_title(&page->screen, say(page, WORD_WHY), NULL);
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        bool applied = decision->reason == ECO_REASON_APPLIED || decision->reason == ECO_REASON_CLIPPED;
        char sentence[TOOL_SENTENCE];
        tool_ink_on(&page->screen, applied ? INK_GREEN : INK_DIM);
        fprintf(page->screen.file, "  %s ", applied ? "✓" : "·");
        tool_ink_off(&page->screen);
        tool_explain(sentence, decision, quote, page->rules, page->language);
        fprintf(page->screen.file, "%s%s%s\n", decision->label, page->language == TOOL_CHINESE ? "：" : ": ", sentence);
    }
}
