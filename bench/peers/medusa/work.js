// work.js - the work of a file of bench_pricing as promotions and carts of Medusa's. Amounts are minor units.
const values = (value) => [{ value }]

function lineOf(line, place) {
  const subtotal = line.quantity * line.unit
  return {
    id: 'line-' + place,
    quantity: line.quantity,
    subtotal,
    original_total: subtotal,
    is_discountable: true,
    product: { id: 'product-' + place, collection_id: line.collection },
    product_category: { id: line.category },
  }
}

const shapes = {
  percent: { type: 'percentage', target_type: 'items', allocation: 'each' },
  fixed: { type: 'fixed', target_type: 'items', allocation: 'each' },
  order: { type: 'fixed', target_type: 'order', allocation: 'across' },
  shipping: { type: 'percentage', target_type: 'shipping_methods', allocation: 'each' },
  buy_get: { type: 'percentage', target_type: 'items', allocation: 'each' },
}

function promotionOf(promotion) {
  const method = { ...shapes[promotion.kind], value: promotion.value, currency_code: undefined, target_rules: [], buy_rules: [] }
  if (promotion.kind === 'percent' || promotion.kind === 'fixed') {
    method.max_quantity = promotion.most
    method.target_rules = [{ attribute: 'items.product_category.id', operator: 'eq', values: values(promotion.family) }]
  }
  if (promotion.kind === 'shipping') method.max_quantity = 1
  if (promotion.kind === 'buy_get') {
    const rule = { attribute: 'items.product.collection_id', operator: 'eq', values: values(promotion.family) }
    Object.assign(method, { value: 100, max_quantity: promotion.most, apply_to_quantity: 1, buy_rules_min_quantity: 2 })
    Object.assign(method, { target_rules: [rule], buy_rules: [rule] })
  }
  return {
    id: promotion.id,
    code: promotion.id,
    is_automatic: true,
    type: promotion.kind === 'buy_get' ? 'buyget' : 'standard',
    rules: [{ attribute: 'customer.groups.id', operator: 'in', values: values(promotion.group) }],
    application_method: method,
  }
}

function gridOf(file) {
  return {
    promotions: file.promotions.map(promotionOf),
    context: {
      currency_code: 'eur',
      customer: { id: 'customer-1', groups: [{ id: file.group }] },
      region: { id: 'region-1' },
      items: file.lines.map(lineOf),
      shipping_methods: [{ id: 'shipping', subtotal: file.shipping, original_total: file.shipping }],
    },
  }
}

// Promotions that are for other groups of customers, each of its own: what Medusa looks at first, and what costs it least.
function storedOf(file) {
  const lines = Array.from({ length: 10 }, (_, i) => ({ quantity: 2, unit: 1000 + i, category: 'category-' + i, collection: 'collection-' + i }))
  const promotions = Array.from({ length: file.stored }, (_, i) => ({
    id: 'stored-' + i, kind: 'percent', value: 1 + (i % 50), most: 1, family: 'category-0', group: 'other-' + i,
  }))
  return gridOf({ lines, promotions, group: 'group-3', shipping: 1000 })
}

exports.workOf = (file) => (file.stored ? storedOf(file) : gridOf(file))
