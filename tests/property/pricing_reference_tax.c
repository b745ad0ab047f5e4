/* pricing_reference_tax.c - the model's taxes: of each line, of each unit, or of the order. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = REFERENCE_ITEMS };

typedef struct item {
    reference_line *line;
    int place;              /* in the quote's lines; of a shipment -1 - place */
    bool alone;             /* a gross surcharge among net prices */
    bool bears[TAXES_MOST]; /* by the tax's rank */
    int64_t tax[TAXES_MOST];
} item;

enum { COMPOUND_SCALE = 4 };

typedef struct job {
    const scenario *given;
    int scale;                        /* a percent is a whole number of 10^-scale */
    const eco_tax *taxes[TAXES_MOST]; /* by id */
    item items[ITEMS];                /* goods in canonical order, surcharges, shipments */
    int count;
} job;

static wide hundred_percent(const job *job)
{
    return 100 * reference_power10(job->scale);
}

static int64_t percent_of(const job *job, int tax)
{
    const eco_decimal percent = job->taxes[tax]->percent;
    return reference_narrow(percent.coefficient * reference_power10(job->scale - percent.scale));
}

static int64_t excluded_tax(const job *job, int64_t amount, int tax)
{
    return (int64_t)reference_round((wide)amount * percent_of(job, tax), hundred_percent(job), job->given->options.rounding);
}

/* Sums of the percents that are borne: simple ones, and compound ones on top of these. */
static void sum_percents(wide *simple, wide *compound, const job *job, const bool *bears)
{
    *simple = *compound = 0;
    for (int t = 0; t < job->given->taxes_count; t++)
        if (bears[t])
            *(job->taxes[t]->compound ? compound : simple) += percent_of(job, t);
}

/* The tax inside a gross amount, added to `taxes` of those that are borne. */
static void included_tax(const job *job, int64_t amount, const bool *bears, int64_t *taxes)
{
    wide simple, compound, hundred = hundred_percent(job), unit = job->scale == COMPOUND_SCALE ? hundred : 1;
    int64_t weights[TAXES_MOST], parts[TAXES_MOST];
    int borne[TAXES_MOST], count = 0;
    sum_percents(&simple, &compound, job, bears);
    for (int t = 0; t < job->given->taxes_count; t++)
        if (bears[t]) {
            borne[count] = t;
            weights[count++] = reference_narrow(percent_of(job, t) * (job->taxes[t]->compound ? hundred + simple : unit));
        }
    if (count == 0)
        return;
    wide gross_of = (hundred + simple) * (hundred + compound);
    int64_t net = (int64_t)reference_round(amount * hundred * hundred, gross_of, job->given->options.rounding);
    reference_split(parts, amount - net, weights, count);
    for (int i = 0; i < count; i++)
        taxes[borne[i]] += parts[i];
}

/* Simple taxes first, as rounded; they are part of what a compound one is taken of. */
static void add_excluded_tax(const job *job, int64_t amount, const bool *bears, int64_t *taxes)
{
    int64_t below = 0, tax;
    for (int t = 0; t < job->given->taxes_count; t++)
        if (bears[t] && !job->taxes[t]->compound) {
            tax = excluded_tax(job, amount, t);
            taxes[t] += tax;
            below += tax;
        }
    for (int t = 0; t < job->given->taxes_count; t++)
        if (bears[t] && job->taxes[t]->compound)
            taxes[t] += excluded_tax(job, amount + below, t);
}

static void tax_amount(const job *job, item *item, int64_t amount, bool included)
{
    if (included) {
        included_tax(job, amount, item->bears, item->tax);
        return;
    }
    add_excluded_tax(job, amount, item->bears, item->tax);
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

/* The simple taxes that an item bears. */
static int64_t simple_taxes(const job *job, const item *item)
{
    int64_t sum = 0;
    for (int t = 0; t < job->given->taxes_count; t++)
        sum += item->bears[t] && !job->taxes[t]->compound ? item->tax[t] : 0;
    return sum;
}

/* One tax of the order, split over the items that bear it by what it is taken of. */
static void tax_order_by(job *job, int tax)
{
    bool members[ITEMS];
    int64_t sum = 0, bases[ITEMS], parts[ITEMS];
    int count = 0;
    for (int i = 0; i < job->count; i++) {
        const item *item = &job->items[i];
        members[i] = in_order(item) && item->bears[tax];
        bases[i] = item->line->left_minor + (job->taxes[tax]->compound ? simple_taxes(job, item) : 0);
        sum += members[i] ? bases[i] : 0;
        count += members[i];
    }
    if (count == 0)
        return;
    share_tax(parts, job, excluded_tax(job, sum, tax), bases, members);
    add_tax(job, tax, parts);
}

static void tax_order_excluded(job *job)
{
    for (int t = 0; t < job->given->taxes_count; t++)
        if (!job->taxes[t]->compound)
            tax_order_by(job, t);
    for (int t = 0; t < job->given->taxes_count; t++)
        if (job->taxes[t]->compound)
            tax_order_by(job, t);
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

static void sort_taxes(job *job, const scenario *given)
{
    memset(job, 0, sizeof *job);
    job->given = given;
    job->scale = 9;
    for (int i = 0; i < given->taxes_count; i++)
        if (given->taxes[i].compound)
            job->scale = COMPOUND_SCALE;
    for (int i = 0; i < given->taxes_count; i++) {
        int at = i;
        for (; at > 0 && strcmp(job->taxes[at - 1]->id, given->taxes[i].id) > 0; at--)
            job->taxes[at] = job->taxes[at - 1];
        job->taxes[at] = &given->taxes[i];
    }
}

static bool is_due(const job *job, int tax, const reference_quote *quote, const reference_line *line)
{
    const reference_view view = {job->given, quote->lines, quote->goods_count, line};
    return reference_holds(job->given->tax_on[job->taxes[tax] - job->given->taxes], &view);
}

static void begin(job *job, reference_quote *quote, const scenario *given)
{
    int places[REFERENCE_LINES];
    sort_taxes(job, given);
    reference_order_all(places, quote);
    for (int i = 0; i < quote->lines_count; i++) {
        int place = places[i];
        bool gross = i >= quote->goods_count && given->surcharges[place - quote->goods_count].includes_tax;
        job->items[job->count++] = (item){
            .line = &quote->lines[place], .place = place, .alone = gross && given->options.tax_mode == ECO_TAX_EXCLUDED};
    }
    reference_order(places, quote->shipments, quote->shipments_count);
    for (int i = 0; i < quote->shipments_count; i++)
        job->items[job->count++] = (item){.line = &quote->shipments[places[i]], .place = -1 - places[i]};
    for (int i = 0; i < job->count; i++)
        for (int t = 0; t < given->taxes_count; t++)
            job->items[i].bears[t] = job->items[i].line->left_minor != 0 && is_due(job, t, quote, job->items[i].line);
}

void reference_tax_factor(wide *up, wide *down, const reference_quote *quote, const scenario *given, const reference_line *line)
{
    static job job;
    bool bears[TAXES_MOST];
    wide simple, compound, hundred;
    sort_taxes(&job, given);
    for (int t = 0; t < given->taxes_count; t++)
        bears[t] = is_due(&job, t, quote, line);
    hundred = hundred_percent(&job);
    sum_percents(&simple, &compound, &job, bears);
    *up = (hundred + simple) * (hundred + compound);
    *down = hundred * hundred;
}

/* The row of that tax on that item, if it bears it. */
static void write_down(const job *job, reference_quote *quote, int tax, int place)
{
    for (int i = 0; i < job->count; i++) {
        const item *item = &job->items[i];
        int64_t base = item->line->net_minor + (job->taxes[tax]->compound ? simple_taxes(job, item) : 0);
        if (item->bears[tax] && item->place == place)
            quote->taxes[quote->taxes_count++] = (reference_tax){job->taxes[tax]->id, place, base, item->tax[tax]};
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
    for (int t = 0; t < job->given->taxes_count; t++) { /* by tax, then line, shipments last */
        for (int place = 0; place < quote->lines_count; place++)
            write_down(job, quote, t, place);
        for (int place = 0; place < quote->shipments_count; place++)
            write_down(job, quote, t, -1 - place);
    }
}

void reference_tax_all(reference_quote *quote, const scenario *given)
{
    static job job;
    bool included = given->options.tax_mode == ECO_TAX_INCLUDED, by_order = given->options.tax_round_at == ECO_ROUND_AT_ORDER;
    begin(&job, quote, given);
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
