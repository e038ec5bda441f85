import type { Normalised } from './canonical.ts'
import { isIllFormed } from './text.ts'

/**
 * The canonical form `platform-id/1` of a platform's own id: `adapter:namespace:value`, the value
 * to the byte. An id is never trimmed or lower-cased, since platforms have ids that differ in
 * case alone; an adapter that knows two spellings of one id chooses one before it comes here.
 *
 * In the adapter and the namespace `:` is written `%3A` and `%` is written `%25`, so the first two
 * colons always end them, and whatever follows is the value, colons included.
 *
 * @param input `namespace` says within what the value is unique (an account, a shop, an object
 *   type); empty where the platform's ids are unique by themselves
 * @example
 * normalisePlatformId({ adapter: 'stripe', namespace: 'acct_1', value: 'cus_9' })
 * // { ok: { normaliser: 'platform-id/1', value: 'stripe:acct_1:cus_9' } }
 */
export function normalisePlatformId(input: {
  readonly adapter: string
  readonly namespace: string
  readonly value: string
}): Normalised {
  if (input.adapter === '' || input.value === '') return { refused: 'empty' }
  const value = `${escapeColons(input.adapter)}:${escapeColons(input.namespace)}:${input.value}`
  if (isIllFormed(value)) return { refused: 'ill_formed' }
  return { ok: { normaliser: 'platform-id/1', value } }
}

function escapeColons(part: string): string {
  // Nearly all have neither, and looking is cheaper than replacing nothing.
  if (!/[%:]/.test(part)) return part
  return part.replaceAll('%', '%25').replaceAll(':', '%3A')
}
