/* words.h - what the program says to people, in English and Chinese. */
#ifndef TOOL_WORDS_H
#define TOOL_WORDS_H
#include <stddef.h>

#include "ecomops/words_stock.h"
#include "ecomops/words_usage.h"

typedef enum tool_language { TOOL_ENGLISH, TOOL_CHINESE } tool_language;

/* From LC_ALL, LC_MESSAGES or LANG, the first that is set: zh* is Chinese, all else English. */
tool_language tool_language_of_environment(void);

/* {0}, {1} ... stand for what tool_say puts there. */
#define TOOL_WORDS(X)                                                                                               \
    /* headings */                                                                                                  \
    X(ADJUSTMENTS, "Adjustments", "优惠明细")                                                                       \
    X(AMOUNT, "amount", "金额")                                                                                     \
    X(AMOUNTS_IN, "amounts in {0}", "金额单位：{0}")                                                                \
    X(AGAINST, "against {0}", "对比 {0}")                                                                           \
    X(AT, "at", "时间")                                                                                             \
    X(PROBLEMS, "Problems", "问题")                                                                                 \
    X(BASE, "base", "计税金额")                                                                                     \
    X(CART, "Cart {0}", "购物车 {0}")                                                                               \
    X(CART_UNNAMED, "Cart", "购物车")                                                                               \
    X(CHANGE, "change", "变化")                                                                                     \
    X(COLUMN, "column", "列")                                                                                       \
    X(COLUMNS, "How the columns were understood", "列的识别")                                                       \
    X(COST, "cost", "成本")                                                                                         \
    X(COST_LINES, "{0} of lines", "占 {0} 的行")                                                                    \
    X(COST_REVENUE, "revenue of known cost, net", "已知成本营收（不含税）")                                         \
    X(COUPON, "coupon", "优惠码")                                                                                   \
    X(CREDIT, "credit", "抵扣")                                                                                     \
    X(DAY, "day", "日期")                                                                                           \
    X(DAYS, "Days", "按日")                                                                                         \
    X(DAY_BY_DAY, "Day by day", "逐日")                                                                             \
    X(DAYS_OF_MARK, "{0} days a mark", "每格 {0} 天")                                                               \
    X(DISCOUNT, "discount", "优惠")                                                                                 \
    X(DISCOUNT_OF, "discount {0}", "优惠 {0}")                                                                      \
    X(DISCOUNT_BY_DAY, "Discount day by day", "逐日优惠")                                                           \
    X(GIFT, "gift", "赠品")                                                                                         \
    X(KIND, "kind", "类别")                                                                                         \
    X(LINE, "line", "行")                                                                                           \
    X(LINES, "lines", "行数")                                                                                       \
    X(LINES_OF_CART, "Lines", "商品行")                                                                             \
    X(LIST, "list", "原价")                                                                                         \
    X(MARGIN, "margin", "毛利")                                                                                     \
    X(MARGIN_TOUCHED, "margin of its orders", "相关订单毛利")                                                       \
    X(METHOD, "method", "配送方式")                                                                                 \
    X(MONTH, "month", "月份")                                                                                       \
    X(MONTHS, "Months", "按月")                                                                                     \
    X(MOVERS, "Orders that {0} changes most", "{0} 影响最大的订单")                                                 \
    X(NET, "net", "不含税")                                                                                         \
    X(OFF, "off", "减免")                                                                                           \
    X(ORDER, "order", "订单号")                                                                                     \
    X(ORDERS, "orders", "订单")                                                                                     \
    X(ORDERS_CHANGED, "that change", "有变化的订单")                                                                \
    X(ORDERS_SHARE, "of orders", "订单占比")                                                                        \
    X(ORDERS_TOUCHED, "with a discount", "享优惠订单")                                                              \
    X(PAYABLE, "to pay", "应付")                                                                                    \
    X(PROBLEM, "problem", "问题")                                                                                   \
    X(PROMOTION, "promotion", "活动")                                                                               \
    X(PROMOTIONS, "Promotions", "活动效果")                                                                         \
    X(PROMOTIONS_OF, "Promotions of {0}", "活动效果：{0}")                                                          \
    X(QUANTITY, "quantity", "数量")                                                                                 \
    X(RETURNED, "returned", "退回")                                                                                 \
    X(REVENUE, "revenue", "营收")                                                                                   \
    X(REVENUE_NET, "revenue less returned", "扣除退回后营收")                                                       \
    X(REVENUE_TOUCHED, "revenue of its orders", "相关订单营收")                                                     \
    X(ROUNDING, "rounding", "抹零")                                                                                 \
    X(ROWS, "rows", "行数")                                                                                         \
    X(ROWS_BY_KIND, "Rows", "数据行")                                                                               \
    X(SHARE, "of list", "占原价")                                                                                   \
    X(SHARE_OF_DISCOUNT, "share", "占比")                                                                           \
    X(SHIPMENT, "shipment", "包裹")                                                                                 \
    X(SHIPMENTS, "Shipments", "配送")                                                                               \
    X(SHIPMENT_OF, "shipment {0}", "包裹 {0}")                                                                      \
    X(SHIPPING, "shipping", "运费")                                                                                 \
    X(SHIPPING_DISCOUNT, "discount on shipping", "运费优惠")                                                        \
    X(SUMMARY, "Summary", "汇总")                                                                                   \
    X(SURCHARGES, "surcharges", "附加费")                                                                           \
    X(TAX, "tax", "税")                                                                                             \
    X(TAXES, "Taxes", "税费")                                                                                       \
    X(TOTAL, "total", "合计")                                                                                       \
    X(TOTALS, "Totals", "总计")                                                                                     \
    X(TREATED, "treated as", "处理方式")                                                                            \
    X(UNIT, "unit", "单价")                                                                                         \
    X(WHY, "Why", "原因")                                                                                           \
    /* numbers of the shop */                                                                                       \
    X(KPI_NUMBERS, "Numbers", "指标")                                                                               \
    X(KPI_TREND, "Trend", "走势")                                                                                   \
    X(KPI_NOTES, "Notes", "说明")                                                                                   \
    X(KPI_FILE, "file", "文件")                                                                                     \
    X(KPI_READING, "reading", "读取")                                                                               \
    X(KPI_OPEN, "* the period is not over", "* 该周期尚未结束")                                                     \
    X(KPI_NONE, "(none)", "（无）")                                                                                 \
    X(KPI_DAY, "day", "日期")                                                                                       \
    X(KPI_HOUR, "hour", "小时")                                                                                     \
    X(KPI_WEEK, "week", "周")                                                                                       \
    X(KPI_MONTH, "month", "月份")                                                                                   \
    X(KPI_QUARTER, "quarter", "季度")                                                                               \
    X(KPI_YEAR, "year", "年份")                                                                                     \
    X(KPI_WEEKDAY, "weekday", "星期")                                                                               \
    X(KPI_HOUR_OF_DAY, "hour of day", "时段")                                                                       \
    X(KPI_STEP, "step", "步骤")                                                                                     \
    X(KPI_NAME, "name", "名称")                                                                                     \
    X(KPI_USERS, "users", "用户数")                                                                                 \
    X(KPI_SESSIONS, "sessions", "访问次数")                                                                         \
    X(KPI_COMPLETIONS, "completions", "完成次数")                                                                   \
    X(KPI_STEP_RATE, "of step before", "逐步转化率")                                                                \
    X(KPI_OVERALL_RATE, "of step 1", "总转化率")                                                                    \
    X(KPI_DROPPED, "dropped", "流失")                                                                               \
    X(KPI_STILL_OPEN, "still open", "未决")                                                                         \
    X(KPI_MEDIAN_TIME, "median time", "耗时中位数")                                                                 \
    X(KPI_P90_TIME, "90 % within", "90% 用户耗时")                                                                  \
    X(KPI_COHORT, "cohort", "群组")                                                                                 \
    X(KPI_SIZE, "size", "人数")                                                                                     \
    X(KPI_CHANNEL, "channel", "渠道")                                                                               \
    X(KPI_AMOUNT, "amount", "金额")                                                                                 \
    X(KPI_SHARE, "share", "占比")                                                                                   \
    X(KPI_BEFORE, "before", "对比期")                                                                               \
    X(KPI_CHANGE, "change", "变化")                                                                                 \
    X(KPI_METRIC, "metric", "指标")                                                                                 \
    X(KPI_LABEL, "label", "名称")                                                                                   \
    X(KPI_UNIT, "unit", "单位")                                                                                     \
    X(KPI_DEFINITION, "definition", "定义")                                                                         \
    X(KPI_ROWS_READ, "{0} rows of {1}", "{1}：{0} 行")                                                              \
    X(KPI_ROWS_RETURNED, "{0} of them are money that went back: refunds", "其中 {0} 行为退款")                      \
    X(KPI_ROWS_BAD, "{0} of them can't be used, see below", "其中 {0} 行无法使用，见下表")                          \
    /* kinds of rows, and what becomes of them */                                                                   \
    X(KIND_PRICED, "sold", "售出")                                                                                  \
    X(KIND_FREE, "free (price 0)", "赠品（价格为 0）")                                                              \
    X(KIND_NETTED, "came back in its order", "同单退回")                                                            \
    X(KIND_CANCELLED, "cancelled", "已取消")                                                                        \
    X(KIND_CANCELLATION, "cancellation of another order", "冲销其他订单")                                           \
    X(KIND_RETURN, "return (quantity < 0)", "退货（数量 < 0）")                                                     \
    X(KIND_CORRECTION, "correction (price < 0)", "调账（价格 < 0）")                                                \
    X(KIND_BAD, "bad", "坏行")                                                                                      \
    X(KIND_ALL, "all", "全部")                                                                                      \
    X(TREATED_PRICED, "line of its order's cart", "作为商品行计价")                                                 \
    X(TREATED_FREE, "free line of its order's cart", "作为免费行计入")                                              \
    X(TREATED_NETTED, "taken off rows of its order", "从同单商品中扣除")                                            \
    X(TREATED_CANCELLED, "never sold, counted here", "未成交，仅在此统计")                                          \
    X(TREATED_RETURNED, "not priced, taken off revenue", "不计价，从营收中扣除")                                    \
    X(TREATED_BAD, "left out, listed below", "不计价，见下表")                                                      \
    X(MORE_PROBLEMS, "... and {0} more", "……另有 {0} 条")                                                           \
    X(MORE_PROMOTIONS, "... and {0} more", "……另有 {0} 个")                                                         \
    X(UNUSED, "not used: ", "未使用：")                                                                             \
    X(PRICING, "pricing", "计价")                                                                                   \
    X(RESOURCES, "read in {0} s, priced in {1} s, peak memory {2} MB", "读取 {0} 秒，计价 {1} 秒，内存峰值 {2} MB") \
    X(VALID, "{0}: valid {1}", "{0}：有效的 {1}")                                                                   \
    TOOL_USAGE_WORDS(X)                                                                                             \
    TOOL_STOCK_WORDS(X)                                                                                             \
    /* why a promotion did or did not apply: {0} what it saves, {1} who or what is to blame */                      \
    X(APPLIED, "Applied, {0}.", "已使用，{0}。")                                                                    \
    X(APPLIED_BELOW_FLOOR, "It goes {0} below the floor {1}.", "比底线 {1} 低 {0}。")                               \
    X(CLIPPED_BY_BUDGET, "Applied as far as the budget of {1} goes, {0}.", "已使用（以 {1} 的预算为限），{0}。")    \
    X(CLIPPED_BY_BETTER, "Applied where {1} is not better, {0}.", "已使用（{1} 更优惠的部分除外），{0}。")          \
    X(CLIPPED_BY_CAP, "Applied up to its cap, {0}.", "已使用（封顶），{0}。")                                       \
    X(CLIPPED_BY_FLOOR, "Applied down to the floor {1}, {0}.", "已使用（减至底线 {1}），{0}。")                     \
    X(CLIPPED_BY_OTHER, "Applied in part because of {1}, {0}.", "已部分使用（受 {1} 限制），{0}。")                 \
    X(CLIPPED_BY_PRICE, "Applied to all that was left, {0}.", "已使用（以剩余金额为限），{0}。")                    \
    X(CLIPPED_BY_QUANTITY, "Applied up to its most units, {0}.", "已使用（达到件数上限），{0}。")                   \
    X(SAVES, "saves {0}", "减 {0}")                                                                                 \
    X(SAVES_OF, "saves {0} of {1}", "减 {0}（本可减 {1}）")                                                         \
    X(GIVES, "gives {0} x {1}", "送 {1} {0} 件")                                                                    \
    X(SPEND_MORE, "Spend {0} more", "再买 {0}")                                                                     \
    X(ADD_MORE, "Add {0} more", "再加 {0} 件")                                                                      \
    X(NEXT, "{0} to save {1}.", "{0}可减 {1}。")                                                                    \
    X(NEXT_GIFT, "{0} to get {1} free.", "{0}可得赠品 {1}。")                                                       \
    X(NEXT_FIRST, "{0} to get it.", "{0}可享受。")                                                                  \
    X(NEXT_STEP, "{0} for the next step.", "{0}可享下一档。")                                                       \
    X(CONDITION, "Its condition is not met: {0}.", "条件未满足：{0}。")                                             \
    X(CONDITION_FOUND, "Its condition is not met: {0} (it is {1}).", "条件未满足：{0}（实际为 {1}）。")             \
    X(NO_TARGET, "Nothing in the cart that it is for.", "没有适用的商品。")                                         \
    X(NO_TARGET_SHIPPED, "Nothing that it is for is shipped.", "没有适用的配送。")                                  \
    X(NO_TARGET_UNITS, "Too few units that it is for: it takes {0}.", "适用的商品不足 {0} 件。")                    \
    X(NO_TARGET_BUY, "Too few units: it takes {0} that are bought and one that benefits.",                          \
      "件数不足：需购买指定商品 {0} 件，另有 1 件可享优惠。")                                                       \
    X(NO_COUPON, "Needs its coupon.", "需要优惠码。")                                                               \
    X(NO_COUPON_KNOWN, "Needs the coupon {0}.", "需要优惠码 {0}。")                                                 \
    X(NOT_STARTED, "Has not started.", "尚未开始。")                                                                \
    X(NOT_STARTED_KNOWN, "Starts {0}.", "{0} 开始。")                                                               \
    X(ENDED, "Is over.", "已结束。")                                                                                \
    X(ENDED_KNOWN, "Ended {0}.", "已于 {0} 结束。")                                                                 \
    X(LIMIT, "It has been used as often as it may be.", "已达使用次数上限。")                                       \
    X(LIMIT_CUSTOMER, "This customer has used it as often as one may.", "该顾客已达使用次数上限。")                 \
    X(LIMIT_NO_CUSTOMER, "Only for customers who are known.", "仅限已登录的顾客。")                                 \
    X(LIMIT_CODE, "The code {0} has been used up.", "优惠码 {0} 已用完。")                                          \
    X(BUDGET, "The budget of {0} is spent.", "{0} 的预算已用完。")                                                  \
    X(BUDGET_KNOWN, "Would save {1}, but the budget of {0} is spent.", "本可减 {1}，但 {0} 的预算已用完。")         \
    X(BUDGET_LEFT, "Would save {1}, but {0} has only {2} left.", "本可减 {1}，但 {0} 的预算仅剩 {2}。")             \
    X(EXCLUDED, "Not together with {0}.", "不与 {0} 同享。")                                                        \
    X(NOTHING_LEFT, "Nothing left to reduce.", "没有可减的金额。")                                                  \
    X(FLOOR, "The floor {0} does not allow it.", "底线 {0} 不允许。")                                               \
    X(FLOOR_KNOWN, "Would save {1}, but the floor {0} does not allow it.", "本可减 {1}，但底线 {0} 不允许。")       \
    X(WORSE, "{0} is better.", "{0} 更优惠。")                                                                      \
    X(WORSE_KNOWN, "Would save {1}, but {0} is better.", "本可减 {1}，但 {0} 更优惠。")                             \
    X(UNKNOWN_COUPON, "No promotion knows this code.", "无效的优惠码。")                                            \
    X(OTHER_REASON, "Not applied.", "未使用。")

#define TOOL_WORD_ENUM(name, english, chinese) WORD_##name,
typedef enum tool_word { TOOL_WORDS(TOOL_WORD_ENUM) WORD_COUNT } tool_word;

const char *tool_word_of(tool_language language, tool_word word);

/* The sentence with {0}, {1}, {2} replaced; NULL arguments are empty. Cut at `size`, never within a character. Gives `out`. */
char *tool_say(char *out, size_t size, tool_language language, tool_word word, const char *first, const char *second,
               const char *third);

#endif
