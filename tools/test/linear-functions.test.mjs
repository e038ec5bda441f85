import { t as root, test } from 'tap'
import { inputFunctions } from '../linear/functions.mjs'
import { growthFault } from '../linear/growth.mjs'
import { textFault } from '../linear/text-fault.mjs'
import { anyTexts, documents, plainTexts } from '../linear/texts.mjs'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

const looksBack = text => {
  const known = []
  for (const index of text.split('').keys()) if (!known.includes(index)) known.push(index)
}

test('a function that looks at all before it for each part is noticed', async t => {
  t.ok(textFault(anyTexts, looksBack))
  const doubling = depth => (depth === 0 ? 0 : doubling(depth - 1) + doubling(depth - 1))
  t.ok(growthFault(size => doubling(Math.floor(Math.sqrt(size)))))
  t.equal(
    growthFault(size => [...'ab'.repeat(size)].sort()),
    null,
  )
})

test('every function takes no longer than the length of a text accounts for', async t => {
  const functions = await inputFunctions()
  const names = functions.map(({ name }) => name)
  for (const name of [
    'normaliseEmail',
    'normaliseIban',
    'json',
    'form',
    'xml',
    'pick',
    'isoTime',
  ]) {
    t.ok(names.includes(name), name)
  }
  for (const { name, run, isDecoder } of functions) {
    const texts = [...(isDecoder ? plainTexts : anyTexts), ...documents]
    t.equal(textFault(texts, run), null, name)
  }
})

test('what a normaliser does not refuse for its length costs next to nothing', async t => {
  const normalisers = (await inputFunctions()).filter(({ name }) => name.startsWith('normalise'))
  t.ok(normalisers.length >= 6)
  for (const { name, run } of normalisers) {
    const slow = anyTexts.flatMap(textOf => {
      const texts = [60, 120, 250, 500].map(textOf)
      return texts
        .filter(text => leastMilliseconds(() => run(text)) > 5)
        .map(text => text.slice(0, 40))
    })
    t.strictSame(slow, [], name)
  }
})

/** Of the processor, in the best of some tries: the first may compile or collect. */
function leastMilliseconds(run) {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && least > 1; tries += 1) {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}
