import { isDeepStrictEqual } from 'node:util'
import { escapeToken, type Parsed, type PlatformEvent, pointerTokens, valueAt } from '@conduit/core'
import { decodeLimits } from '@conduit/core/host'
import { editBody } from '../body/edit-body.ts'
import { setAt } from '../body/set-at.ts'
import { askAgain } from '../context/ask-again.ts'
import type { Batch } from './batch-of.ts'

/**
 * The delivery with so many events, or as many as fit into a body and a document: copies of its
 * first item, each with an identity of its own where an item has one.
 */
export function multiplied(
  batch: Batch,
  most: number,
  maxBytes: number,
): { readonly body: Buffer; readonly count: number } {
  const [first] = batch.items
  const leaf = identifyingLeaf(batch)
  const copy = (number: number) => (leaf === null ? first : numbered(first, leaf, number))
  const bodyOf = (count: number) =>
    bodyWith(
      batch,
      Array.from({ length: count }, (_, number) => copy(number)),
    )
  const [few, more] = [bodyOf(1).length, bodyOf(101).length]
  const fitting = Math.floor((maxBytes - few) / ((more - few) / 100))
  const readable = Math.floor(decodeLimits.nodes / (valuesIn(first) + 1)) - 1
  let count = Math.min(most, fitting, readable)
  let body = bodyOf(count)
  while (body.length > maxBytes) {
    count = Math.floor(count * 0.98)
    body = bodyOf(count)
  }
  return { body, count: leaf === null && !isCounted(batch) ? 1 : count }
}

/** As the limit counts them: what is empty counts twice. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  if (Object.keys(value).length === 0) return 2
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 1)
}

function bodyWith({ delivery, list }: Batch, items: readonly unknown[]): Buffer {
  if (list === '') return Buffer.from(JSON.stringify(items))
  const { format, request } = delivery
  return editBody(format, request.body, new Map([[list, items]]), null)
}

/** Place in an item whose value makes an event another one, and leaves it whose it was. */
function identifyingLeaf(batch: Batch): string | null {
  const [first] = batch.items
  const own = parsedWith(batch, [first])?.events[0]
  const leaves = [...leavesOf(first, '')]
  const found = leaves.find(leaf => {
    const parsed = parsedWith(batch, [
      first,
      numbered(first, leaf, 1),
      numbered(first, leaf, 9_999),
    ])
    if (parsed?.events.length !== 3 || (parsed.rejected ?? []).length > 0) return false
    const identities = new Set(parsed.events.map(event => identityOf(event, null)))
    const isHome = parsed.events.every(({ account }) => account === own?.account)
    return identities.size === 3 && !identities.has(null) && isHome
  })
  return found ?? null
}

/** Is each item another event by its place alone? */
function isCounted(batch: Batch): boolean {
  const [first] = batch.items
  const parsed = parsedWith(batch, [first, first])
  const identities = parsed?.events.map((event, index) => identityOf(event, `${index}`)) ?? []
  return identities.length === 2 && !isDeepStrictEqual(identities[0], identities[1])
}

function identityOf({ keys, id }: PlatformEvent, otherwise: string | null): string | null {
  if (keys !== undefined) return keys.length === 0 ? otherwise : JSON.stringify(keys)
  return id ?? otherwise
}

/** What the adapter says of the delivery with other items; null: it refuses. */
function parsedWith({ delivery, list }: Batch, items: readonly unknown[]): Parsed | null {
  const payload = list === '' ? items : structuredClone(delivery.seen.delivery.payload)
  setAt(payload, pointerTokens(list), items)
  return askAgain(delivery.seen, payload)
}

function* leavesOf(value: unknown, at: string): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield at
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    yield* leavesOf(member, `${at}/${escapeToken(name)}`)
  }
}

/** The item with a number in the value at a leaf, which keeps its form. */
function numbered(item: unknown, leaf: string, number: number): unknown {
  const old = valueAt(item, leaf)
  const changed = structuredClone(item)
  setAt(
    changed,
    pointerTokens(leaf),
    typeof old === 'number' ? old + number : textWith(old, number),
  )
  return changed
}

function textWith(old: unknown, number: number): string {
  const text = String(old)
  const end = /(?<![0-9a-f])[0-9a-f]{5,}$/i.exec(text)?.[0] ?? ''
  const isDecimal = /^\d*$/.test(end)
  if (end === '') return `${text}${number}`
  const digits = number.toString(isDecimal ? 10 : 16).padStart(5, '0')
  return text.slice(0, -5) + digits
}
