/* pricing_reference_tax.c - the model's taxes: of each line, of each unit, or of the order. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = REFERENCE_LINES + 1, UNITS_MOST = 64 };

typedef struct item {
    reference_line *line;
    int place;              /* in the quote; -1: shipping */
    bool alone;             /* a gross surcharge among net prices */
    bool bears[TAXES_MOST]; /* by the tax's rank */
    int64_t tax[TAXES_MOST];
} item;

typedef struct job {
    const scenario *given;
    const eco_tax *taxes[TAXES_MOST]; /* by id */
    item items[ITEMS];                /* goods in canonical order, surcharges, shipping */
    int count;
} job;

static wide power10(int exponent)
{
    wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* A tax's percent in millionths of a percent. */
static int64_t micro_percent(const eco_tax *tax)
{
    return (int64_t)(tax->percent.coefficient * power10(6 - tax->percent.scale));
}

static int64_t excluded_tax(const job *job, int64_t amount, int tax)
{
    return (int64_t)reference_round((wide)amount * micro_percent(job->taxes[tax]), 100 * power10(6),
                                    job->given->options.rounding);
}

/* The tax inside a gross amount, added to `taxes` of those that are borne. */
static void included_tax(const job *job, int64_t amount, const bool *bears, int64_t *taxes)
{
    int64_t percents[TAXES_MOST], parts[TAXES_MOST], sum = 0;
    int borne[TAXES_MOST], count = 0;
    for (int t = 0; t < job->given->taxes_count; t++)
        if (bears[t]) {
            borne[count] = t;
            percents[count++] = micro_percent(job->taxes[t]);
            sum += micro_percent(job->taxes[t]);
        }
    if (count == 0)
        return;
    wide hundred = 100 * power10(6);
    int64_t net = (int64_t)reference_round(amount * hundred, hundred + sum, job->given->options.rounding);
    reference_split(parts, amount - net, percents, count);
    for (int i = 0; i < count; i++)
        taxes[borne[i]] += parts[i];
}

static void tax_amount(const job *job, item *item, int64_t amount, bool included)
{
    if (included) {
        included_tax(job, amount, item->bears, item->tax);
        return;
    }
    for (int t = 0; t < job->given->taxes_count; t++)
        if (item->bears[t])
            item->tax[t] += excluded_tax(job, amount, t);
}

/* Whole units: the first ones bear the odd minor units. */
static void tax_units(const job *job, item *item, bool included)
{
    int64_t amount = item->line->left_minor, units = item->line->quantity;
    for (int64_t u = 0; u < units; u++)
        tax_amount(job, item, amount / units + (u < amount % units), included);
}

/* ---- of the order ---- */

/* Splits over items by weights. */
static void share_tax(int64_t *parts, const job *job, int64_t whole, const int64_t *weights, const bool *members)
{
    int64_t dense[ITEMS] = {0}, shares[ITEMS];
    int places[ITEMS], count = 0;
    memset(parts, 0, ITEMS * sizeof *parts);
    for (int i = 0; i < job->count; i++)
        if (members[i]) {
            places[count] = i;
            dense[count++] = weights[i];
        }
    reference_split(shares, whole, dense, count);
    for (int i = 0; i < count; i++)
        parts[places[i]] = shares[i];
}

static void amounts_of(int64_t *amounts, const job *job)
{
    for (int i = 0; i < job->count; i++)
        amounts[i] = job->items[i].line->left_minor;
}

static void add_tax(job *job, int tax, const int64_t *parts)
{
    for (int i = 0; i < job->count; i++)
        job->items[i].tax[tax] += parts[i];
}

static bool in_order(const item *item)
{
    return !item->alone && item->line->left_minor >= 0;
}

static void tax_order_excluded(job *job)
{
    for (int t = 0; t < job->given->taxes_count; t++) {
        bool members[ITEMS];
        int64_t sum = 0, amounts[ITEMS], parts[ITEMS];
        int count = 0;
        for (int i = 0; i < job->count; i++) {
            members[i] = in_order(&job->items[i]) && job->items[i].bears[t];
            sum += members[i] ? job->items[i].line->left_minor : 0;
            count += members[i];
        }
        if (count) {
            amounts_of(amounts, job);
            share_tax(parts, job, excluded_tax(job, sum, t), amounts, members);
            add_tax(job, t, parts);
        }
    }
}

static void tax_order_included(job *job)
{
    for (int set = 1; set < 1 << TAXES_MOST; set++) { /* items with the same set of taxes form a group */
        bool bears[TAXES_MOST], members[ITEMS];
        int64_t taxes[TAXES_MOST] = {0}, sum = 0;
        int count = 0;
        for (int t = 0; t < TAXES_MOST; t++)
            bears[t] = set >> t & 1;
        for (int i = 0; i < job->count; i++) {
            members[i] = in_order(&job->items[i]) && memcmp(job->items[i].bears, bears, sizeof bears) == 0;
            sum += members[i] ? job->items[i].line->left_minor : 0;
            count += members[i];
        }
        if (count == 0)
            continue;
        included_tax(job, sum, bears, taxes);
        int64_t whole = 0;
        for (int t = 0; t < job->given->taxes_count; t++)
            whole += taxes[t];
        /* rows: what each item bears of the group's tax; columns: the taxes, each of which takes its part of what the rows have left */
        int64_t rows[ITEMS], amounts[ITEMS], parts[ITEMS];
        amounts_of(amounts, job);
        share_tax(rows, job, whole, amounts, members);
        for (int t = 0; t < job->given->taxes_count; t++) {
            share_tax(parts, job, taxes[t], rows, members);
            add_tax(job, t, parts);
            for (int i = 0; i < job->count; i++)
                rows[i] -= parts[i];
        }
    }
}

/* ---- all ---- */

static void begin(job *job, reference_quote *quote, const scenario *given, reference_line *shipping)
{
    int places[REFERENCE_LINES];
    memset(job, 0, sizeof *job);
    job->given = given;
    for (int i = 0; i < given->taxes_count; i++) {
        int at = i;
        for (; at > 0 && strcmp(job->taxes[at - 1]->id, given->taxes[i].id) > 0; at--)
            job->taxes[at] = job->taxes[at - 1];
        job->taxes[at] = &given->taxes[i];
    }
    reference_order_all(places, quote);
    for (int i = 0; i < quote->lines_count; i++) {
        int place = places[i];
        bool gross = i >= quote->goods_count && given->surcharges[place - quote->goods_count].includes_tax;
        job->items[i] = (item){
            .line = &quote->lines[place], .place = place, .alone = gross && given->options.tax_mode == ECO_TAX_EXCLUDED};
    }
    job->items[quote->lines_count] = (item){.line = shipping, .place = -1};
    job->count = quote->lines_count + 1;
    for (int i = 0; i < job->count; i++) {
        const reference_view view = {given, quote->lines, quote->goods_count, job->items[i].line};
        for (int t = 0; t < given->taxes_count; t++)
            job->items[i].bears[t] = job->items[i].line->left_minor != 0 &&
                                     reference_holds(given->tax_on[job->taxes[t] - given->taxes], &view);
    }
}

static void finish(const job *job, reference_quote *quote)
{
    for (int i = 0; i < job->count; i++) {
        const item *item = &job->items[i];
        bool gross = job->given->options.tax_mode == ECO_TAX_INCLUDED || item->alone;
        int64_t tax = 0;
        for (int t = 0; t < job->given->taxes_count; t++)
            tax += item->tax[t];
        item->line->tax_minor = tax;
        item->line->net_minor = item->line->left_minor - (gross ? tax : 0);
        item->line->total_minor = item->line->left_minor + (gross ? 0 : tax);
    }
    for (int t = 0; t < job->given->taxes_count; t++) /* by tax, then line, shipping last */
        for (int place = 0; place <= quote->lines_count; place++)
            for (int i = 0; i < job->count; i++) {
                const item *item = &job->items[i];
                if (item->bears[t] && item->place == (place < quote->lines_count ? place : -1))
                    quote->taxes[quote->taxes_count++] = (reference_tax){job->taxes[t]->id, item->place, item->line->net_minor,
                                                                         item->tax[t]};
            }
}

void reference_tax_all(reference_quote *quote, const scenario *given, reference_line *shipping)
{
    static job job;
    bool included = given->options.tax_mode == ECO_TAX_INCLUDED, by_order = given->options.tax_round_at == ECO_ROUND_AT_ORDER;
    begin(&job, quote, given, shipping);
    for (int i = 0; i < job.count; i++) {
        item *item = &job.items[i];
        if (item->alone)
            tax_amount(&job, item, item->line->left_minor, true);
        else if (by_order && in_order(item))
            continue;
        else if (given->options.tax_round_at == ECO_ROUND_AT_UNIT && item->line->quantity_scale == 0)
            tax_units(&job, item, included);
        else
            tax_amount(&job, item, item->line->left_minor, included);
    }
    if (by_order && included)
        tax_order_included(&job);
    else if (by_order)
        tax_order_excluded(&job);
    finish(&job, quote);
}
