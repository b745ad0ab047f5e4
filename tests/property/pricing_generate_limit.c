/* pricing_generate_limit.c - random limits and campaigns, such that a few uses and a little money are left. */
#include "pricing_generate.h"

static void make_campaigns(scenario *out, chance *chance)
{
    static const char *const ids[] = {"k-b", "k-a", "k-c"};
    out->campaigns_count = chance_of(chance, CAMPAIGNS_MOST + 1);
    for (int i = 0; i < out->campaigns_count; i++) {
        eco_campaign *campaign = &out->campaigns[i];
        *campaign = (eco_campaign){.struct_size = sizeof *campaign, .id = ids[i]};
        campaign->budget_minor = chance_of(chance, 4) ? chance_amount(chance, chance_of(chance, 2) ? 200 : 4000) : 0;
        campaign->budget_uses = chance_rarely(chance, 3) ? 1 + chance_of(chance, 4) : 0;
        campaign->clip = campaign->budget_minor && chance_of(chance, 3);
        if (chance_rarely(chance, 6))
            scenario_make_window(&campaign->starts_us, &campaign->ends_us, chance);
    }
}

static void limit_promotion(eco_promotion *promotion, const scenario *out, chance *chance)
{
    if (out->campaigns_count && chance_of(chance, 3))
        promotion->campaign = out->campaigns[chance_of(chance, out->campaigns_count)].id;
    if (chance_rarely(chance, 5))
        promotion->limit = 1 + chance_of(chance, 4);
    if (chance_rarely(chance, 6))
        promotion->limit_per_customer = 1 + chance_of(chance, 3);
    if (promotion->coupon && chance_rarely(chance, 2))
        promotion->limit_per_code = 1 + chance_of(chance, 2);
}

static void make_used(scenario *out, chance *chance)
{
    static const char *const customers[] = {"c1", "c2"}, *const codes[] = {"C1", "C2", "SAVE", "NEW"};
    out->used_count = chance_of(chance, USED_MOST + 1);
    for (int i = 0; i < out->used_count; i++) {
        eco_used *row = &out->used[i];
        int kind = chance_of(chance, 4);
        *row = (eco_used){.uses = chance_of(chance, 3)};
        if (kind == 3 && out->campaigns_count) {
            row->campaign = out->campaigns[chance_of(chance, out->campaigns_count)].id;
            row->spent_minor = chance_of(chance, 2) * chance_amount(chance, 1500);
            continue;
        }
        row->promotion = out->promotions_count ? out->promotions[chance_of(chance, out->promotions_count)].id : "p-none";
        row->customer = kind == 1 ? PICK(chance, customers) : NULL;
        row->code = kind == 2 ? PICK(chance, codes) : NULL;
    }
}

void scenario_make_limits(scenario *out, chance *chance)
{
    out->campaigns_count = out->used_count = 0;
    if (!chance_rarely(chance, 2))
        return;
    make_campaigns(out, chance);
    for (int i = 0; i < out->promotions_count; i++)
        limit_promotion(&out->promotions[i], out, chance);
    make_used(out, chance);
}
