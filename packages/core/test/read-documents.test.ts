import { type Call, isPlatformError, listAt, readDocument, readPages, valueAt } from '@conduit/core'
import { test } from 'tap'

/** Answers by the number of the page, or by that of the last one. */
function platformOf(statuses: readonly number[]) {
  const calls: string[] = []
  return {
    calls,
    async request({ url }: Call) {
      calls.push(String(url))
      const at = Number(new URL(url).searchParams.get('page'))
      const status = statuses[at] ?? 404
      const next = at + 1 < statuses.length ? at + 1 : null
      return { status, text: '', header: () => undefined, json: { items: [at], next } }
    },
  }
}

const first = { url: 'https://club.example/members?page=0' }

async function read(statuses: readonly number[], loops = false) {
  const platform = platformOf(statuses)
  const found: unknown[] = []
  const pages = readPages(platform, first, ({ json }) => {
    const next = valueAt(json, '/next')
    if (loops) return first
    return next === null ? null : { url: `https://club.example/members?page=${next}` }
  })
  try {
    for await (const page of pages) found.push(...listAt(page, '/items'))
    return { found, error: null, calls: platform.calls }
  } catch (error) {
    return { found, error, calls: platform.calls }
  }
}

test('a list is read to its end', async t => {
  t.match(await read([200, 200, 200]), { found: [0, 1, 2], error: null })
})

test('a page that is refused is no end, and a list that is refused not empty', async t => {
  for (const status of [400, 403, 404, 410]) {
    for (const statuses of [[status], [200, 200, status]]) {
      const { error } = await read(statuses)
      t.ok(isPlatformError(error) && error.status === status, `${statuses}`)
    }
  }
})

test('a page that leads to itself is asked for once', async t => {
  const { error, calls } = await read([200], true)
  t.ok(isPlatformError(error))
  t.equal(calls.length, 1)
})

test('one object may be gone', async t => {
  for (const status of [404, 410]) t.equal(await readDocument(platformOf([status]), first), null)
  t.match(await readDocument(platformOf([200]), first), { items: [0] })
})

test('what is no list is no empty one', async t => {
  t.strictSame(listAt([1], ''), [1])
  for (const page of [null, {}, { items: null }, { items: {} }, 'text'])
    t.throws(() => listAt(page, '/items'), { code: 'upstream_error' })
})
