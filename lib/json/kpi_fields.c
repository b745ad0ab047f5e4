/* kpi_fields.c - "ecomops.kpi/1". */
#include "json/documents.h"

static const eco_json_field report_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_report, "name", name, .required = true),
    ECO_JSON_FIELD(TEXT, eco_kpi_report, "metrics", metrics, .required = true),
    ECO_JSON_FIELD(TEXT, eco_kpi_report, "by", by),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_report, "where", where),
    ECO_JSON_FIELD(TEXT, eco_kpi_report, "compare", compare),
    ECO_JSON_FIELD(WHOLE, eco_kpi_report, "top", top, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_kpi_report = ECO_JSON_OBJECT_OF("a report", report_fields, eco_kpi_report, true);

static const eco_json_field step_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_step, "name", name, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_step, "when", when),
};
static const eco_json_object step_object = ECO_JSON_OBJECT_OF("a step", step_fields, eco_kpi_step, false);

static const eco_json_field funnel_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_funnel, "name", name, .required = true),
    ECO_JSON_MANY(OBJECTS, eco_kpi_funnel, "steps", steps, .element = &step_object, .required = true),
    ECO_JSON_FIELD(DURATION, eco_kpi_funnel, "window", window_us, .required = true),
    ECO_JSON_WORD(eco_kpi_funnel, "start", start, eco_funnel_start_name, ECO_FUNNEL_START_FIRST + 1),
    ECO_JSON_WORD(eco_kpi_funnel, "order", order, eco_funnel_order_name, ECO_FUNNEL_ORDER_ANY + 1),
    ECO_JSON_WORD(eco_kpi_funnel, "count", count, eco_count_by_name, ECO_COUNT_COMPLETIONS + 1),
    ECO_JSON_FIELD(TEXT, eco_kpi_funnel, "by", by),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_funnel, "exclude", exclude),
    ECO_JSON_FIELD(BOOL, eco_kpi_funnel, "increase", increase),
    ECO_JSON_FIELD(BOOL, eco_kpi_funnel, "deduplicate", deduplicate),
    ECO_JSON_FIELD(BOOL, eco_kpi_funnel, "open_windows", open_windows),
};
const eco_json_object eco_json_kpi_funnel = ECO_JSON_OBJECT_OF("a funnel", funnel_fields, eco_kpi_funnel, true);

static const eco_json_field cohort_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_cohort, "name", name, .required = true),
    ECO_JSON_WORD(eco_kpi_cohort, "period", period, eco_period_name, ECO_PERIOD_YEAR + 1, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_cohort, "enter", enter),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_cohort, "stay", stay),
    ECO_JSON_WORD(eco_kpi_cohort, "retention", retention, eco_retention_name, ECO_RETENTION_BRACKET + 1),
    ECO_JSON_FIELD(WHOLE, eco_kpi_cohort, "periods", periods, .least = ECO_JSON_POSITIVE, .usual = 12),
    ECO_JSON_FIELD(BOOL, eco_kpi_cohort, "rolling", rolling),
    ECO_JSON_MANY(NUMBERS, eco_kpi_cohort, "brackets", brackets, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_kpi_cohort = ECO_JSON_OBJECT_OF("a cohort", cohort_fields, eco_kpi_cohort, true);

static const eco_json_field pairs_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_pairs, "name", name, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_kpi_pairs, "top", top, .least = ECO_JSON_POSITIVE, .usual = 1000),
    ECO_JSON_FIELD(WHOLE, eco_kpi_pairs, "least", least, .least = ECO_JSON_POSITIVE, .usual = 1),
    ECO_JSON_FIELD(WHOLE, eco_kpi_pairs, "largest", largest, .least = ECO_JSON_POSITIVE, .usual = 1000),
};
const eco_json_object eco_json_kpi_pairs = ECO_JSON_OBJECT_OF("pairs", pairs_fields, eco_kpi_pairs, true);

#define DAYS(count) ((count)*ECO_DAY_US)
static const eco_json_field attribution_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_attribution, "name", name, .required = true),
    ECO_JSON_WORD(eco_kpi_attribution, "model", model, eco_touch_name, ECO_TOUCH_LINEAR + 1),
    ECO_JSON_FIELD(TEXT, eco_kpi_attribution, "channel", channel, .standard = "channel"),
    ECO_JSON_FIELD(DURATION, eco_kpi_attribution, "lookback", lookback_us, .least = ECO_JSON_POSITIVE, .standard = "unlimited",
                   .usual = DAYS(30)),
};
const eco_json_object eco_json_kpi_attribution = ECO_JSON_OBJECT_OF("an attribution", attribution_fields, eco_kpi_attribution,
                                                                    true);

static const eco_json_field paths_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_paths, "name", name, .required = true),
    ECO_JSON_FIELD(TEXT, eco_kpi_paths, "column", column, .standard = "event"),
    ECO_JSON_FIELD(EXPRESSION, eco_kpi_paths, "start", start),
    ECO_JSON_FIELD(WHOLE, eco_kpi_paths, "steps", steps, .least = ECO_JSON_POSITIVE, .usual = 5),
    ECO_JSON_FIELD(WHOLE, eco_kpi_paths, "top", top, .least = ECO_JSON_POSITIVE, .usual = 20),
};
const eco_json_object eco_json_kpi_paths = ECO_JSON_OBJECT_OF("paths", paths_fields, eco_kpi_paths, true);

static const eco_json_field abc_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_abc, "name", name, .required = true),
    ECO_JSON_FIELD(TEXT, eco_kpi_abc, "by", by, .standard = "sku"),
    ECO_JSON_FIELD(DECIMAL, eco_kpi_abc, "a", a, .least = ECO_JSON_POSITIVE, .standard = "0.8"),
    ECO_JSON_FIELD(DECIMAL, eco_kpi_abc, "b", b, .least = ECO_JSON_POSITIVE, .standard = "0.95"),
};
const eco_json_object eco_json_kpi_abc = ECO_JSON_OBJECT_OF("an ABC", abc_fields, eco_kpi_abc, true);

static const eco_json_field rfm_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_rfm, "name", name, .required = true),
    ECO_JSON_FIELD(TIME, eco_kpi_rfm, "at", at_us),
};
const eco_json_object eco_json_kpi_rfm = ECO_JSON_OBJECT_OF("an RFM", rfm_fields, eco_kpi_rfm, true);

static const eco_json_field rate_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kpi_rate, "currency", currency, .required = true),
    ECO_JSON_FIELD(DATE, eco_kpi_rate, "day", day, .required = true),
    ECO_JSON_FIELD(DECIMAL, eco_kpi_rate, "rate", rate, .required = true, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_kpi_rate = ECO_JSON_OBJECT_OF("a rate", rate_fields, eco_kpi_rate, false);

static const eco_json_field plan_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_kpi_options, "zone", zone, .standard = "UTC"),
    ECO_JSON_FIELD(CURRENCY, eco_kpi_options, "currency", currency),
    ECO_JSON_WORD(eco_kpi_options, "refunds", refunds, eco_refund_day_name, ECO_REFUND_DAY_SAME + 1),
    ECO_JSON_FIELD(DURATION, eco_kpi_options, "session_gap", session_gap_us, .least = ECO_JSON_POSITIVE,
                   .usual = 30 * ECO_MINUTE_US),
    ECO_JSON_FIELD(DURATION, eco_kpi_options, "lookback", lookback_us, .least = ECO_JSON_POSITIVE, .usual = DAYS(365)),
    ECO_JSON_FIELD(DURATION, eco_kpi_options, "intent", intent_us, .least = ECO_JSON_POSITIVE, .usual = DAYS(1)),
    ECO_JSON_FIELD(DURATION, eco_kpi_options, "lateness", lateness_us, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(BOOL, eco_kpi_options, "week_starts_sunday", week_starts_sunday),
    ECO_JSON_FIELD(BOOL, eco_kpi_options, "approximate", approximate),
    ECO_JSON_FIELD(BOOL, eco_kpi_options, "skip_bad_rows", skip_bad_rows),
    ECO_JSON_FIELD(WHOLE, eco_kpi_options, "max_problems", max_problems, .least = ECO_JSON_POSITIVE, .usual = 1000),
    ECO_JSON_FIELD(WHOLE, eco_kpi_options, "memory_limit", memory_limit, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(TEXT, eco_kpi_options, "spill_folder", spill_folder),
    ECO_JSON_FIELD(WHOLE, eco_kpi_options, "threads", threads),
    ECO_JSON_OTHER("sets", "sets"),
    ECO_JSON_OTHER("reports", "reports", .element = &eco_json_kpi_report, .by_key = "name"),
    ECO_JSON_OTHER("funnels", "funnels", .element = &eco_json_kpi_funnel, .by_key = "name"),
    ECO_JSON_OTHER("cohorts", "cohorts", .element = &eco_json_kpi_cohort, .by_key = "name"),
    ECO_JSON_OTHER("pairs", "pairs", .element = &eco_json_kpi_pairs, .by_key = "name"),
    ECO_JSON_OTHER("attributions", "attributions", .element = &eco_json_kpi_attribution, .by_key = "name"),
    ECO_JSON_OTHER("paths", "paths", .element = &eco_json_kpi_paths, .by_key = "name"),
    ECO_JSON_OTHER("abcs", "abcs", .element = &eco_json_kpi_abc, .by_key = "name"),
    ECO_JSON_OTHER("rfms", "rfms", .element = &eco_json_kpi_rfm, .by_key = "name"),
    ECO_JSON_OTHER("rates", "rates", .element = &eco_json_kpi_rate),
    ECO_JSON_OTHER("aliases", "aliases"),
};
const eco_json_object eco_json_kpi_plan = ECO_JSON_OBJECT_OF("a plan", plan_fields, eco_kpi_options, true);
