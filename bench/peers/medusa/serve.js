// serve.js - what Medusa makes of carts: the loop of its promotion module's computeActions over promotions that are in memory already, which is faster than
// the service around it. It checks its answers against ours, then runs; it talks with bench/run by lines.
const fs = require('fs')
const path = require('path')
const readline = require('readline')
const { workOf } = require('./work.js')

const root = path.dirname(require.resolve('@medusajs/promotion/package.json'))
const compute = require(path.join(root, 'dist/utils/compute-actions'))
const { areRulesValidForContext } = require(path.join(root, 'dist/utils/validations'))

function actionsOf({ promotions, context }) {
  const applied = new Map(), bought = new Map(), got = new Map(), actions = []
  for (const promotion of [...promotions].sort(compute.sortByBuyGetType)) {
    const target = promotion.application_method.target_type
    if (!areRulesValidForContext(promotion.rules, context, 'order')) continue
    if (promotion.type === 'buyget') actions.push(...compute.getComputedActionsForBuyGet(promotion, context.items, applied, bought, got))
    else if (target === 'shipping_methods') actions.push(...compute.getComputedActionsForShippingMethods(promotion, context.shipping_methods, applied))
    else actions.push(...compute.getComputedActionsForItems(promotion, context.items, applied, target === 'order' ? 'across' : undefined))
  }
  return actions
}

const LEAST_PRICE = 100 // no unit may come below: there peers clip differently

function least(file, offs) {
  const left = file.lines.map((line) => line.quantity * line.unit)
  for (const [place, off] of offs) if (place >= 0) left[place] -= off
  return Math.min(...left.map((amount, place) => amount / file.lines[place].quantity))
}

// "" where the answers are equal: each adjustment within one minor unit.
function difference(file, actions) {
  if (file.stored) return actions.length || file.adjustments ? 'a stored promotion applied' : ''
  const ours = new Map(file.answers.map(([promotion, place, off]) => [promotion + ' ' + place, off]))
  const theirs = new Map(actions.map((action) => [
    action.code + ' ' + (action.shipping_method_id ? -1 : action.item_id.slice('line-'.length)), Number(action.amount),
  ]))
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [our, their] = [ours.get(key) ?? 0, theirs.get(key) ?? 0]
    if (!(Math.abs(our - their) <= 1)) return `${key}: ours ${our}, Medusa's ${their}`
  }
  for (const answers of [ours, theirs]) {
    const price = least(file, [...answers].map(([key, off]) => [Number(key.split(' ')[1]), off]))
    if (price < LEAST_PRICE) return `a price falls to ${price}`
  }
  return ''
}

const works = new Map()

function check(name, from) {
  const file = JSON.parse(fs.readFileSync(from))
  works.set(name, workOf(file))
  const actions = actionsOf(works.get(name))
  const why = difference(file, actions)
  return { equal: !why, why, adjustments: actions.length }
}

function run(name, seconds) {
  const work = works.get(name), started = process.hrtime.bigint()
  let carts = 0, passed = 0
  do {
    actionsOf(work)
    carts++
    passed = Number(process.hrtime.bigint() - started) / 1e9
  } while (passed < seconds)
  return { value: carts / passed }
}

const offers = (name) => name.startsWith('pricing/grid/') || /^pricing\/stored\/(10|100|1000|10000)$/.test(name)

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, name, rest] = line.split(' ')
  const commands = {
    offers: () => ({ offers: offers(name) }),
    check: () => check(name, rest),
    run: () => run(name, Number(rest)),
    end: () => (works.delete(name), {}),
  }
  process.stdout.write(JSON.stringify(commands[command]()) + '\n')
})
