import t from 'tap'
import { createCounter } from '../walk/counter.mjs'
import { instrument } from '../walk/instrument.mjs'
import { sourceOf } from '../walk/load.mjs'

/** Every form that a function may have. */
const source = `
export function declared(all) { return all.map(each => ({ each })) }
export const arrow = (a, b) => (a, b)
export const curried = a => b => a + b
export const object = { method() { return 1 }, get value() { return 2 }, async later() { return 3 } }
export class Thing { #own = () => 4
  constructor(n) { this.n = n }
  get own() { return this.#own() } }
export function* counting() { yield 5 }
export const promised = async () => await 6
`

t.test('every function reports that it is entered, and does what it did', async t => {
  const reports = []
  globalThis.conduitWalk = (file, name) => reports.push(`${file} ${name}`)
  t.teardown(() => delete globalThis.conduitWalk)
  const text = instrument(source, 'a.ts')
  const made = await import(`data:text/javascript,${encodeURIComponent(text)}`)

  t.strictSame(made.declared([1]), [{ each: 1 }])
  t.equal(made.arrow(1, 2), 2)
  t.equal(made.curried(1)(2), 3)
  t.strictSame([made.object.method(), made.object.value, await made.object.later()], [1, 2, 3])
  t.equal(new made.Thing(7).own, 4)
  t.strictSame([...made.counting()], [5])
  t.equal(await made.promised(), 6)
  const names = reports.map(report => report.replace(/^a\.ts (.*):\d+$/, '$1'))
  const ofThing = ['constructor', 'own', '#own', 'counting', 'promised']
  const others = ['declared', 'callback', 'arrow', 'curried', 'callback']
  t.strictSame(names, [...others, 'method', 'value', 'later', ...ofThing].map(bare))
})

t.test('what walks have in common has the number of the least', async t => {
  const counter = createCounter()
  t.teardown(() => delete globalThis.conduitWalk)
  const walk = names => () => names.forEach(name => void globalThis.conduitWalk('b.ts', name))
  const first = await counter.during(walk(['x', 'y', 'x', 'z']))
  const second = await counter.during(walk(['y', 'x', 'y']))
  globalThis.conduitWalk('b.ts', 'outside of both')
  t.strictSame(
    counter.common([first, second]).map(({ name, times }) => [name, times]),
    [
      ['y', 1],
      ['x', 1],
    ],
  )
})

t.test('sources of ours are told from all others', async t => {
  t.equal(
    sourceOf('file:///x/packages/db/dist/src/people/find.js'),
    'packages/db/src/people/find.ts',
  )
  t.equal(sourceOf('file:///x/apps/server/dist/src/main.js'), 'apps/server/src/main.ts')
  t.equal(sourceOf('file:///x/apps/bench/dist/src/main.js'), null)
  t.equal(sourceOf('file:///x/packages/db/node_modules/y/packages/z/dist/src/index.js'), null)
  t.equal(sourceOf('node:fs'), null)
})

/** A private name is told without its mark. */
function bare(name) {
  return name.replace('#', '')
}
