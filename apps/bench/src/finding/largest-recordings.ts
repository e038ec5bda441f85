import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readRecordings } from '@conduit/recordings'
import type { Handled } from './handling.ts'

/** Of each adapter. The largest are what costs most, the next what comes more often. */
const countOfEach = 2
/** Lengths of the orders that are made of the largest one of a shop. */
const lineCounts = [10, 100, 1000, 1500]
const shop = 'adapter-shopify'

/** What is measured: the largest deliveries that each adapter of a checkout has recorded, and long orders. */
export function largestRecordings(checkout: string): readonly Handled[] {
  const packages = join(checkout, 'packages')
  const adapters = readdirSync(packages).filter(
    name => name.startsWith('adapter-') && existsSync(recordingsOf(checkout, name)),
  )
  return adapters.flatMap((adapter): readonly Handled[] => {
    const files = largestOf(recordingsOf(checkout, adapter))
    const largest = files[0]
    const orders = adapter === shop && largest !== undefined ? lineCounts : []
    return [
      ...files.map(file => ({ adapter, file, lines: null })),
      ...orders.map(lines => ({ adapter, file: largest ?? '', lines })),
    ]
  })
}

/** Folder of an adapter's recordings. */
export function recordingsOf(checkout: string, adapter: string): string {
  return join(checkout, 'packages', adapter, 'recordings')
}

/** Polls, and notices without a body, hold nothing in which anything could be found. */
function largestOf(folder: string): readonly string[] {
  return readRecordings(folder)
    .flatMap(({ file, recording }) => {
      const body = recording?.request?.body
      const { events = [], status = 0 } = recording?.expect ?? {}
      const isHandled = body !== undefined && status === 200 && events.length > 0
      return isHandled ? [{ file, bytes: Buffer.byteLength(body) }] : []
    })
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, countOfEach)
    .map(({ file }) => file)
}
