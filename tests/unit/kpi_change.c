/* Changes taken apart: parts that sum to the whole, symmetric, and sane where a period is empty. */
#include "test.h"
#include <ecomops/kpi.h>
#include <math.h>

static eco_error error;

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b));
}

static eco_kpi_sales_change sales(eco_kpi_sales_point before, eco_kpi_sales_point after)
{
    eco_kpi_sales_change out;
    CHECK_OK(eco_kpi_explain_sales(&out, &before, &after, &error));
    CHECK_F(near(out.traffic + out.conversion + out.value, out.change), "%g", out.change);
    return out;
}

TEST(kpi_change, one_factor_has_it_all)
{
    eco_kpi_sales_change out = sales((eco_kpi_sales_point){1000, 50, 5000}, (eco_kpi_sales_point){2000, 100, 10000});
    CHECK(near(out.traffic, 5000) && near(out.conversion, 0) && near(out.value, 0));
    out = sales((eco_kpi_sales_point){1000, 50, 5000}, (eco_kpi_sales_point){1000, 100, 10000});
    CHECK(near(out.conversion, 5000) && near(out.traffic, 0));
    out = sales((eco_kpi_sales_point){1000, 50, 5000}, (eco_kpi_sales_point){1000, 50, 4000});
    CHECK(near(out.value, -1000) && near(out.conversion, 0));
    out = sales((eco_kpi_sales_point){1000, 50, 5000}, (eco_kpi_sales_point){1250, 50, 5000});
    CHECK(near(out.change, 0) && near(out.traffic, 5000 * log(1.25)) && near(out.conversion, -out.traffic));
}

/* 5000 -> 5280: the logarithmic mean is 280 / ln(1.056). */
TEST(kpi_change, logarithmic_mean)
{
    eco_kpi_sales_change out = sales((eco_kpi_sales_point){1000, 50, 5000}, (eco_kpi_sales_point){1200, 48, 5280});
    double mean = 280 / log(1.056);
    CHECK(near(out.traffic, mean * log(1.2)) && near(out.conversion, mean * log(0.8)) && near(out.value, mean * log(1.1)));
}

TEST(kpi_change, symmetric_and_without_rest)
{
    eco_random random = {eco_test_seed()};
    for (long i = 0; i < eco_test_cases(2000); i++) {
        eco_kpi_sales_point points[2];
        for (int j = 0; j < 2; j++) {
            points[j].visitors = (double)eco_random_between(&random, 1, 1000000);
            points[j].orders = (double)eco_random_between(&random, 0, 1000);
            points[j].amount = points[j].orders > 0 ? (double)eco_random_between(&random, 0, 100000000) / 100 : 0;
        }
        eco_kpi_sales_change there = sales(points[0], points[1]), back = sales(points[1], points[0]);
        CHECK(near(there.traffic, -back.traffic) && near(there.conversion, -back.conversion) && near(there.value, -back.value));
    }
}

TEST(kpi_change, empty_periods)
{
    eco_kpi_sales_point full = {100, 5, 500};
    CHECK(near(sales((eco_kpi_sales_point){0}, full).traffic, 500));
    CHECK(near(sales((eco_kpi_sales_point){.visitors = 10}, full).conversion, 500));
    CHECK(near(sales(full, (eco_kpi_sales_point){.visitors = 10, .orders = 2}).value, -500));
    eco_kpi_sales_change none = sales((eco_kpi_sales_point){0}, (eco_kpi_sales_point){.visitors = 5});
    CHECK(none.change == 0 && none.traffic == 0 && none.conversion == 0 && none.value == 0);
}

TEST(kpi_change, sales_refused)
{
    eco_kpi_sales_change out;
    eco_kpi_sales_point full = {100, 5, 500}, bad = {-1, 0, 0};
    CHECK_FAILS(eco_kpi_explain_sales(&out, &bad, &full, &error), ECO_E_INVALID, "-1");
    CHECK_TEXT(error.path, "/before/visitors");
    bad = (eco_kpi_sales_point){0, 1, 0};
    CHECK_FAILS(eco_kpi_explain_sales(&out, &full, &bad, &error), ECO_E_INVALID, "without a visitor");
    CHECK_TEXT(error.path, "/after/visitors");
    bad = (eco_kpi_sales_point){1, 0, 1};
    CHECK_FAILS(eco_kpi_explain_sales(&out, &full, &bad, &error), ECO_E_INVALID, "without an order");
    CHECK_TEXT(error.path, "/after/orders");
    bad = (eco_kpi_sales_point){1, 1, NAN};
    CHECK_FAILS(eco_kpi_explain_sales(&out, &full, &bad, &error), ECO_E_INVALID, "no number");
    CHECK_FAILS(eco_kpi_explain_sales(&out, NULL, &bad, &error), ECO_E_INVALID, "NULL");
    CHECK_TEXT(error.path, "/before");
}

/* Both segments convert better, and yet the rate falls: the mix (Simpson). */
TEST(kpi_change, mix_and_rate)
{
    const eco_kpi_rate_segment segments[] = {{100, 1000, 22, 200}, {10, 500, 45, 1800}};
    eco_kpi_rate_effect effects[2];
    eco_kpi_rate_change out;
    CHECK_OK(eco_kpi_explain_rate(&out, effects, segments, 2, &error));
    CHECK(near(out.before, 110.0 / 1500) && near(out.after, 67.0 / 2000));
    CHECK(near(out.mix + out.rate, out.change) && near(effects[0].mix + effects[1].mix, out.mix));
    CHECK(out.rate > 0 && out.mix < 0 && effects[0].rate > 0 && effects[1].rate > 0);
    CHECK(near(effects[0].rate, 0.01 * (1000.0 / 1500 + 0.1) / 2));
}

TEST(kpi_change, segments_that_come_and_go)
{
    const eco_kpi_rate_segment segments[] = {{10, 100, 10, 100}, {0, 0, 50, 100}, {30, 100, 0, 0}, {0, 0, 0, 0}};
    eco_kpi_rate_effect effects[4];
    eco_kpi_rate_change out;
    CHECK_OK(eco_kpi_explain_rate(&out, effects, segments, 4, &error));
    CHECK(near(out.mix + out.rate, out.change) && near(out.rate, 0) && effects[1].mix > 0 && effects[3].mix == 0);
    CHECK_OK(eco_kpi_explain_rate(&out, NULL, segments, 4, &error));
}

TEST(kpi_change, rates_refused)
{
    eco_kpi_rate_change out;
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, NULL, 1, &error), ECO_E_INVALID, "NULL");
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, NULL, 0, &error), ECO_E_INVALID, "nothing in the period before");
    CHECK_TEXT(error.path, "/segments");
    eco_kpi_rate_segment bad = {1, 0, 1, 1};
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, &bad, 1, &error), ECO_E_INVALID, "no part");
    CHECK_TEXT(error.path, "/segments/0/part_before");
    bad = (eco_kpi_rate_segment){1, 1, 1, 0};
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, &bad, 1, &error), ECO_E_INVALID, "no part");
    bad = (eco_kpi_rate_segment){1, 1, 1, -1};
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, &bad, 1, &error), ECO_E_INVALID, "-1");
    CHECK_TEXT(error.path, "/segments/0/whole_after");
    bad = (eco_kpi_rate_segment){1, 1, 0, 0};
    CHECK_FAILS(eco_kpi_explain_rate(&out, NULL, &bad, 1, &error), ECO_E_INVALID, "period after");
}
