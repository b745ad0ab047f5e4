/* costing_row.c - a row of a table becomes a movement: what each kind may and must say. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "inventory/costing_internal.h"

static const char *const kinds[] = {"", "receive", "issue", "return", "vendor_return", "adjust", "land_cost", "revalue"};
enum { KINDS = sizeof kinds / sizeof *kinds };

const char *eco_costing_kind_name(cost_kind kind)
{
    return kinds[kind];
}

cost_kind eco_costing_kind_of(const char *text, size_t size)
{
    for (cost_kind kind = COST_RECEIVE; kind <= COST_REVALUE; kind++)
        if (strlen(kinds[kind]) == size && memcmp(kinds[kind], text, size) == 0)
            return kind;
    return 0;
}

static eco_status missing(const char *path, const char *what, cost_kind kind, eco_error *error)
{
    return eco_fail(error, ECO_E_INVALID, path, "%s has no %s", kind ? kinds[kind] : "the row", what);
}

/* ---- names ---- */

static eco_status take_kind(cost_movement *out, const cost_columns *columns, int64_t row, eco_error *error)
{
    char quoted[ECO_QUOTED];
    cost_name word;
    if (eco_costing_is_null(&columns->kind, row))
        return missing("/kind", "kind", 0, error);
    int64_t *code = eco_costing_code(&columns->kind, row);
    out->kind = (uint8_t)(code && *code > 0 ? *code : 0);
    if (out->kind)
        return ECO_OK;
    eco_status failed = eco_costing_name(&word, &columns->kind, row, error);
    if (failed)
        return failed;
    out->kind = (uint8_t)eco_costing_kind_of(word.text, word.size);
    if (!out->kind)
        return eco_fail(error, ECO_E_UNKNOWN_NAME, "/kind",
                        "%s is no kind; there are receive, issue, return, vendor_return, adjust, land_cost, revalue",
                        eco_quoted(quoted, word.text, word.size));
    if (code)
        *code = out->kind;
    return ECO_OK;
}

static eco_status take_sku(cost_movement *out, eco_costing *costing, const cost_columns *columns, const cost_ahead *ahead,
                           int64_t row, eco_error *error)
{
    cost_name name;
    if (ahead->number) {
        out->sku = ahead->number - 1;
    } else if (eco_costing_is_null(&columns->sku, row)) {
        return missing("/sku", "sku", 0, error);
    } else { /* not known when the rows were looked at; perhaps by now */
        eco_status failed = eco_costing_name(&name, &columns->sku, row, error);
        failed = failed ? failed : eco_costing_sku(&out->sku, costing, &name, error);
        if (failed)
            return failed;
    }
    int64_t *code = eco_costing_code(&columns->sku, row);
    if (code)
        *code = out->sku;
    return ECO_OK;
}

static eco_status check_id(const cost_movement *of, const eco_costing *costing, const cost_columns *columns,
                           const cost_ahead *ahead, int64_t row, eco_error *error)
{
    char quoted[ECO_QUOTED];
    cost_name name;
    if (!ahead->id.text)
        return eco_costing_is_null(&columns->movement, row) ? ECO_OK : eco_costing_name(&name, &columns->movement, row, error);
    if (!eco_costing_find_id(costing, of->sku, &ahead->id))
        return ECO_OK;
    return eco_fail(error, ECO_E_EXISTS, "/movement", "sku %s has a movement %s already", ECO_QUOTE(costing->skus[of->sku].name),
                    eco_quoted(quoted, ahead->id.text, ahead->id.size));
}

/* ---- the source ---- */

static bool may_come_from(cost_kind kind, const cost_movement *source)
{
    bool brought = source->kind == COST_RECEIVE || (source->kind == COST_ADJUST && source->quantity > 0);
    return kind == COST_RETURN ? source->kind == COST_ISSUE : brought;
}

static eco_status find_source(cost_movement *out, const eco_costing *costing, const cost_name *name, eco_error *error)
{
    char quoted[ECO_QUOTED];
    eco_quoted(quoted, name->text, name->size);
    out->source = eco_costing_find_id(costing, out->sku, name);
    if (!out->source)
        return eco_fail(error, ECO_E_NOT_FOUND, "/source", "sku %s has no movement %s", ECO_QUOTE(costing->skus[out->sku].name),
                        quoted);
    const cost_movement *source = &costing->movements[out->source];
    if (!may_come_from((cost_kind)out->kind, source))
        return eco_fail(error, ECO_E_INVALID, "/source", "source %s of a %s is a movement of kind %s", quoted, kinds[out->kind],
                        kinds[source->kind]);
    if (source->at > out->at)
        return eco_fail(error, ECO_E_INVALID, "/source", "source %s took place after it", quoted);
    return ECO_OK;
}

static eco_status take_source(cost_movement *out, const eco_costing *costing, const cost_columns *columns,
                              const cost_ahead *ahead, int64_t row, eco_error *error)
{
    cost_name name;
    if (eco_costing_is_null(&columns->source, row))
        return out->kind == COST_LAND ? missing("/source", "source: the receipt that it is for", COST_LAND, error) : ECO_OK;
    if (out->kind != COST_RETURN && out->kind != COST_VENDOR_RETURN && out->kind != COST_LAND)
        return eco_fail(error, ECO_E_INVALID, "/source", "%s has a source", kinds[out->kind]);
    return ahead->source.text ? find_source(out, costing, &ahead->source, error)
                              : eco_costing_name(&name, &columns->source, row, error);
}

/* ---- quantity and money ---- */

static eco_status take_quantity(cost_movement *out, const eco_costing *costing, const cost_columns *columns, int64_t row,
                                eco_error *error)
{
    bool needs = out->kind != COST_LAND && out->kind != COST_REVALUE;
    if (eco_costing_is_null(&columns->quantity, row))
        return needs ? missing("/quantity", "quantity", (cost_kind)out->kind, error) : ECO_OK;
    eco_status failed = eco_costing_number(&out->quantity, &columns->quantity, row, costing->quantity_scale, error);
    if (failed)
        return failed;
    if (!needs)
        return out->quantity ? eco_fail(error, ECO_E_INVALID, "/quantity", "%s has a quantity", kinds[out->kind]) : ECO_OK;
    if (out->quantity == 0 || (out->quantity < 0 && out->kind != COST_ADJUST)) {
        char text[ECO_DECIMAL_TEXT];
        return eco_fail(error, ECO_E_INVALID, "/quantity", "quantity %s of %s is not %s 0",
                        eco_decimal_text(text, (eco_decimal){out->quantity, costing->quantity_scale}), kinds[out->kind],
                        out->kind == COST_ADJUST ? "other than" : "above");
    }
    return eco_cost_fits(out->quantity) ? ECO_OK
                                        : eco_fail(error, ECO_E_OVERFLOW, "/quantity", "quantity exceeds a quarter of int64");
}

static eco_status check_priced(const cost_movement *of, const eco_costing *costing, bool unit, bool amount, eco_error *error)
{
    const char *path = unit ? "/unit_cost" : "/amount";
    bool standard = costing->skus[of->sku].pool.method == ECO_COST_STANDARD;
    switch ((cost_kind)of->kind) {
    case COST_RECEIVE:
        return unit || amount || standard ? ECO_OK : missing("/unit_cost", "unit_cost or amount", COST_RECEIVE, error);
    case COST_LAND:
        return unit     ? eco_fail(error, ECO_E_INVALID, path, "land_cost has a unit_cost; it is an amount")
               : amount ? ECO_OK
                        : missing("/amount", "amount", COST_LAND, error);
    case COST_REVALUE:
        return amount ? eco_fail(error, ECO_E_INVALID, "/amount", "revalue has an amount; it is a unit_cost")
               : unit ? ECO_OK
                      : missing("/unit_cost", "unit_cost", COST_REVALUE, error);
    default: break;
    }
    bool may = (of->kind == COST_RETURN && !of->source) || (of->kind == COST_ADJUST && of->quantity > 0);
    return may || !(unit || amount)
               ? ECO_OK
               : eco_fail(error, ECO_E_INVALID, path, "%s has a cost of its own; that is what costing tells", kinds[of->kind]);
}

static eco_status take_unit(cost_movement *out, const eco_costing *costing, const cost_columns *columns, int64_t row,
                            eco_error *error)
{
    int32_t scale;
    int64_t unit;
    eco_status failed = eco_costing_unit(&unit, &scale, &columns->unit_cost, row, error);
    if (failed)
        return failed;
    if (unit < 0)
        return eco_fail(error, ECO_E_INVALID, "/unit_cost", "unit_cost is below 0");
    scale += costing->quantity_scale;
    if (out->kind == COST_REVALUE) {
        out->money = unit;
        out->quantity = scale;
        return ECO_OK;
    }
    return eco_cost_value(&out->money, out->quantity, unit, scale)
               ? eco_fail(error, ECO_E_OVERFLOW, "/unit_cost", "quantity x unit_cost exceeds a quarter of int64")
               : ECO_OK;
}

static eco_status take_money(cost_movement *out, const eco_costing *costing, const cost_columns *columns, int64_t row,
                             eco_error *error)
{
    bool unit = !eco_costing_is_null(&columns->unit_cost, row), amount = !eco_costing_is_null(&columns->amount, row);
    if (unit && amount)
        return eco_fail(error, ECO_E_INVALID, "/amount", "%s has a unit_cost and an amount", kinds[out->kind]);
    eco_status failed = check_priced(out, costing, unit, amount, error);
    out->priced = unit || amount;
    if (failed || !out->priced)
        return failed;
    if (unit)
        return take_unit(out, costing, columns, row, error);
    failed = eco_costing_number(&out->money, &columns->amount, row, 0, error);
    if (failed)
        return failed;
    if (out->money < 0 && out->kind != COST_LAND)
        return eco_fail(error, ECO_E_INVALID, "/amount", "amount is below 0");
    return eco_cost_fits(out->money) ? ECO_OK : eco_fail(error, ECO_E_OVERFLOW, "/amount", "amount exceeds a quarter of int64");
}

static eco_status check_currency(const eco_costing *costing, const cost_columns *columns, int64_t row, eco_error *error)
{
    char quoted[ECO_QUOTED];
    cost_name code;
    if (eco_costing_is_null(&columns->currency, row))
        return ECO_OK;
    eco_status failed = eco_costing_name(&code, &columns->currency, row, error);
    if (failed || (code.size == strlen(costing->currency->code) && memcmp(code.text, costing->currency->code, code.size) == 0))
        return failed;
    return eco_fail(error, ECO_E_CURRENCY, "/currency", "a cost in another currency: %s; costs are in %s",
                    eco_quoted(quoted, code.text, code.size), costing->currency->code);
}

/* ---- the row ---- */

eco_status eco_costing_row(cost_movement *of, eco_costing *costing, const cost_columns *columns, const cost_ahead *ahead,
                           int64_t row, eco_error *error)
{
    int64_t recorded = 0;
    *of = (cost_movement){0};
    eco_status failed = take_kind(of, columns, row, error);
    failed = failed ? failed : eco_costing_time(&of->at, &columns->at, row, error);
    failed = failed ? failed : take_sku(of, costing, columns, ahead, row, error);
    failed = failed ? failed : take_quantity(of, costing, columns, row, error);
    failed = failed ? failed : take_source(of, costing, columns, ahead, row, error);
    failed = failed ? failed : take_money(of, costing, columns, row, error);
    failed = failed ? failed : check_currency(costing, columns, row, error);
    if (!failed && !eco_costing_is_null(&columns->recorded, row))
        failed = eco_costing_time(&recorded, &columns->recorded, row, error);
    failed = failed ? failed : check_id(of, costing, columns, ahead, row, error);
    if (failed)
        return failed;
    int64_t seen = recorded ? recorded : of->at;
    costing->known = seen > costing->known || !costing->known ? seen : costing->known;
    bool after_closing = recorded && of->at < costing->closed_until && recorded >= costing->closed_until;
    of->booked = after_closing ? recorded : of->at;
    return ECO_OK;
}
