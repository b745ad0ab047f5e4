/* words_stock.h - what is said of stock and stores; see words.h. */
#ifndef TOOL_WORDS_STOCK_H
#define TOOL_WORDS_STOCK_H

#define TOOL_STOCK_WORDS(X)                                                                                                      \
    X(STOCK_LOCATION, "location", "仓库")                                                                                        \
    X(STOCK_ON_HAND, "on hand", "现有")                                                                                          \
    X(STOCK_RESERVED, "reserved", "预留")                                                                                        \
    X(STOCK_COMMITTED, "committed", "已售待出")                                                                                  \
    X(STOCK_AVAILABLE, "available", "可售")                                                                                      \
    X(STOCK_VERSION, "version", "版本")                                                                                          \
    X(STOCK_HOLD, "hold", "预留号")                                                                                              \
    X(STOCK_HELD, "held", "占用")                                                                                                \
    X(STOCK_RELEASED, "released", "已释放")                                                                                      \
    X(STOCK_ISSUED, "issued", "已出库")                                                                                          \
    X(STOCK_CANCELLED, "cancelled", "已取消")                                                                                    \
    X(STOCK_STATE, "state", "状态")                                                                                              \
    X(STOCK_EXPIRES, "expires", "到期")                                                                                          \
    X(STOCK_ENDED, "ended", "结束")                                                                                              \
    X(STOCK_ACTOR, "actor", "操作人")                                                                                            \
    X(STOCK_REASON, "reason", "原因")                                                                                            \
    X(STOCK_REFERENCE, "reference", "单号")                                                                                      \
    X(STOCK_SEQUENCE, "sequence", "序号")                                                                                        \
    X(STOCK_COMMAND, "key", "请求号")                                                                                            \
    X(STOCK_VERB, "verb", "操作")                                                                                                \
    X(STOCK_RECORDED, "recorded", "记录时间")                                                                                    \
    X(STOCK_EXPECTED, "expected", "应为")                                                                                        \
    X(STOCK_FOUND, "found", "实为")                                                                                              \
    X(STOCK_VALUE, "value", "值")                                                                                                \
    X(STOCK_INCOMING, "incoming", "在途采购")                                                                                    \
    X(STOCK_IN_TRANSIT, "in transit", "调拨在途")                                                                                \
    X(STOCK_DAMAGED, "damaged", "残损")                                                                                          \
    X(STOCK_QUALITY_CONTROL, "quality control", "待检")                                                                          \
    X(STOCK_SAFETY, "safety", "安全库存")                                                                                        \
    X(STOCK_BUFFERED, "buffered", "渠道留存")                                                                                    \
    X(STOCK_EXPIRED, "expired", "过期")                                                                                          \
    X(STOCK_TO_PROMISE, "to promise", "可承诺")                                                                                  \
    X(STOCK_PROMISE, "promise", "最早可发")                                                                                      \
    X(STOCK_RETURNED, "returned", "已退回")                                                                                      \
    X(STOCK_FROM, "from", "转出")                                                                                                \
    X(STOCK_TO, "to", "转入")                                                                                                    \
    X(STOCK_LOT, "lot", "批次")                                                                                                  \
    X(STOCK_SERIAL, "serial", "序列号")                                                                                          \
    X(STOCK_DATED, "dated", "原发生时间")                                                                                        \
    X(STOCK_RECEIVED, "received", "入库时间")                                                                                    \
    X(STOCK_DOCUMENT, "document", "单据")                                                                                        \
    X(STOCK_FROM_LOCATION, "from", "调出仓")                                                                                     \
    X(STOCK_DONE, "done", "已完成")                                                                                              \
    X(STOCK_DUE, "due", "预计到达")                                                                                              \
    X(STOCK_PART, "part", "子件")                                                                                                \
    X(STOCK_PARTS, "parts", "子件数")                                                                                            \
    X(STOCK_SCALE, "decimals", "数量小数位")                                                                                     \
    X(STOCK_COST_METHOD, "cost method", "计价方式")                                                                              \
    X(STOCK_PICKING, "picking", "拣货顺序")                                                                                      \
    X(STOCK_BACKORDER, "backorder", "可欠货")                                                                                    \
    X(STOCK_PREORDER, "preorder", "可预售")                                                                                      \
    X(STOCK_SHIPS, "ships", "预售发货")                                                                                          \
    X(STOCK_DROP_SHIPPED, "drop shipped", "供应商代发")                                                                          \
    X(STOCK_HAS_LOTS, "lots", "批次管理")                                                                                        \
    X(STOCK_HAS_SERIALS, "serials", "序列号管理")                                                                                \
    X(STOCK_NO, "no", "否")                                                                                                      \
    X(STOCK_YES, "yes", "是")                                                                                                    \
    X(STOCK_DID_DEFINE, "Defined.", "已定义。")                                                                                  \
    X(STOCK_DID_BUFFER, "Set: {0} kept for the channel; below 0: from it.", "已设置：为渠道留存 {0} 件；负数为不供该渠道。")     \
    X(STOCK_DID_CLOSE, "The books until {1} are closed.", "{1} 之前的账已关闭。")                                                \
    X(STOCK_DID_EXPECT, "Expected {0}.", "已登记待收 {0} 件。")                                                                  \
    X(STOCK_DID_SHIP, "Shipped {0}: in transit.", "已调出 {0} 件，在途。")                                                       \
    X(STOCK_DID_MOVE, "Moved {0}.", "已转移 {0} 件。")                                                                           \
    X(STOCK_DID_RETURN, "{0} came back.", "已退回 {0} 件。")                                                                     \
    X(STOCK_DID_RETURN_TO_VENDOR, "Sent {0} back to the vendor.", "已退供应商 {0} 件。")                                         \
    X(STOCK_DID_COUNT, "Counted: {0} against the books. Nothing has moved yet.", "盘点差异 {0} 件，尚未入账。")                  \
    X(STOCK_DID_APPROVE, "Booked: {0}.", "差异已入账：{0} 件。")                                                                 \
    X(STOCK_DID_LAND_COST, "Booked to the cost of the receipt.", "已计入该入库的成本。")                                         \
    X(STOCK_DID_REVALUE, "Booked the new value.", "新价值已入账。")                                                              \
    X(STOCK_DID_CANCEL_SOURCE, "What was open of the document is cancelled: {0}.", "已取消单据的未完成部分：{0} 件。")           \
    X(STOCK_THE_DOCUMENT, "Document {0}", "单据号 {0}")                                                                          \
    X(STOCK_NEXT_EXPECT, "Next: ecomops stock receive --source {0} when it has come; cancel --source when it will not.",         \
      "下一步：到货后 ecomops stock receive --source {0}；不再到货则 cancel --source。")                                         \
    X(STOCK_NEXT_SHIP, "Next: ecomops stock receive-transfer {0} when it has come.",                                             \
      "下一步：到货后 ecomops stock receive-transfer {0}。")                                                                     \
    X(STOCK_NEXT_COUNT, "Next: ecomops stock approve {0} --reason TEXT books it; cancel --source dismisses it.",                 \
      "下一步：ecomops stock approve {0} --reason 原因 入账；cancel --source 作废。")                                            \
    X(STOCK_DID_RECEIVE, "Received {0}.", "已入库 {0} 件。")                                                                     \
    X(STOCK_DID_ADJUST, "Adjusted by {0}.", "已调整 {0} 件。")                                                                   \
    X(STOCK_DID_HOLD, "Held {0} until {1}.", "已预留 {0} 件，至 {1}。")                                                          \
    X(STOCK_DID_EXTEND, "The hold now lasts until {1}.", "预留的期限已改为 {1}。")                                               \
    X(STOCK_DID_COMMIT, "Committed {0}: sold, waiting to be issued.", "已确认 {0} 件：已售出，待出库。")                         \
    X(STOCK_DID_RELEASE, "Released {0}: available again.", "已释放 {0} 件，可再次销售。")                                        \
    X(STOCK_DID_CANCEL, "Cancelled {0}: the sale is off, the goods are available again.",                                        \
      "已取消 {0} 件：交易取消，可再次销售。")                                                                                   \
    X(STOCK_DID_ISSUE, "Issued {0}: the goods have left.", "已出库 {0} 件。")                                                    \
    X(STOCK_THE_HOLD, "Hold {0}", "预留号 {0}")                                                                                  \
    X(STOCK_NEXT_HOLD, "Next: ecomops stock commit {0} when it is paid, release when it is not.",                                \
      "下一步：付款后 ecomops stock commit {0}，不付款则 release。")                                                             \
    X(STOCK_NEXT_COMMIT, "Next: ecomops stock issue {0} when the goods leave; cancel when the sale is off.",                     \
      "下一步：发货时 ecomops stock issue {0}；交易取消则 cancel。")                                                             \
    X(STOCK_REPLAYED, "This key was known: nothing was done again.", "此请求号已处理过，未重复执行。")                           \
    X(STOCK_TRIED, "Only tried: nothing was done.", "仅试算，未执行。")                                                          \
    X(STOCK_NOTHING, "There is none.", "没有记录。")                                                                             \
    X(STOCK_MORE, "... and more: --limit 0 shows all.", "……还有更多：--limit 0 显示全部。")                                      \
    X(STOCK_SOUND, "Sound: nothing is oversold, and all sums are right.", "正常：没有超卖，账目相符。")                          \
    X(STOCK_TICKED, "{0} holds have expired.", "{0} 笔预留已过期。")                                                             \
    X(STOCK_ARCHIVED, "Put away {0} rows; {1} opening balances stand in their place.", "已归档 {0} 行，写入 {1} 条期初余额。")   \
    X(STOCK_IMPORTING, "importing", "导入")                                                                                      \
    X(STOCK_IMPORT_AGAIN, "Put them right and run the same import again: what is done is not done twice.",                       \
      "请改正后重新执行同一导入：已完成的不会重复。")                                                                            \
    X(ROUTE_SUM, "{0} orders shipped, {1} in part, {2} not.", "{0} 单可发，{1} 单部分可发，{2} 单不可发。")                      \
    X(ROUTE_LOCATIONS, "locations", "发货地数")                                                                                  \
    X(ROUTE_PARCELS, "parcels", "包裹")                                                                                          \
    X(ROUTE_ORDER_COST, "order cost", "每单费")                                                                                  \
    X(ROUTE_PARCEL_COST, "parcel cost", "包裹费")                                                                                \
    X(ROUTE_DISTANCE_COST, "distance cost", "里程费")                                                                            \
    X(ROUTE_SPLIT_COST, "split cost", "拆单费")                                                                                  \
    X(ROUTE_UNIT_COST, "unit cost", "单件费")                                                                                    \
    X(ROUTE_AGE_CREDIT, "age credit", "库龄抵减")                                                                                \
    X(ROUTE_COST, "cost", "成本")                                                                                                \
    X(ROUTE_BOUND, "bound", "下界")                                                                                              \
    X(ROUTE_DISTANCE, "metres", "米")                                                                                            \
    X(ROUTE_TOTAL, "total", "合计")                                                                                              \
    X(ROUTE_BACKORDERED, "backordered", "缺货待发")                                                                              \
    X(ROUTE_EXCLUDED, "excluded", "已排除")                                                                                      \
    X(ROUTE_NO_STOCK, "has nothing of the order", "没有订单中的货")                                                              \
    X(ROUTE_OVER_LIMIT, "over the split limit; has {1} of {2} of {0}", "超出拆单上限；{0} 有 {1}，需 {2}")                       \
    X(ROUTE_SHORT, "short of {0}: {1} of {2}", "{0} 不足：有 {1}，需 {2}")                                                       \
    X(ROUTE_CAPACITY, "can ship {1} of {2} units", "产能不足：可发 {1} 件，需 {2} 件")                                           \
    X(ROUTE_TOO_MANY, "needs {2} parcels, {1} are allowed", "需 {2} 个包裹，上限 {1} 个")                                        \
    X(ROUTE_COSTS_MORE, "costs {0} more", "成本高 {0}")                                                                          \
    X(ROUTE_PROVEN, "Nothing is cheaper: proven, {0} steps.", "已证明成本最低（{0} 步）。")                                      \
    X(ROUTE_GAP, "At most {0} above the least possible cost.", "与最低成本相差至多 {0}。")                                       \
    X(STOCK_COSTING, "costing", "成本计算")                                                                                      \
    X(STOCK_METHOD, "method", "计价方法")                                                                                        \
    X(STOCK_WORTH, "value", "库存金额")                                                                                          \
    X(STOCK_UNIT_COST, "unit cost", "单位成本")                                                                                  \
    X(STOCK_CAME_IN, "received", "入库金额")                                                                                     \
    X(STOCK_MOVEMENT, "movement", "单号")                                                                                        \
    X(STOCK_SOURCE, "source", "来源单号")                                                                                        \
    X(STOCK_BOOKED, "booked", "记账时间")                                                                                        \
    X(STOCK_CAUSED_BY, "caused by", "由单号")                                                                                    \
    X(STOCK_KIND, "kind", "类型")                                                                                                \
    X(STOCK_COST_SUMS, "Received {0} = cost {1} + value {2}.", "入库金额 {0} = 成本 {1} + 库存金额 {2}。")                       \
    X(STOCK_COST_LATE,                                                                                                           \
      "{0} rows were late: what was booked stays, and --table corrections says what changed. Where all was known in time, sort " \
      "by time.",                                                                                                                \
      "{0} 行是补录：已记账的不变，更正见 --table corrections。若并非补录，请先按时间排序。")                                    \
    X(STORE_MIGRATED, "{0} is now of version {1}.", "{0} 已升级到版本 {1}。")                                                    \
    X(HINT_BUSY, "Nothing was done. Try again, or wait longer with --busy 30s.", "未执行。请重试，或用 --busy 30s 延长等待。")   \
    X(HINT_OLDER, "Make a copy, then: ecomops store migrate {0}", "请先备份，然后执行：ecomops store migrate {0}")               \
    X(HINT_NEWER, "Use the version of ecomops that wrote it, or a newer one.", "请使用写入它的版本或更新的 ecomops。")           \
    X(HINT_FULL, "Nothing was done. Make room on the disk, and ask again with the same key.",                                    \
      "未执行。请腾出磁盘空间，再用同一请求号重试。")                                                                            \
    X(HINT_CORRUPT, "Stop writing, keep a copy of it as it is, and restore a backup.", "请停止写入，保留现状副本，并恢复备份。") \
    X(HINT_UNKNOWN, "Ask again with the same --key: it is done once.", "请用同一 --key 重试：只会执行一次。")                    \
    X(HINT_KEY, "Each command has a key of its own; without --key it gets a new one.",                                           \
      "每个请求要有自己的请求号；不写 --key 会自动生成。")                                                                       \
    X(HINT_INSUFFICIENT, "What there is: ecomops stock balances; who holds it: ecomops stock holds.",                            \
      "查看库存：ecomops stock balances；查看占用：ecomops stock holds。")                                                       \
    X(HINT_EXPIRED, "The goods are free again: hold them anew.", "货品已释放，请重新预留。")                                     \
    X(HINT_NOT_FOUND, "What there is: ecomops stock balances, holds, locations.",                                                \
      "查看已有的：ecomops stock balances、holds、locations。")                                                                  \
    X(HINT_COMMITTED, "When it must not be delivered: ecomops stock cancel gives it back.",                                      \
      "如不发货：ecomops stock cancel 可退回。")

#endif
