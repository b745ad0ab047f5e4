/* index_find.c - the rules that a cart reaches: those without a key, and those of the keys that its values lead to, each as far as their boxes let it in. */
#include "pricing/index_parts.h"

#include <string.h>

/* Does the cart have one of the node's exclusions? */
bool eco_index_is_excluded(const eco_index_finding *find, const eco_index_node *node)
{
    const uint32_t *list = &find->index->excluded[node->excluded];
    if (!find->present.count)
        return false;
    for (uint32_t i = 1; i <= *list; i++) {
        size_t low = 0, high = find->present.count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (find->present.items[middle] < list[i])
                low = middle + 1;
            else
                high = middle;
        }
        if (low < find->present.count && find->present.items[low] == list[i])
            return true;
    }
    return false;
}

/* ---- the rules of a reference ---- */

static void visit_rule(eco_index_finding *find, uint32_t rule)
{
    const eco_index_point *point = &find->index->points[rule];
    if (eco_index_reaches(&find->cart, point))
        eco_index_add(find, &find->found, rule);
    else if (find->steps_wanted)
        eco_index_step_to_rule(find, rule, 0, 0);
}

static void visit_leaf(eco_index_finding *find, const eco_index_node *leaf)
{
    const uint32_t *posted = find->index->posted + leaf->first;
    for (uint32_t i = 0; i < leaf->count; i++)
        if (leaf->is_even)
            eco_index_add(find, &find->found, posted[i]);
        else
            visit_rule(find, posted[i]);
}

static void visit_tree(eco_index_finding *find, uint32_t root)
{
    const eco_index_node *nodes = find->index->nodes;
    for (uint32_t at = root, end = nodes[root].skip; at < end;) {
        const eco_index_node *node = &nodes[at];
        if (!eco_index_reaches(&find->cart, &node->point)) {
            if (find->steps_wanted)
                eco_index_step_to_node(find, at);
            at = node->skip;
        } else if (eco_index_is_excluded(find, node)) {
            at = node->skip;
        } else {
            if (node->skip == at + 1)
                visit_leaf(find, node);
            at++;
        }
    }
}

static void visit(eco_index_finding *find, uint32_t ref)
{
    if (ref >> ECO_INDEX_KIND_SHIFT == ECO_INDEX_RULE)
        visit_rule(find, ref & ECO_INDEX_NUMBER_MASK);
    else
        visit_tree(find, ref & ECO_INDEX_NUMBER_MASK);
}

/* All rules, whether their boxes let the cart in or not. */
static void take_all(eco_index_finding *find, uint32_t ref)
{
    uint32_t number = ref & ECO_INDEX_NUMBER_MASK;
    if (ref >> ECO_INDEX_KIND_SHIFT == ECO_INDEX_RULE) {
        eco_index_add(find, &find->found, number);
        return;
    }
    const eco_index_node *root = &find->index->nodes[number];
    for (uint32_t i = 0; i < root->count; i++)
        eco_index_add(find, &find->found, find->index->posted[root->first + i]);
}

/* ---- the whole ---- */

static void begin(eco_index_finding *find, eco_pricing_work *work, const eco_index *index, int64_t next_steps)
{
    find->index = index;
    find->work = work;
    find->cart.least[ECO_INDEX_STARTS] = work->cart->at_us;
    find->cart.least[ECO_INDEX_ENDS] = -work->cart->at_us;
    find->cart.least[ECO_INDEX_LIST] = work->list;
    find->cart.least[ECO_INDEX_QUANTITY] = work->quantity;
    find->cart.least[ECO_INDEX_LIST_MOST] = -work->list;
    find->cart.least[ECO_INDEX_QUANTITY_MOST] = -work->quantity;
    find->grown = find->cart;
    find->grown.least[ECO_INDEX_LIST] = find->grown.least[ECO_INDEX_QUANTITY] = INT64_MAX;
    if (next_steps < 0)
        find->cart = find->grown;
    find->steps_wanted = next_steps > 0;
}

static void look_up_codes(eco_index_finding *find)
{
    for (size_t i = 0; i < find->work->coupons_count; i++)
        eco_index_look_up_code(find, find->work->coupons[i]);
    for (size_t i = 0; i < find->refs.count && find->work->explain; i++)
        take_all(find, find->refs.items[i]);
}

static eco_status take_found(eco_candidates *out, eco_index_finding *find)
{
    eco_index_settle(find, &find->found);
    if (find->failed)
        return eco_fail_memory(find->work->error);
    *out = (eco_candidates){(const int32_t *)find->found.items, find->found.count};
    return ECO_OK;
}

eco_status eco_index_find(eco_candidates *out, eco_pricing_work *work, const eco_index *index, const eco_index_wanted *wanted)
{
    eco_index_finding find = {0};
    begin(&find, work, index, wanted->next_steps);
    if (wanted->all) {
        for (size_t i = 0; i < index->rules_count; i++)
            eco_index_add(&find, &find.found, (uint32_t)i);
        return take_found(out, &find);
    }
    if (index->needs_lines && eco_facts_of_lines(work))
        return work->error->status;
    if (wanted->also)
        eco_index_add(&find, &find.found, (uint32_t)(wanted->also - work->rulebook->rules));
    if (index->has_codes)
        look_up_codes(&find);
    eco_index_look_up(&find);
    eco_index_settle(&find, &find.refs);
    if (index->always)
        visit(&find, index->always);
    for (size_t i = 0; i < find.refs.count; i++)
        visit(&find, find.refs.items[i]);
    if (find.steps_wanted)
        eco_index_take_steps(&find, wanted->next_steps);
    return take_found(out, &find);
}
