import { ConduitError } from '@conduit/core'
import { test } from 'tap'
import { tryUntilStarted } from '../src/jobs/try-until-started.ts'

/** Failures one after the other, and then it starts. */
function failing(...errors: Error[]) {
  let tries = 0
  const start = async () => {
    tries += 1
    const error = errors[tries - 1]
    if (error !== undefined) throw error
  }
  return { start, tries: () => tries }
}

function noted() {
  const stopping = new AbortController()
  const pauses: number[] = []
  const counts: number[] = []
  const pause = async (milliseconds: number) => void pauses.push(milliseconds)
  const onFailure = (_error: unknown, count: number) => void counts.push(count)
  return { stopping, pauses, counts, trying: { signal: stopping.signal, onFailure, pause } }
}

const silence = () => new Error('timeout exceeded when trying to connect')
const refusal = (code: string) => Object.assign(new Error('refused'), { name: 'error', code })

test('it is tried again after a pause that doubles up to half a minute', async t => {
  const { start, tries } = failing(...Array.from({ length: 7 }, silence))
  const { pauses, counts, trying } = noted()
  await tryUntilStarted(start, trying)
  t.equal(tries(), 8)
  t.same(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  t.same(counts, [1, 2, 3, 4, 5, 6, 7])
})

test('what passes is tried again', async t => {
  const unreached = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  const unavailable = new ConduitError('unavailable')
  const states = ['08006', '40P01', '53300', '55P03', '57P03', '58030', '25006'].map(refusal)
  for (const error of [silence(), unreached, unavailable, ...states]) {
    const { start, tries } = failing(error)
    await tryUntilStarted(start, noted().trying)
    t.equal(tries(), 2, error.message)
  }
})

test('what waiting does not mend ends it', async t => {
  const own = [new TypeError('ours'), new ConduitError('internal')]
  const missing = Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' })
  for (const error of [...own, missing, refusal('42501'), refusal('42703')]) {
    const { start, tries } = failing(error)
    const { counts, trying } = noted()
    await t.rejects(tryUntilStarted(start, trying), error)
    t.equal(tries(), 1)
    t.same(counts, [])
  }
})

test('a stop ends the pause, and nothing more is tried', async t => {
  const { start, tries } = failing(silence(), silence())
  const stopping = new AbortController()
  const onFailure = () => setImmediate(() => stopping.abort())
  await tryUntilStarted(start, { signal: stopping.signal, onFailure })
  t.equal(tries(), 1)
})

test('what fails while the server stops is told nobody', async t => {
  const { stopping, counts, trying } = noted()
  await tryUntilStarted(async () => {
    stopping.abort()
    throw silence()
  }, trying)
  t.same(counts, [])
})
