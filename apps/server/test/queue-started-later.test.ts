import { test } from 'tap'
import type { JobQueue } from '../src/jobs/job-queue.ts'
import { queueStartedLater } from '../src/jobs/queue-started-later.ts'

const integration = { controllerId: 'c', id: 'i' }

/** A queue that writes down what it is asked for, and starts when it is let. */
function noted(letStart: Promise<void> = Promise.resolve()) {
  const asked: string[] = []
  const queue: JobQueue = {
    enqueueFetches: async (_executor, integrations) =>
      void asked.push(`fetch ${integrations.map(({ id }) => id).join()}`),
    enqueueExport: async () => undefined,
    enqueueRedaction: async () => undefined,
    enqueueRotation: async () => undefined,
    enqueueTellings: async (_executor, integrations) =>
      void asked.push(`tell ${integrations.map(({ id }) => id).join()}`),
    depths: async () => new Map([['fetch', 1]]),
    start: async () => {
      asked.push('start')
      await letStart
    },
    lookForWork: async () => void asked.push('look'),
    stop: async () => void asked.push('stop'),
  }
  return { queue, asked }
}

function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), opened }
}

test('it is made and started once, and then works', async t => {
  const { queue, asked } = noted()
  let made = 0
  const later = queueStartedLater(async () => {
    made += 1
    return queue
  })
  await later.enqueueFetches(undefined as never, [integration])
  t.same([...(await later.depths())], [])
  t.equal(made, 0)
  await Promise.all([later.start(), later.start()])
  await later.enqueueFetches(undefined as never, [integration])
  await later.enqueueTellings(undefined as never, [integration])
  t.same([...(await later.depths())], [['fetch', 1]])
  await later.stop()
  t.equal(made, 1)
  t.same(asked, ['start', 'look', 'fetch i', 'tell i', 'stop'])
})

test('one that cannot be loaded tells it to whoever starts it, and can be stopped', async t => {
  const later = queueStartedLater(() => Promise.reject(new Error('invented')))
  await t.rejects(later.start(), { message: 'invented' })
  await later.enqueueFetches(undefined as never, [integration])
  await later.stop()
})

test('one that cannot be started is stopped all the same: it may hold connections', async t => {
  const { queue, asked } = noted(Promise.reject(new Error('invented')))
  const later = queueStartedLater(async () => queue)
  await t.rejects(later.start(), { message: 'invented' })
  await later.stop()
  t.same(asked, ['start', 'stop'])
})

test('one that could not be started is stopped, and the next start makes another', async t => {
  const first = noted(Promise.reject(new Error('invented')))
  const second = noted()
  const makes = [first.queue, second.queue]
  const later = queueStartedLater(async () => makes.shift() ?? first.queue)
  await t.rejects(later.start(), { message: 'invented' })
  t.same(first.asked, ['start', 'stop'])
  await later.start()
  await later.enqueueFetches(undefined as never, [integration])
  await later.stop()
  t.same(first.asked, ['start', 'stop'])
  t.same(second.asked, ['start', 'look', 'fetch i', 'stop'])
})

test('one that started and could not look for what waits is not used', async t => {
  const { queue, asked } = noted()
  const later = queueStartedLater(async () => ({
    ...queue,
    lookForWork: () => Promise.reject(new Error('invented')),
  }))
  await t.rejects(later.start(), { message: 'invented' })
  await later.enqueueFetches(undefined as never, [integration])
  t.same(asked, ['start', 'stop'])
  await later.stop()
})

test('a stop while it is being loaded keeps it from starting', async t => {
  const { queue, asked } = noted()
  const { open, opened } = gate()
  const later = queueStartedLater(async () => {
    await opened
    return queue
  })
  const started = later.start()
  const stopped = later.stop()
  open()
  await Promise.all([started, stopped])
  t.same(asked, [])
})

test('a stop while it starts waits for that, and then stops it', async t => {
  const { open, opened } = gate()
  const { queue, asked } = noted(opened)
  const later = queueStartedLater(async () => queue)
  const started = later.start()
  await Promise.resolve()
  const stopped = later.stop()
  t.same(asked, ['start'])
  open()
  await Promise.all([started, stopped])
  t.same(asked, ['start', 'look', 'stop'])
})

test('what is recorded while it looks for what waits is asked for', async t => {
  const { queue, asked } = noted()
  const { open, opened } = gate()
  const { open: look, opened: looking } = gate()
  const later = queueStartedLater(async () => ({
    ...queue,
    lookForWork: async () => {
      look()
      await opened
    },
  }))
  const started = later.start()
  await looking
  await later.enqueueFetches(undefined as never, [integration])
  t.same(asked, ['start', 'fetch i'])
  open()
  await started
})
