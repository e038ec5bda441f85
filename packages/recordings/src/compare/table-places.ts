import { escapeToken, type PiiRow, pointerTokens } from '@conduit/core'
import type { PiiCategory } from '@conduit/privacy'

/**
 * A path with `{a,b}` in it as one path for each choice.
 * @example expandPath('/{billing,shipping}/city') // ['/billing/city', '/shipping/city']
 */
export function expandPath(path: string): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(path)
  if (match === null) return [path]
  const [whole, choices = ''] = match
  return choices.split(',').flatMap(choice => expandPath(path.replace(whole, () => choice)))
}

/** Does a table speak of this place? `base` is where the event's part of the document begins. */
export function isInTable(
  rows: readonly PiiRow[],
  field: { readonly path: string; readonly category: PiiCategory },
  base: string,
): boolean {
  const inEvent = field.path.startsWith(base) ? field.path.slice(base.length) : field.path
  return rows
    .filter(({ category }) => category === field.category)
    .some(row =>
      expandPath(row.path).some(path => covers(path, inEvent) || covers(path, field.path)),
    )
}

/** Every concrete place that a pattern with `*` stands for in a document, with what stands there. */
export function placesAt(
  document: unknown,
  pattern: string,
): readonly { readonly path: string; readonly value: unknown }[] {
  return expandPath(pattern).flatMap(path => [...walk(document, pointerTokens(path), '')])
}

/** Is a recorded pointer this place? A `*` on either side stands for any one member or element. */
export function samePlace(recorded: string, found: string): boolean {
  const a = pointerTokens(recorded)
  const b = pointerTokens(found)
  return (
    a.length === b.length &&
    a.every((token, i) => [token, '*'].includes(b[i] ?? '') || token === '*')
  )
}

function covers(pattern: string, path: string): boolean {
  if (!path.startsWith('/') && path !== '') return false
  const tokens = pointerTokens(path)
  const wanted = pointerTokens(pattern)
  return (
    wanted.length === tokens.length && wanted.every((each, i) => each === '*' || each === tokens[i])
  )
}

function* walk(
  value: unknown,
  tokens: readonly string[],
  at: string,
): Generator<{ path: string; value: unknown }> {
  const [token, ...rest] = tokens
  if (token === undefined) {
    yield { path: at, value }
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    if (token === '*' || token === name) yield* walk(member, rest, `${at}/${escapeToken(name)}`)
  }
}
