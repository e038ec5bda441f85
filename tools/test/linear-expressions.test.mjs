import { t as root, Test, test } from 'tap'
import { expressionFault } from '../linear/expression-fault.mjs'
import { allExpressions } from '../linear/expressions.mjs'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

const clock = Date

test('an expression that tries the same in many ways is noticed', async t => {
  const hostile = [
    /\s+$/,
    /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/,
    /^(a+)+$/,
    /\((?:[^()\\]|\\.)*\)/g,
    /a.*b/s,
  ]
  for (const { source, flags } of hostile) t.ok(expressionFault({ source, flags }), source)
})

test('one that does not is not', async t => {
  const linear = [
    /^\s+/,
    /^[^[\]]+(?:\[[^[\]]*\])+$/,
    /(?<!\d)\d+(?=\/?$)/,
    /^(a+b)+$/,
    /\p{L}/u,
    /\s+/g,
    /\bopt.?out\b/i,
    /^(\/([^~/]|~[01])*)*$/,
  ]
  for (const { source, flags } of linear) t.equal(expressionFault({ source, flags }), null, source)
})

test('every expression takes no longer than its length accounts for', async t => {
  const { expressions, faults } = await allExpressions()
  t.strictSame(faults, [], 'each is there when its module is loaded, and so is timed')
  const places = expressions.map(({ place }) => place.split(':')[0])
  // Literals, patterns of schemas, and what is made of texts.
  t.ok(places.includes('packages/core/src/tables/fold-name'))
  t.ok(places.includes('packages/adapter-klaviyo/src/endpoint'))
  t.ok(places.includes('packages/privacy/src/normalise/display-form'))
  for (const each of expressions) isLinear(t, each)
})

test('of one that takes longer its fault is told, after all modules were loaded', async t => {
  await allExpressions()
  t.equal(Date, clock, 'what was loaded has moved nothing that all stand on')
  const failing = new Test({ name: 'failing' })
  isLinear(failing, { source: '^(a+)+$', flags: '', place: 'packages/one/src/two:3' })
  failing.end()
  const told = await failing.concat()
  t.match(told, 'not ok 1 - packages/one/src/two:3 /^(a+)+$/')
  t.match(
    told,
    /"a+\\u0000": a text of 2048: no end/,
    'the text on which it takes longer, and how long',
  )
})

function isLinear(t, { place, ...expression }) {
  const text = `${place} /${expression.source}/${expression.flags}`
  t.equal(expressionFault(expression), null, text.slice(0, 160))
}
