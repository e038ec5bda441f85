import { test } from 'tap'
import { lookupCache } from '../src/lookups/lookup-cache.ts'

test('a look-up that was under way when something changed is not remembered', async t => {
  const cache = lookupCache<string>(() => 0)
  let answer: (value: string) => void = () => undefined
  const slow = cache.get('a', () => new Promise(resolve => (answer = resolve)))
  const meanwhile = cache.get(
    'a',
    async () => t.fail('one load serves all who ask') as unknown as string,
  )
  cache.forget()
  answer('old')
  t.same(await Promise.all([slow, meanwhile]), ['old', 'old'])
  t.equal(await cache.get('a', async () => 'new'), 'new')
  t.equal(
    cache.get('a', async () => 'newer'),
    'new',
    'and what is remembered is answered at once',
  )
})

test('a failed look-up is tried again', async t => {
  const cache = lookupCache<string>(() => 0)
  await t.rejects(async () => cache.get('a', () => Promise.reject(new Error('away'))))
  t.equal(await cache.get('a', async () => 'here'), 'here')
})

test('guessed keys push out no others', async t => {
  const cache = lookupCache<string>(() => 0)
  await cache.get('real', async () => 'someone')
  for (let guess = 0; guess < 20_000; guess += 1)
    await cache.get(`guess ${guess}`, async () => null)
  t.equal(
    await cache.get('real', async () => t.fail('must be remembered') as unknown as string),
    'someone',
  )
})

test('an answer that did not change is the same object', async t => {
  let now = 0
  const cache = lookupCache<{ readonly a: readonly number[] }>(() => now)
  const first = await cache.get('key', async () => ({ a: [1] }))
  now = 5_000
  const loaded = cache.get('key', async () => ({ a: [1] }))
  t.ok(loaded instanceof Promise, 'it is asked for again')
  t.equal(await loaded, first)
  now = 10_000
  t.same(await cache.get('key', async () => ({ a: [2] })), { a: [2] })
  cache.forget('key')
  t.not(await cache.get('key', async () => ({ a: [1] })), first)
})
