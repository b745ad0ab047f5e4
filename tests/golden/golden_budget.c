/* golden_budget.c - the budget of a case's promotion as a campaign of its own, and what was used of it before. */
#include "golden.h"

/* false: not built yet. Without a word for it, and where the case asks for both ways, the variant says whether it clips. */
static bool clips(const golden_priced *priced, bool *out, const cJSON *budget)
{
    const char *mode = golden_word(budget, "on_exceed");
    *out = priced->variant.clip == 1 || (priced->variant.clip < 0 && mode && strcmp(mode, "clip") == 0);
    if (mode && strcmp(mode, "clip") != 0 && strcmp(mode, "reject") != 0)
        golden_not_built(priced->test, "on_exceed %s", mode);
    return priced->test->outcome != GOLDEN_NOT_BUILT;
}

bool golden_add_budget(golden_priced *priced, eco_rulebook_builder *rules, const cJSON *promotion, const char *id)
{
    const cJSON *budget = golden_get(promotion, "budget");
    const char *kind = golden_word(budget, "kind");
    eco_campaign campaign = {.struct_size = sizeof campaign, .id = id};
    eco_used used = {.campaign = id};
    bool clip;
    if (!golden_knows(priced->test, budget, "budget", "kind limit_minor used_minor limit used on_exceed") ||
        !clips(priced, &clip, budget))
        return false;
    if (kind && strcmp(kind, "spend") == 0) {
        campaign.budget_minor = golden_int(budget, "limit_minor", 0);
        campaign.clip = clip;
        used.spent_minor = golden_int(budget, "used_minor", 0);
    } else if (kind && strcmp(kind, "usage") == 0) {
        campaign.budget_uses = golden_int(budget, "limit", 0);
        used.uses = golden_int(budget, "used", 0);
    } else {
        golden_not_built(priced->test, "budget %s", kind ? kind : "of no kind");
        return false;
    }
    if (priced->used_count == GOLDEN_USED) {
        golden_not_built(priced->test, "more than %d budgets", (int)GOLDEN_USED);
        return false;
    }
    eco_rulebook_add_campaign(rules, &campaign);
    priced->used[priced->used_count++] = used;
    return true;
}

/* "each" with a budget: each line's discount is taken, clipped or refused by itself, so each line has a promotion of its own. */
void golden_add_line_by_line(const golden_priced *priced, eco_rulebook_builder *rules, const eco_promotion *promotion)
{
    const char *on = promotion->on;
    for (int i = 0; i < cJSON_GetArraySize(golden_get(priced->input, "lines")); i++) {
        eco_promotion made = *promotion;
        made.id = golden_text("%s-%04d", promotion->id, i);
        made.on = golden_both(on, golden_text("line.id == '%d'", i + 1));
        eco_rulebook_add_promotion(rules, &made);
    }
}
