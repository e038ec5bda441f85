/** Tokens of a JSON Pointer (RFC 6901), unescaped. `''` is the whole document: no tokens. */
export function pointerTokens(pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) throw new Error(`not a JSON Pointer: ${pointer}`)
  return pointer
    .slice(1)
    .split('/')
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** One token as it is written in a pointer. */
export function escapeToken(token: string): string {
  if (!token.includes('~') && !token.includes('/')) return token
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Own member of an object or element of an array; undefined where there is none. */
export function child(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined
  return Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined
}

/**
 * The value at a pointer, undefined where there is none. Own members only: `__proto__` is a plain name.
 * @example valueAt({ a: [{ 'b/c': 1 }] }, '/a/0/b~1c') // 1
 */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const token of rememberedTokens(pointer)) value = child(value, token)
  return value
}

/** Most pointers are written in code or settings, and followed once for each event of a list. */
const tokensOf = new Map<string, readonly string[]>()
const pointersRemembered = 1_000

function rememberedTokens(pointer: string): readonly string[] {
  const known = tokensOf.get(pointer)
  if (known !== undefined) return known
  const tokens = pointerTokens(pointer)
  if (tokensOf.size < pointersRemembered) tokensOf.set(pointer, tokens)
  return tokens
}

/** The text at a pointer; null where there is none, or an empty one. */
export function textOrNull(document: unknown, pointer: string): string | null {
  const value = valueAt(document, pointer)
  return typeof value === 'string' && value !== '' ? value : null
}
