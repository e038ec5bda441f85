import { test } from 'tap'
import { lookupCache } from '../src/lookup-cache.ts'

test('a look-up that was under way when something changed is not remembered', async t => {
  const cache = lookupCache<string>(() => new Date(0))
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
  t.equal(await cache.get('a', async () => 'newer'), 'new')
})

test('a failed look-up is tried again', async t => {
  const cache = lookupCache<string>(() => new Date(0))
  await t.rejects(cache.get('a', () => Promise.reject(new Error('away'))))
  t.equal(await cache.get('a', async () => 'here'), 'here')
})

test('guessed keys push out no others', async t => {
  const cache = lookupCache<string>(() => new Date(0))
  await cache.get('real', async () => 'someone')
  for (let guess = 0; guess < 20_000; guess += 1)
    await cache.get(`guess ${guess}`, async () => null)
  t.equal(
    await cache.get('real', async () => t.fail('must be remembered') as unknown as string),
    'someone',
  )
})
