/* words_usage.h - what is said of usage of promotions; see words.h. */
#ifndef TOOL_WORDS_USAGE_H
#define TOOL_WORDS_USAGE_H

#define TOOL_USAGE_WORDS(X)                                                                                                     \
    X(USAGE_CAMPAIGN, "campaign", "营销活动")                                                                                   \
    X(USAGE_CUSTOMER, "customer", "顾客")                                                                                       \
    X(USAGE_COMMITTED, "committed", "已用")                                                                                     \
    X(USAGE_USE, "use", "项")                                                                                                   \
    X(USAGE_USES, "uses", "次数")                                                                                               \
    X(USAGE_SPENT, "spent", "优惠额")                                                                                           \
    X(USAGE_LIMIT, "limit", "上限")                                                                                             \
    X(USAGE_BUDGET, "budget", "预算")                                                                                           \
    X(USAGE_LEFT, "left", "剩余")                                                                                               \
    X(USAGE_HELD_USES, "held uses", "占用次数")                                                                                 \
    X(USAGE_COMMITTED_USES, "committed uses", "已用次数")                                                                       \
    X(USAGE_BUDGET_USES, "budget of uses", "次数预算")                                                                          \
    X(USAGE_LEFT_USES, "left uses", "剩余次数")                                                                                 \
    X(USAGE_RULEBOOK, "rulebook", "规则书")                                                                                     \
    X(USAGE_CART, "cart", "购物车")                                                                                             \
    X(USAGE_BY, "by", "限制项")                                                                                                 \
    X(USAGE_SUBJECT, "of", "对象")                                                                                              \
    X(USAGE_DETAIL, "for", "细项")                                                                                              \
    X(USAGE_DID_HOLD, "Held {0} uses that spend {1}, until {2}.", "已占用 {0} 次优惠，共 {1}，至 {2}。")                        \
    X(USAGE_DID_COMMIT, "Committed {0} uses that spend {1}.", "已确认 {0} 次优惠，共 {1}。")                                    \
    X(USAGE_DID_RELEASE, "Released {0} uses, and {1}: free again.", "已释放 {0} 次优惠，共 {1}，可再次使用。")                  \
    X(USAGE_DID_RETURN, "Returned {0} uses, and {1}: free again.", "已退回 {0} 次优惠，共 {1}，可再次使用。")                   \
    X(USAGE_NEXT_HOLD, "Next: commit {0} when it is paid, release when it is not.",                                             \
      "下一步：付款后 commit {0}，不付款则 release。")                                                                          \
    X(USAGE_NEXT_COMMIT, "When the order is cancelled: return {0}.", "如订单取消：return {0}。")                                \
    X(USAGE_SOUND, "Sound: nothing is over a limit or budget, and all sums are right.", "正常：没有超出上限或预算，账目相符。") \
    X(HINT_STALE, "Price the cart again, with a new snapshot, and show the customer what has changed.",                         \
      "请用新的 snapshot 重新计价，并告知顾客变化。")                                                                           \
    X(HINT_USED_UP,                                                                                                             \
      "Nothing is left: price the cart again without it. What was used: ecomops usage RULEBOOK uses, budgets, holds.",          \
      "已用完：请重新计价。查看：ecomops usage RULEBOOK uses、budgets、holds。")                                                \
    X(HINT_USAGE_EXPIRED, "What it held is free again: price the cart again and hold anew.", "占用已失效，请重新计价并占用。")  \
    X(HINT_USAGE_NOT_FOUND, "What there is: ecomops usage RULEBOOK holds.", "查看已有的：ecomops usage RULEBOOK holds。")       \
    X(HINT_USAGE_COMMITTED, "When the order is cancelled, return gives it back.", "如订单取消：return 可退回。")

#endif
