/* eco_money_split against a slow model, and its promises on amounts of any size. */
#include <ecomops/money.h>

#include "test.h"

enum { FEW = 7, MOST = 40 /* small ones are sorted another way than large ones */, TEXT = 900 };

typedef __int128 wide;

typedef struct problem {
    int64_t whole, weights[MOST], caps[MOST], floors[MOST];
    size_t count;
    eco_split_options options;
} problem;

static void print_problem(const problem *p, char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "whole %lld, step %lld, rule %d, tie %d:", (long long)p->whole,
                                 (long long)p->options.step_minor, (int)p->options.rule, (int)p->options.tie);
    for (size_t i = 0; i < p->count && at + 100 < size; i++) /* what does not fit is seen with ECO_SEED */
        at += (size_t)snprintf(out + at, size - at, " %lld[%lld..%lld]", (long long)p->weights[i],
                               p->options.floors ? (long long)p->floors[i] : 0, p->options.caps ? (long long)p->caps[i] : -1);
}

/* ---- the model: small numbers, every step by trying ------------------------------------------------------------------------------- */

typedef struct model {
    int64_t weights[MOST], caps[MOST], floors[MOST], parts[MOST];
    bool held[MOST];
    size_t count;
    int64_t rest;
} model;

static int64_t clamp_at(const model *m, size_t i, int64_t p,
                        int64_t q) /* q x the amount of part i when the water stands at p / q */
{
    int64_t height = p * m->weights[i];
    return height < q * m->floors[i] ? q * m->floors[i] : height > q * m->caps[i] ? q * m->caps[i] : height;
}

/* The highest of all floor / weight and cap / weight at which not too much is given out; who is at a bound just above it, stays there. */
static void model_hold(model *m, int64_t whole)
{
    int64_t best_p = -1, best_q = 1;
    for (size_t i = 0; i < 2 * m->count; i++) {
        int64_t p = i < m->count ? m->floors[i] : m->caps[i - m->count], q = m->weights[i % m->count], sum = 0;
        if (!q)
            continue;
        for (size_t j = 0; j < m->count; j++)
            sum += clamp_at(m, j, p, q);
        if (sum <= q * whole && p * best_q > best_p * q) {
            best_p = p;
            best_q = q;
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        int64_t height = best_p * m->weights[i];
        m->held[i] = best_p < 0 || !m->weights[i] || height < best_q * m->floors[i] || height >= best_q * m->caps[i];
        m->parts[i] = best_p < 0 || !m->weights[i] || height < best_q * m->floors[i] ? m->floors[i] : m->caps[i];
        if (m->held[i])
            m->rest -= m->parts[i];
    }
}

/* Which part gets the next odd step: `better` of its number and the best one's so far. */
static void model_give(model *m, const problem *p, const int64_t *fractions)
{
    bool given[MOST] = {false};
    while (m->rest && p->options.rule != ECO_SPLIT_DOWN) {
        size_t best = MOST;
        for (size_t i = 0; i < m->count; i++) {
            if (given[i] || m->held[i] || (m->rest > 0 ? m->parts[i] == m->caps[i] : m->parts[i] == m->floors[i]))
                continue;
            bool better = best == MOST;
            if (!better && p->options.rule == ECO_SPLIT_LARGEST_REMAINDER)
                better = fractions[i] > fractions[best] ||
                         (fractions[i] == fractions[best] && p->options.tie == ECO_SPLIT_TIE_WEIGHT &&
                          m->weights[i] > m->weights[best]);
            if (!better && p->options.rule == ECO_SPLIT_LARGEST_WEIGHT)
                better = m->weights[i] > m->weights[best];
            if (better)
                best = i;
        }
        CHECK(best < MOST);
        given[best] = true;
        m->parts[best] += m->rest > 0 ? 1 : -1;
        m->rest += m->rest > 0 ? -1 : 1;
    }
}

static void model_from_last(model *m, int64_t sum)
{
    for (size_t i = m->count; i-- > 0;) {
        if (m->held[i])
            continue;
        int64_t amount = m->rest * m->weights[i] / sum, least = m->rest, most = m->rest;
        for (size_t j = 0; j < i; j++)
            if (!m->held[j]) {
                least -= m->caps[j];
                most -= m->floors[j];
            }
        least = least < m->floors[i] ? m->floors[i] : least;
        most = most > m->caps[i] ? m->caps[i] : most;
        m->parts[i] = amount < least ? least : amount > most ? most : amount;
        m->rest -= m->parts[i];
        sum -= m->weights[i];
    }
}

static void model_blocks(model *m)
{
    int64_t divisor = 1, block = 0, blocks, whole = m->rest;
    for (int64_t d = 2; d < 100; d++) {
        bool divides = true;
        for (size_t i = 0; i < m->count; i++)
            divides = divides && (m->held[i] || m->weights[i] % d == 0);
        divisor = divides ? d : divisor;
    }
    for (size_t i = 0; i < m->count; i++)
        block += m->held[i] ? 0 : m->weights[i] / divisor;
    for (blocks = 0; (blocks + 1) * block <= whole; blocks++) {
    }
    for (size_t i = 0; i < m->count; i++)
        if (!m->held[i]) {
            m->parts[i] = blocks * m->weights[i] / divisor;
            m->parts[i] = m->parts[i] < m->floors[i] ? m->floors[i] : m->parts[i];
            m->rest -= m->parts[i];
        }
}

static void solve(model *m, const problem *p)
{
    int64_t step = p->options.step_minor ? p->options.step_minor : 1, size = p->whole < 0 ? -p->whole : p->whole, sum = 0;
    int64_t fractions[MOST] = {0};
    *m = (model){.count = p->count, .rest = size / step};
    for (size_t i = 0; i < p->count; i++) {
        m->weights[i] = p->weights[i];
        sum += p->weights[i];
        m->caps[i] = p->options.caps ? p->caps[i] / step : 1000000;
        m->floors[i] = p->options.floors ? (p->floors[i] + step - 1) / step : 0;
    }
    for (size_t i = 0; sum == 0 && i < p->count; i++)
        m->weights[i] = 1;
    model_hold(m, m->rest);
    sum = 0;
    for (size_t i = 0; i < p->count; i++)
        sum += m->held[i] ? 0 : m->weights[i];
    if (sum && p->options.rule == ECO_SPLIT_FROM_LAST) {
        model_from_last(m, sum);
    } else if (sum && p->options.rule == ECO_SPLIT_BLOCKS) {
        model_blocks(m);
    } else if (sum) {
        int64_t left = m->rest;
        for (size_t i = 0; i < p->count; i++)
            if (!m->held[i]) {
                int64_t share = left * m->weights[i], part = share / sum;
                fractions[i] = share % sum;
                if (p->options.rule == ECO_SPLIT_NEAREST && 2 * fractions[i] > sum)
                    part++;
                m->parts[i] = part;
                m->rest -= part;
            }
        model_give(m, p, fractions);
    }
    m->rest = m->rest * step + size % step;
    for (size_t i = 0; i < p->count; i++)
        m->parts[i] *= p->whole < 0 ? -step : step;
    m->rest = p->whole < 0 ? -m->rest : m->rest;
}

/* ---- the comparison --------------------------------------------------------------------------------------------------------------- */

static void make_small(problem *p, eco_random *random)
{
    bool many = eco_random_between(random, 0, 9) == 0;
    *p = (problem){.count = (size_t)eco_random_between(random, 1, many ? MOST : FEW),
                   .whole = eco_random_between(random, -200, 200) * (many ? 6 : 1)};
    int64_t most = eco_random_between(random, 0, 1) ? 3 : 30;
    for (size_t i = 0; i < p->count; i++) {
        p->weights[i] = eco_random_between(random, 0, most);
        p->floors[i] = eco_random_between(random, 0, 2) ? 0 : eco_random_between(random, 0, 30);
        p->caps[i] = p->floors[i] + eco_random_between(random, 0, 60);
    }
    p->options = (eco_split_options){.struct_size = sizeof p->options,
                                     .step_minor = eco_random_between(random, 0, 3) ? 0 : eco_random_between(random, 1, 10),
                                     .caps = eco_random_between(random, 0, 1) ? p->caps : NULL,
                                     .floors = eco_random_between(random, 0, 1) ? p->floors : NULL,
                                     .rule = (eco_split_rule)eco_random_between(random, 0, 6),
                                     .tie = (eco_split_tie)eco_random_between(random, 0, 1)};
}

static bool possible(const problem *p)
{
    int64_t step = p->options.step_minor ? p->options.step_minor : 1, sum = 0;
    for (size_t i = 0; i < p->count; i++) {
        int64_t floor = p->options.floors ? (p->floors[i] + step - 1) / step * step : 0;
        if (p->options.caps && floor > p->caps[i])
            return false;
        sum += floor;
    }
    return sum <= (p->whole < 0 ? -p->whole : p->whole);
}

TEST(split_property, agrees_with_the_slow_model)
{
    eco_random random = {eco_test_seed()};
    char text[TEXT];
    int compared = 0, held = 0, left_over = 0;
    for (int round = 0; round < 60000; round++) {
        problem p;
        model m;
        int64_t parts[MOST], rest = 0;
        make_small(&p, &random);
        print_problem(&p, text, sizeof text);
        eco_status status = eco_money_split(parts, &rest, p.whole, p.weights, p.count, &p.options, NULL);
        CHECK_F(status == (possible(&p) ? ECO_OK : ECO_E_REFUSED), "status %d of %s", (int)status, text);
        if (status)
            continue;
        solve(&m, &p);
        for (size_t i = 0; i < p.count; i++)
            CHECK_F(parts[i] == m.parts[i], "part %zu is %lld, not %lld: %s", i, (long long)parts[i], (long long)m.parts[i],
                    text);
        CHECK_F(rest == m.rest, "rest is %lld, not %lld: %s", (long long)rest, (long long)m.rest, text);
        CHECK_F(eco_money_split(parts, NULL, p.whole, p.weights, p.count, &p.options, NULL) == (rest ? ECO_E_REFUSED : ECO_OK),
                "%s", text);
        compared++;
        held += m.held[0] && m.weights[0];
        left_over += rest != 0;
    }
    CHECK(compared > 20000 && held > 2000 && left_over > 2000); /* the cases worth comparing did occur */
}

/* Any size: 0, small, near the ends of 64 bits. */
static int64_t any_amount(eco_random *random)
{
    return (int64_t)(eco_random_next(random) >> eco_random_between(random, 1, 63));
}

TEST(split_property, parts_sum_to_the_whole_at_any_size)
{
    eco_random random = {eco_test_seed()};
    char text[TEXT];
    for (int round = 0; round < 60000; round++) {
        problem p = {.count = (size_t)eco_random_between(&random, 1, eco_random_between(&random, 0, 9) ? FEW : MOST),
                     .whole = any_amount(&random)};
        int64_t parts[MOST], negated[MOST], rest, negated_rest;
        for (size_t i = 0; i < p.count; i++) {
            p.weights[i] = any_amount(&random);
            p.caps[i] = any_amount(&random);
        }
        p.options = (eco_split_options){.struct_size = sizeof p.options,
                                        .caps = eco_random_between(&random, 0, 1) ? p.caps : NULL,
                                        .step_minor = eco_random_between(&random, 0, 3) ? 0 : any_amount(&random),
                                        .rule = (eco_split_rule)eco_random_between(&random, 0, 6)};
        print_problem(&p, text, sizeof text);
        CHECK_INT(eco_money_split(parts, &rest, p.whole, p.weights, p.count, &p.options, NULL), ECO_OK);
        CHECK_INT(eco_money_split(negated, &negated_rest, -p.whole, p.weights, p.count, &p.options, NULL), ECO_OK);
        wide sum = rest, weights = 0;
        for (size_t i = 0; i < p.count; i++) {
            CHECK_F(parts[i] >= 0 && negated[i] == -parts[i], "part %zu of %s", i, text);
            CHECK_F(!p.options.caps || parts[i] <= p.caps[i], "part %zu of %s is over its cap", i, text);
            CHECK_F(!p.options.step_minor || parts[i] % p.options.step_minor == 0, "part %zu of %s", i, text);
            sum += parts[i];
            weights += p.weights[i];
        }
        CHECK_F(sum == p.whole && rest >= 0 && negated_rest == -rest, "%s", text);
        bool plain = !p.options.caps && !p.options.step_minor && p.options.rule < ECO_SPLIT_BLOCKS;
        CHECK_F(!plain || rest == 0, "%s", text);
        /* each part within one of its exact share: |part x weights - whole x weight| <= weights, where 128 bits hold it; by the largest remainder an
         * exact share stays as it is */
        if (plain && p.options.rule <= ECO_SPLIT_FIRST && weights > 0 && weights <= INT64_MAX)
            for (size_t i = 0; i < p.count; i++) {
                wide distance = (wide)parts[i] * weights - (wide)p.whole * p.weights[i];
                wide most = p.options.rule == ECO_SPLIT_LARGEST_REMAINDER ? weights - 1 : weights;
                CHECK_F(distance <= most && distance > -weights, "part %zu of %s", i, text);
            }
    }
}

TEST(split_property, ties_by_weight_do_not_see_the_order)
{
    eco_random random = {eco_test_seed()};
    for (int round = 0; round < 20000; round++) {
        problem p;
        int64_t parts[MOST], turned[MOST], turned_weights[MOST], rest;
        make_small(&p, &random);
        eco_split_options options = {.struct_size = sizeof options};
        CHECK_INT(eco_money_split(parts, &rest, p.whole, p.weights, p.count, &options, NULL), ECO_OK);
        for (size_t i = 0; i < p.count; i++)
            turned_weights[i] = p.weights[p.count - 1 - i];
        CHECK_INT(eco_money_split(turned, &rest, p.whole, turned_weights, p.count, &options, NULL), ECO_OK);
        for (size_t i = 0; i < p.count; i++) {
            int64_t of_weight = 0, of_weight_turned = 0; /* parts of equal weight may change places among themselves */
            for (size_t j = 0; j < p.count; j++) {
                of_weight += p.weights[j] == p.weights[i] ? parts[j] : 0;
                of_weight_turned += turned_weights[j] == p.weights[i] ? turned[j] : 0;
            }
            CHECK_INT(of_weight_turned, of_weight);
        }
    }
}
