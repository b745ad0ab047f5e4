/* Expressions against a slow model: random trees are printed with random blanks and parentheses, compiled, and evaluated on random facts; the model
 * walks the tree that was printed. */
#include "base/expression.h"
#include "base/expression_internal.h"
#include "test.h"

#include <stdlib.h>

/* ---- names: many of each type, all in two tables ---- */

enum { TEXT_NAMES = 2, NUMBER_NAMES = 2, BOOL_NAMES = 1, TIME_NAMES = 1, OPEN_NAMES = 3, NAMES = 9, VALUES_MOST = 3 };

static const struct {
    const char *text;
    eco_value_type type;
} names[NAMES] = {{"t0", ECO_VALUE_TEXT},        {"line.t1", ECO_VALUE_TEXT}, {"n0", ECO_VALUE_NUMBER},
                  {"line.n1", ECO_VALUE_NUMBER}, {"b0", ECO_VALUE_BOOL},      {"at", ECO_VALUE_TIME},
                  {"open.一", ECO_VALUE_ANY},    {"line.二", ECO_VALUE_ANY},  {"o2", ECO_VALUE_ANY}};

static const char *const texts[] = {"a", "b", "c", "it's", "", "1", "2.50", "true", "false", "2026-11-11", "级"};
enum { TEXTS = 11 };
static const eco_decimal numbers[] = {{0, 0}, {1, 0}, {-1, 0}, {2, 0}, {250, 2}, {-5, 1}, {300, 2}, {7, 0}};
enum { NUMBERS = 8 };
static const char *const days[] = {"2026-11-10", "2026-11-11", "2026-11-11T00:00:01Z", "2026-11-11T08:00:00+08:00"};
static const int64_t instants[] = {INT64_C(1794268800000000), INT64_C(1794355200000000), INT64_C(1794355201000000),
                                   INT64_C(1794355200000000)};
enum { DAYS = 4 };

/* ---- trees ---- */

typedef enum kind { OR, AND, NOT, COMPARE, IN_LIST, IN_SET, SUM, PRODUCT, NEGATE, NAME, LITERAL } kind;

typedef struct tree {
    kind kind;
    eco_value_type meets; /* of a comparison */
    int relation;         /* of a comparison; 1 for `not in` */
    int choice;           /* of a name, or of a literal among its type */
    bool inverse[4];      /* parts of a sum or product */
    int count;            /* parts, or members of a list */
    struct tree *parts[12];
} tree;

static tree pool[4096];
static size_t pool_used;

static tree *make(kind kind, eco_value_type meets)
{
    tree *made = &pool[pool_used++];
    *made = (tree){.kind = kind, .meets = meets};
    return made;
}

static int64_t any(eco_random *random, int64_t most)
{
    return eco_random_between(random, 0, most - 1);
}

static tree *name_of(eco_random *random, eco_value_type type)
{
    tree *made = make(NAME, type);
    do
        made->choice = (int)any(random, NAMES);
    while (names[made->choice].type != type);
    return made;
}

static tree *literal_of(eco_random *random, eco_value_type type)
{
    tree *made = make(LITERAL, type);
    int64_t most = type == ECO_VALUE_TEXT ? TEXTS : type == ECO_VALUE_NUMBER ? NUMBERS : type == ECO_VALUE_TIME ? DAYS : 2;
    made->choice = (int)any(random, most);
    return made;
}

static tree *condition_of(eco_random *random, int depth);

static tree *number_of(eco_random *random, int depth)
{
    int64_t roll = any(random, depth > 0 ? 10 : 5);
    if (roll < 2)
        return literal_of(random, ECO_VALUE_NUMBER);
    if (roll < 5)
        return name_of(random, roll == 4 ? ECO_VALUE_ANY : ECO_VALUE_NUMBER);
    if (roll == 5) {
        tree *made = make(NEGATE, ECO_VALUE_NUMBER);
        made->parts[0] = number_of(random, depth - 1);
        made->count = 1;
        return made;
    }
    tree *made = make(roll < 8 ? SUM : PRODUCT, ECO_VALUE_NUMBER);
    made->count = (int)eco_random_between(random, 2, 3);
    for (int i = 0; i < made->count; i++) {
        made->inverse[i] = i > 0 && any(random, 2);
        /* a literal zero behind / does not compile */
        made->parts[i] = made->kind == PRODUCT && made->inverse[i] ? name_of(random, ECO_VALUE_NUMBER)
                                                                   : number_of(random, depth - 1);
    }
    return made;
}

/* A side of a comparison that meets in a type. */
static tree *side_of(eco_random *random, eco_value_type meets, int depth, bool may_be_open)
{
    if (may_be_open && any(random, 4) == 0)
        return name_of(random, ECO_VALUE_ANY);
    if (meets == ECO_VALUE_NUMBER)
        return number_of(random, depth);
    if (meets == ECO_VALUE_BOOL && depth > 0 && any(random, 3) == 0)
        return condition_of(random, depth - 1);
    return any(random, 3) ? name_of(random, meets) : literal_of(random, meets);
}

static bool is_open(const tree *given)
{
    return given->kind == NAME && names[given->choice].type == ECO_VALUE_ANY;
}

static tree *comparison_of(eco_random *random, int depth)
{
    tree *made = make(COMPARE, (eco_value_type)eco_random_between(random, ECO_VALUE_TEXT, ECO_VALUE_TIME));
    made->relation = (int)any(random, made->meets == ECO_VALUE_BOOL ? 2 : 6);
    made->count = 2;
    made->parts[0] = side_of(random, made->meets, depth, true);
    made->parts[1] = side_of(random, made->meets, depth, true);
    if (made->meets == ECO_VALUE_BOOL && is_open(made->parts[0]) && is_open(made->parts[1]))
        made->parts[1] = literal_of(random, ECO_VALUE_BOOL);
    if (is_open(made->parts[0]) && is_open(made->parts[1])) /* two open names: text, or numbers where they are ordered */
        made->meets = made->relation < 2 ? ECO_VALUE_TEXT : ECO_VALUE_NUMBER;
    if (made->meets == ECO_VALUE_TIME) /* a text literal becomes a time only where it meets one */
        for (int i = 0; i < 2; i++)
            if (made->parts[i]->kind == LITERAL && (is_open(made->parts[1 - i]) || made->parts[1 - i]->kind == LITERAL))
                made->parts[1 - i] = name_of(random, ECO_VALUE_TIME);
    return made;
}

static tree *membership_of(eco_random *random, int depth)
{
    if (any(random, 4) == 0) {
        tree *set = make(IN_SET, ECO_VALUE_TEXT);
        set->relation = (int)any(random, 2);
        set->parts[0] = side_of(random, ECO_VALUE_TEXT, depth, true);
        set->count = 1;
        return set;
    }
    tree *made = make(IN_LIST, (eco_value_type)eco_random_between(random, ECO_VALUE_TEXT, ECO_VALUE_TIME));
    made->relation = (int)any(random, 2);
    made->parts[0] = side_of(random, made->meets, depth, made->meets != ECO_VALUE_TIME);
    if (made->meets == ECO_VALUE_TIME)
        made->parts[0] = name_of(random, ECO_VALUE_TIME);
    made->count = (int)eco_random_between(random, 2, 12);
    for (int i = 1; i < made->count; i++)
        made->parts[i] = literal_of(random, made->meets);
    return made;
}

static tree *condition_of(eco_random *random, int depth)
{
    int64_t roll = any(random, depth > 0 ? 12 : 7);
    if (roll < 3)
        return comparison_of(random, depth > 2 ? 2 : depth);
    if (roll < 5)
        return membership_of(random, depth > 2 ? 2 : depth);
    if (roll == 5)
        return name_of(random, any(random, 2) ? ECO_VALUE_BOOL : ECO_VALUE_ANY);
    if (roll == 6)
        return literal_of(random, ECO_VALUE_BOOL);
    tree *made = make(roll == 7 ? NOT : roll < 10 ? AND : OR, ECO_VALUE_BOOL);
    made->count = made->kind == NOT ? 1 : (int)eco_random_between(random, 2, 4);
    for (int i = 0; i < made->count; i++)
        made->parts[i] = condition_of(random, depth - 1);
    return made;
}

/* ---- printing ---- */

typedef struct printer {
    eco_random *random;
    char text[1 << 15];
    size_t size;
} printer;

static void put(printer *out, const char *text)
{
    size_t size = strlen(text);
    CHECK(out->size + size < sizeof out->text);
    memcpy(out->text + out->size, text, size + 1);
    out->size += size;
}

static void put_blanks(printer *out, int least)
{
    static const char *const blanks[] = {" ", "  ", "\n", "\t", " \r\n "};
    if (least || any(out->random, 3) == 0)
        put(out, blanks[any(out->random, 5) * (any(out->random, 4) == 0)]);
}

static void put_word(printer *out, const char *word)
{
    put_blanks(out, 1);
    put(out, word);
    put_blanks(out, 1);
}

static void put_sign(printer *out, const char *sign)
{
    put_blanks(out, 0);
    put(out, sign);
    put_blanks(out, 0);
}

static void put_literal(printer *out, const tree *literal)
{
    char number[ECO_DECIMAL_TEXT];
    switch (literal->meets) {
    case ECO_VALUE_NUMBER: put(out, eco_decimal_text(number, numbers[literal->choice])); break;
    case ECO_VALUE_BOOL: put(out, literal->choice ? "true" : "false"); break;
    case ECO_VALUE_TIME: put(out, "'"), put(out, days[literal->choice]), put(out, "'"); break;
    default:
        put(out, "'");
        for (const char *c = texts[literal->choice]; *c; c++)
            put(out, *c == '\'' ? "''" : (char[2]){*c, 0});
        put(out, "'");
    }
}

static void put_tree(printer *out, const tree *given, int needed);

static void put_parts(printer *out, const tree *given)
{
    static const char *const relations[] = {"==", "!=", "<", "<=", ">", ">="};
    switch (given->kind) {
    case OR:
    case AND:
        for (int i = 0; i < given->count; i++) {
            if (i)
                put_word(out, given->kind == OR ? "or" : "and");
            put_tree(out, given->parts[i], given->kind == OR ? 1 : 2);
        }
        break;
    case NOT: put(out, "not"), put_blanks(out, 1), put_tree(out, given->parts[0], 2); break;
    case COMPARE:
        put_tree(out, given->parts[0], 4);
        put_sign(out, relations[given->relation]);
        put_tree(out, given->parts[1], 4);
        break;
    case IN_SET:
        put_tree(out, given->parts[0], 4);
        put_word(out, given->relation ? "not in" : "in");
        put(out, "@summer");
        break;
    case IN_LIST:
        put_tree(out, given->parts[0], 4);
        put_word(out, given->relation ? "not in" : "in");
        for (int i = 1; i < given->count; i++) {
            put_sign(out, i > 1 ? "," : "(");
            put_literal(out, given->parts[i]);
        }
        put_sign(out, ")");
        break;
    case SUM:
    case PRODUCT:
        for (int i = 0; i < given->count; i++) {
            if (i)
                put_sign(out, given->kind == SUM ? given->inverse[i] ? "-" : "+" : given->inverse[i] ? "/" : "*");
            put_tree(out, given->parts[i], (given->kind == SUM ? 4 : 5) + (i > 0));
        }
        break;
    case NEGATE: put(out, "-"), put_blanks(out, 0), put_tree(out, given->parts[0], 6); break;
    case NAME: put(out, names[given->choice].text); break;
    default: put_literal(out, given);
    }
}

static void put_tree(printer *out, const tree *given, int needed)
{
    static const int bindings[] = {0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 7};
    bool parentheses = bindings[given->kind] < needed || any(out->random, 8) == 0;
    if (parentheses)
        put_sign(out, "(");
    put_parts(out, given);
    if (parentheses)
        put_sign(out, ")");
}

/* ---- facts ---- */

typedef struct facts {
    eco_value values[NAMES][VALUES_MOST];
    eco_values slots[NAMES];
    eco_facts facts;
    eco_map summer;
} facts;

static eco_value text_value(const char *text)
{
    return (eco_value){.type = ECO_VALUE_TEXT, .text = text, .size = (int32_t)strlen(text)};
}

static void fill(facts *out, eco_random *random)
{
    /* what open names hold is mostly of one kind, so that most comparisons can be evaluated */
    static const char *const open[] = {"1", "2.5", "-0.50", "true", "false", "2026-11-11", "2026-11-11T00:00:01Z", "a"};
    for (int n = 0; n < NAMES; n++) {
        int64_t first = any(random, 8), span = any(random, 2) ? 1 : 3;
        out->slots[n] = (eco_values){out->values[n], (size_t)(any(random, 3) ? 1 : any(random, VALUES_MOST + 1))};
        for (size_t i = 0; i < out->slots[n].count; i++)
            switch (names[n].type) {
            case ECO_VALUE_TEXT: out->values[n][i] = text_value(texts[any(random, TEXTS)]); break;
            case ECO_VALUE_NUMBER:
                out->values[n][i] = (eco_value){.type = ECO_VALUE_NUMBER, .number = numbers[any(random, NUMBERS)]};
                break;
            case ECO_VALUE_BOOL: out->values[n][i] = (eco_value){.type = ECO_VALUE_BOOL, .boolean = any(random, 2)}; break;
            case ECO_VALUE_TIME:
                out->values[n][i] = (eco_value){.type = ECO_VALUE_TIME, .time_us = instants[any(random, DAYS)]};
                break;
            default: out->values[n][i] = text_value(open[(first + any(random, span)) % 8]);
            }
    }
    out->facts.tables[0] = out->facts.tables[1] = out->slots;
}

static void reverse_values(facts *given)
{
    for (int n = 0; n < NAMES; n++)
        for (size_t i = 0, j = given->slots[n].count; i + 1 < j; i++) {
            eco_value value = given->values[n][i];
            given->values[n][i] = given->values[n][--j];
            given->values[n][j] = value;
        }
}

static bool find_symbol(eco_symbol *out, const char *text, size_t size, bool *failed, void *user)
{
    (void)failed, (void)user;
    for (int n = 0; n < NAMES; n++)
        if (strlen(names[n].text) == size && memcmp(names[n].text, text, size) == 0) {
            *out = (eco_symbol){names[n].type, n % 2, n};
            return true;
        }
    return false;
}

static const eco_map *find_set(const char *text, size_t size, void *user)
{
    (void)text, (void)size;
    return user;
}

static bool in_summer(const char *text, size_t size)
{
    return size == 1 && (*text == 'a' || *text == '1');
}

/* ---- the model ---- */

typedef struct fraction {
    __int128 up, down;
} fraction;

static fraction lowest(__int128 up, __int128 down)
{
    __int128 a = up < 0 ? -up : up, b = down < 0 ? -down : down;
    while (b) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    if (down < 0)
        a = -a;
    return (fraction){up / a, down / a};
}

static fraction fraction_of(eco_decimal value)
{
    __int128 down = 1;
    for (int i = 0; i < value.scale; i++)
        down *= 10;
    return lowest(value.coefficient, down);
}

/* One side of a comparison as plain values. */
typedef struct side {
    bool failed;
    int count;
    eco_value values[VALUES_MOST]; /* text, bool, time */
    fraction numbers[VALUES_MOST];
} side;

typedef enum truth { FALSE, TRUE, FAILED } truth;
static truth model(const facts *facts, const tree *given);

static bool model_number_text(const char *text, size_t size, fraction *out)
{
    char copy[64];
    char *end;
    if (size == 0 || size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    strtod(copy, &end);
    if (*end || !strpbrk(copy, "0123456789"))
        return false;
    long long thousandths = (long long)(strtod(copy, NULL) * 1000 +
                                        (copy[0] == '-' ? -0.5 : 0.5)); /* the pool has no finer ones */
    *out = lowest(thousandths, 1000);
    return true;
}

static bool model_time_text(const char *text, size_t size, int64_t *out)
{
    for (int i = 0; i < DAYS; i++)
        if (strlen(days[i]) == size && memcmp(days[i], text, size) == 0) {
            *out = instants[i];
            return true;
        }
    return false;
}

/* 0: not known, 1: known, -1: failed */
static int model_number(const facts *facts, const tree *given, fraction *out)
{
    fraction part;
    switch (given->kind) {
    case LITERAL: *out = fraction_of(numbers[given->choice]); return 1;
    case NAME: {
        eco_values values = facts->slots[given->choice];
        if (values.count != 1)
            return values.count ? -1 : 0;
        if (values.values[0].type == ECO_VALUE_NUMBER)
            return *out = fraction_of(values.values[0].number), 1;
        return model_number_text(values.values[0].text, (size_t)values.values[0].size, out) ? 1 : -1;
    }
    case NEGATE: {
        int known = model_number(facts, given->parts[0], out);
        if (known == 1)
            out->up = -out->up;
        return known;
    }
    default:
        for (int i = 0; i < given->count; i++) {
            int known = model_number(facts, given->parts[i], &part);
            if (known != 1)
                return known;
            if (given->kind == PRODUCT && given->inverse[i] && part.up == 0)
                return -1;
            if (i == 0)
                *out = part;
            else if (given->kind == SUM)
                *out = lowest(out->up * part.down + (given->inverse[i] ? -part.up : part.up) * out->down, out->down * part.down);
            else if (given->inverse[i])
                *out = lowest(out->up * part.down, out->down * part.up);
            else
                *out = lowest(out->up * part.up, out->down * part.down);
        }
        return 1;
    }
}

static side model_side(const facts *facts, const tree *given, eco_value_type meets)
{
    side out = {.count = 1};
    if (given->kind == NAME) {
        out.count = (int)facts->slots[given->choice].count;
        memcpy(out.values, facts->values[given->choice], sizeof out.values);
    } else if (meets == ECO_VALUE_NUMBER) {
        int known = model_number(facts, given, &out.numbers[0]);
        out.failed = known < 0;
        out.count = known == 1;
        out.values[0].type = ECO_VALUE_ANY; /* already a fraction */
    } else if (given->kind == LITERAL) {
        out.values[0] = meets == ECO_VALUE_TEXT   ? text_value(texts[given->choice])
                        : meets == ECO_VALUE_TIME ? (eco_value){.type = meets, .time_us = instants[given->choice]}
                                                  : (eco_value){.type = meets, .boolean = given->choice};
    } else {
        truth truth = model(facts, given);
        out.failed = truth == FAILED;
        out.values[0] = (eco_value){.type = ECO_VALUE_BOOL, .boolean = truth == TRUE};
    }
    return out;
}

/* Reads the values in the type in which they meet; false: one cannot be. */
static bool model_read(side *given, eco_value_type meets)
{
    for (int i = 0; i < given->count; i++) {
        eco_value *value = &given->values[i];
        bool is_text = value->type == ECO_VALUE_TEXT;
        if (meets == ECO_VALUE_NUMBER && is_text) {
            if (!model_number_text(value->text, (size_t)value->size, &given->numbers[i]))
                return false;
        } else if (meets == ECO_VALUE_NUMBER && value->type == ECO_VALUE_NUMBER) {
            given->numbers[i] = fraction_of(value->number);
        } else if (meets == ECO_VALUE_TIME && is_text) {
            if (!model_time_text(value->text, (size_t)value->size, &value->time_us))
                return false;
        } else if (meets == ECO_VALUE_BOOL && is_text) {
            value->boolean = value->size == 4 && memcmp(value->text, "true", 4) == 0;
            if (!value->boolean && (value->size != 5 || memcmp(value->text, "false", 5) != 0))
                return false;
        }
    }
    return true;
}

static int model_order(const side *a, int i, const side *b, int j, eco_value_type meets)
{
    const eco_value *one = &a->values[i], *other = &b->values[j];
    if (meets == ECO_VALUE_NUMBER) {
        __int128 left = a->numbers[i].up * b->numbers[j].down, right = b->numbers[j].up * a->numbers[i].down;
        return (left > right) - (left < right);
    }
    if (meets == ECO_VALUE_TIME)
        return (one->time_us > other->time_us) - (one->time_us < other->time_us);
    if (meets == ECO_VALUE_BOOL)
        return one->boolean - other->boolean;
    char left[64] = {0}, right[64] = {0};
    memcpy(left, one->text, (size_t)one->size);
    memcpy(right, other->text, (size_t)other->size);
    return strcmp(left, right);
}

static truth model_compare(const facts *facts, const tree *given)
{
    side a = model_side(facts, given->parts[0], given->meets);
    side b = model_side(facts, given->parts[1], given->meets);
    if (a.failed || b.failed)
        return FAILED;
    bool met = false;
    if (a.count && b.count && (!model_read(&a, given->meets) || !model_read(&b, given->meets)))
        return FAILED;
    for (int i = 0; i < a.count; i++)
        for (int j = 0; j < b.count; j++) {
            int order = model_order(&a, i, &b, j, given->meets);
            const bool holds[] = {order == 0, order == 0, order<0, order <= 0, order> 0, order >= 0};
            met |= holds[given->relation];
        }
    return (given->relation == 1 ? !met : met) ? TRUE : FALSE;
}

static truth model_in(const facts *facts, const tree *given)
{
    side a = model_side(facts, given->parts[0], given->meets);
    bool met = false;
    if (a.failed || !model_read(&a, given->meets))
        return FAILED;
    for (int i = 0; i < a.count; i++) {
        if (given->kind == IN_SET)
            met |= in_summer(a.values[i].text, (size_t)a.values[i].size);
        for (int m = 1; m < given->count; m++) {
            side b = model_side(facts, given->parts[m], given->meets);
            met |= model_order(&a, i, &b, 0, given->meets) == 0;
        }
    }
    return met != (given->relation == 1) ? TRUE : FALSE;
}

static truth model_name(const facts *facts, const tree *given)
{
    side a = model_side(facts, given, ECO_VALUE_BOOL);
    bool met = false;
    if (!model_read(&a, ECO_VALUE_BOOL))
        return FAILED;
    for (int i = 0; i < a.count; i++)
        met |= a.values[i].boolean;
    return met ? TRUE : FALSE;
}

static truth model(const facts *facts, const tree *given)
{
    truth truth;
    switch (given->kind) {
    case OR:
    case AND:
        for (int i = 0; i < given->count; i++)
            if ((truth = model(facts, given->parts[i])) != (given->kind == OR ? FALSE : TRUE))
                return truth;
        return given->kind == OR ? FALSE : TRUE;
    case NOT: truth = model(facts, given->parts[0]); return truth == FAILED ? FAILED : truth == TRUE ? FALSE : TRUE;
    case COMPARE: return model_compare(facts, given);
    case IN_LIST:
    case IN_SET: return model_in(facts, given);
    case NAME: return model_name(facts, given);
    default: return given->choice ? TRUE : FALSE;
    }
}

/* ---- the properties ---- */

static bool equality_holds(const eco_equality *equality, const facts *facts)
{
    eco_values values = facts->slots[equality->symbol.slot];
    for (size_t i = 0; i < values.count; i++) {
        const eco_value *value = &values.values[i];
        if (equality->set && in_summer(value->text, (size_t)value->size))
            return true;
        for (size_t m = 0; m < equality->members_count; m++)
            if (strlen(equality->members[m]) == (size_t)value->size &&
                memcmp(equality->members[m], value->text, (size_t)value->size) == 0)
                return true;
    }
    return false;
}

static bool some_way_is_open(const eco_normal *normal, const facts *facts)
{
    for (size_t w = 0; w < normal->count; w++) {
        bool all = true;
        for (size_t e = 0; e < normal->ways[w].count; e++)
            all &= equality_holds(&normal->ways[w].equalities[e], facts);
        if (all)
            return true;
    }
    return false;
}

static bool none_is_excluded(const eco_conjunction *exclusions, const facts *facts)
{
    for (size_t i = 0; i < exclusions->count; i++)
        if (equality_holds(&exclusions->equalities[i], facts))
            return false;
    return true;
}

static bool limits_hold(const eco_limits *limits, const facts *facts)
{
    for (size_t i = 0; i < limits->count; i++) {
        const eco_limit *limit = &limits->limits[i];
        eco_values values = facts->slots[limit->symbol.slot];
        fraction bound = fraction_of(limit->value), value;
        if (values.count != 1)
            continue; /* nothing is said */
        if (values.values->type == ECO_VALUE_TIME)
            value = (fraction){values.values->time_us, 1};
        else if (values.values->type == ECO_VALUE_NUMBER)
            value = fraction_of(values.values->number);
        else
            CHECK(model_number_text(values.values->text, (size_t)values.values->size, &value));
        __int128 more = value.up * bound.down - bound.up * value.down;
        if (limit->is_most ? more > 0 : more < 0)
            return false;
        if (limit->is_strict && more == 0)
            return false;
    }
    return true;
}

typedef struct compiled {
    const eco_compiled *given, *canonical;
    eco_normal normal;
    eco_conjunction exclusions;
    eco_limits limits;
} compiled;

static void check_facts(const compiled *compiled, const tree *root, facts *facts, const eco_vocabulary *vocabulary,
                        eco_arena *arena, const char *text)
{
    eco_error error = {0};
    eco_failure failure;
    truth expected = model(facts, root);
    bool holds, again;
    eco_status status = eco_compiled_holds(&holds, compiled->given, &facts->facts, &error);
    CHECK_F((status == ECO_OK) == (expected != FAILED), "%.400s: %.400s", text, status ? error.message : "should fail");
    CHECK_F(holds == (expected == TRUE), "%.900s gives %d", text, holds);
    CHECK_F(eco_compiled_holds(&again, compiled->canonical, &facts->facts, NULL) == status && again == holds, "%.900s", text);
    CHECK_F(!holds || some_way_is_open(&compiled->normal, facts), "%.900s holds in no way", text);
    CHECK_F(!holds || none_is_excluded(&compiled->exclusions, facts), "%.900s holds though it is excluded", text);
    CHECK_F(!holds || limits_hold(&compiled->limits, facts), "%.900s holds beyond its limits", text);
    CHECK_F(eco_compiled_failure(&failure, compiled->given, &facts->facts) == (expected == FALSE), "%.900s", text);
    if (expected == FALSE) {
        const eco_compiled *part;
        CHECK_OK(eco_compile(&part, failure.needed, ECO_VALUE_BOOL, vocabulary, arena, &error));
        CHECK_F(eco_compiled_holds(&again, part, &facts->facts, NULL) == ECO_OK && !again, "%.900s", text);
    }
    reverse_values(facts);
    CHECK_F(eco_compiled_holds(&again, compiled->given, &facts->facts, NULL) == status && again == holds,
            "%.900s hangs on the order of values", text);
}

TEST(expression_property, agrees_with_a_slow_model)
{
    static printer out;
    static facts facts;
    eco_random random = {eco_test_seed()};
    eco_arena arena;
    eco_error error;
    const char *cases = getenv("ECO_CASES");
    long count = cases ? atol(cases) : 20000;
    int64_t held = 0, failed = 0;
    out.random = &random;
    eco_arena_begin(&arena, NULL);
    eco_map_begin(&facts.summer, NULL);
    bool added;
    CHECK(eco_map_add(&facts.summer, "a", 1, &(int64_t){0}, &added) &&
          eco_map_add(&facts.summer, "1", 1, &(int64_t){-1}, &added));
    const eco_vocabulary vocabulary = {find_symbol, find_set, NULL, &facts.summer};
    for (long i = 0; i < count; i++) {
        compiled compiled;
        pool_used = 0;
        const tree *root = condition_of(&random, (int)any(&random, 5));
        out.size = 0;
        put_tree(&out, root, 0);
        eco_status status = eco_compile(&compiled.given, out.text, ECO_VALUE_BOOL, &vocabulary, &arena, &error);
        CHECK_F(status == ECO_OK, "%.400s: %.400s at %d", out.text, error.message, (int)error.column);
        const char *text = eco_compiled_text(compiled.given);
        CHECK_F(strlen(text) <= out.size + 64, "%.700s is longer than what was given", text);
        status = eco_compile(&compiled.canonical, text, ECO_VALUE_BOOL, &vocabulary, &arena, &error);
        CHECK_F(status == ECO_OK && strcmp(eco_compiled_text(compiled.canonical), text) == 0, "%.900s is no fixed point", text);
        CHECK_OK(eco_compiled_normal(&compiled.normal, compiled.given, &arena, &error));
        CHECK_OK(eco_compiled_exclusions(&compiled.exclusions, compiled.given, &arena, &error));
        CHECK_OK(eco_compiled_limits(&compiled.limits, compiled.given, &arena, &error));
        for (int f = 0; f < 4; f++) {
            fill(&facts, &random);
            check_facts(&compiled, root, &facts, &vocabulary, &arena, text);
            held += model(&facts, root) == TRUE;
            failed += model(&facts, root) == FAILED;
        }
        eco_arena_reset(&arena);
    }
    CHECK(held > count && failed > count / 20 && failed < count * 2); /* the cases are worth their time: 4 a tree */
    eco_map_end(&facts.summer);
    eco_arena_end(&arena);
}

/* ---- fractions that fill 128 bits ---- */

static __int128 wide_of(eco_random *random, bool positive)
{
    int bits = (int)eco_random_between(random, 1, 127);
    unsigned __int128 value = (unsigned __int128)eco_random_next(random) << 64 | eco_random_next(random);
    __int128 made = (__int128)(value >> (128 - bits));
    made += made == 0;
    return !positive && any(random, 2) ? -made : made;
}

/* |a| * b as 256 bits. */
static void product_256(uint64_t out[4], unsigned __int128 a, unsigned __int128 b)
{
    const uint64_t x[2] = {(uint64_t)a, (uint64_t)(a >> 64)}, y[2] = {(uint64_t)b, (uint64_t)(b >> 64)};
    memset(out, 0, 4 * sizeof *out);
    for (int i = 0; i < 2; i++) {
        unsigned __int128 carry = 0;
        for (int j = 0; j < 2; j++) {
            carry += (unsigned __int128)x[i] * y[j] + out[i + j];
            out[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        out[i + 2] = (uint64_t)carry;
    }
}

static int compare_256(eco_fraction a, eco_fraction b)
{
    if ((a.numerator < 0) != (b.numerator < 0))
        return a.numerator < 0 ? -1 : 1;
    uint64_t left[4], right[4];
    int sign = a.numerator < 0 ? -1 : 1;
    product_256(left, (unsigned __int128)(a.numerator * sign), (unsigned __int128)b.denominator);
    product_256(right, (unsigned __int128)(b.numerator * sign), (unsigned __int128)a.denominator);
    for (int i = 3; i >= 0; i--)
        if (left[i] != right[i])
            return left[i] < right[i] ? -sign : sign;
    return 0;
}

static int64_t modulo(__int128 value, int64_t prime)
{
    return (int64_t)((value % prime + prime) % prime);
}

/* up / down == wanted_up / wanted_down, modulo a prime */
static bool same(eco_fraction given, __int128 up, __int128 down, int64_t prime)
{
    return modulo((__int128)modulo(given.numerator, prime) * down, prime) ==
           modulo((__int128)modulo(given.denominator, prime) * up, prime);
}

TEST(expression_property, fractions_are_exact_or_refused)
{
    static const int64_t primes[] = {INT64_C(2305843009213693951), INT64_C(4611686018427387847)}; /* 2^61 - 1, 2^62 - 57 */
    eco_random random = {eco_test_seed() + 1};
    int64_t sums = 0, products = 0;
    for (int i = 0; i < 200000; i++) {
        eco_fraction a = {wide_of(&random, false), wide_of(&random, true)}, b = {wide_of(&random, false), wide_of(&random, true)},
                     out;
        if (any(&random, 8) == 0) /* nearly equal ones */
            b = (eco_fraction){a.numerator / 3, a.denominator / 3 + 1};
        if (any(&random, 8) == 0)
            b.denominator = a.denominator;
        CHECK_F(eco_fraction_compare(a, b) == compare_256(a, b), "case %d", i);
        CHECK(eco_fraction_compare(a, a) == 0);
        for (int p = 0; p < 2; p++) {
            int64_t prime = primes[p];
            int64_t an = modulo(a.numerator, prime), ad = modulo(a.denominator, prime);
            int64_t bn = modulo(b.numerator, prime), bd = modulo(b.denominator, prime);
            if (eco_fraction_add(&out, a, b)) {
                __int128 up = modulo((__int128)an * bd, prime) + modulo((__int128)bn * ad, prime);
                CHECK_F(out.denominator > 0 && same(out, modulo(up, prime), modulo((__int128)ad * bd, prime), prime), "case %d",
                        i);
                sums++;
            }
            if (eco_fraction_multiply(&out, a, b)) {
                CHECK_F(out.denominator > 0 &&
                            same(out, modulo((__int128)an * bn, prime), modulo((__int128)ad * bd, prime), prime),
                        "case %d", i);
                products++;
            }
        }
        /* what is exact and small is never refused: a * (1 / a) is 1 */
        eco_fraction inverse = eco_fraction_inverse(a), one = {1, 1};
        CHECK(eco_fraction_multiply(&out, a, inverse) && eco_fraction_compare(out, one) == 0);
    }
    CHECK(sums > 10000 && products > 10000);
}
