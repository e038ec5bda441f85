import { test } from 'tap'
import { createProbe } from '../src/probe.ts'
import { testApp } from './support/test-app.ts'

test('a probe asks once for all who want to know, and again when its answer is old', async t => {
  let now = 0
  let asked = 0
  const answers: ((value: number) => void)[] = []
  const probe = createProbe(
    () => {
      asked += 1
      return new Promise<number>(resolve => void answers.push(resolve))
    },
    { keptMilliseconds: 1_000, deadlineMilliseconds: 60_000, now: () => now },
  )
  const first = [probe(), probe(), probe()]
  now = 5_000
  first.push(probe())
  t.equal(asked, 1)
  answers[0]?.(1)
  t.same(await Promise.all(first), [1, 1, 1, 1])
  now = 5_999
  t.equal(await probe(), 1)
  now = 6_000
  const second = probe()
  t.equal(asked, 2)
  answers[1]?.(2)
  t.equal(await second, 2)
})

test('one that does not end refuses at its deadline, and asks no more until it has ended', async t => {
  let asked = 0
  let end: () => void = () => undefined
  const probe = createProbe(
    () => {
      asked += 1
      return new Promise<void>(resolve => {
        end = resolve
      })
    },
    { keptMilliseconds: 0, deadlineMilliseconds: 1 },
  )
  await t.rejects(probe(), { code: 'unavailable' })
  await t.rejects(probe(), { code: 'unavailable' })
  t.equal(asked, 1)
  end()
  await new Promise(setImmediate)
  await t.rejects(probe(), { code: 'unavailable' })
  t.equal(asked, 2)
})

test('however many ask whether the server is ready, it looks once', async t => {
  let looked = 0
  const ensureUsable = async () => {
    looked += 1
  }
  const app = await testApp(t, { ensureUsable })
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => app.http.inject('/health/ready')),
  )
  t.ok(replies.every(({ statusCode }) => statusCode === 200))
  t.equal(looked, 1)
})
