import type { BodyFormat } from '../contract/body-format.ts'

/** No platform's content type is half as long. */
const longestType = 256

/**
 * The first format that reads this content type. Its parameters do not count, except that a charset
 * other than UTF-8, or more than 256 characters, fit no format but one of any type. Without a content type the first byte decides:
 * `<` for an XML type, `{` or `[` for a JSON type.
 *
 * @param contentType the header as sent, or undefined
 * @returns null if none fits: the platform is told 415
 */
export function pickFormat(
  formats: readonly BodyFormat[],
  contentType: string | undefined,
  bytes: Uint8Array,
): BodyFormat | null {
  const fits = contentType?.trim() ? byContentType(contentType) : byFirstByte(bytes)
  return formats.find(({ types }) => types === null || types.some(fits)) ?? null
}

function byContentType(contentType: string): (type: string) => boolean {
  if (contentType.length > longestType) return () => false
  const [essence = '', ...parameters] = contentType.toLowerCase().split(';')
  if (!parameters.every(isUtf8OrOther)) return () => false
  return type => type === essence.trim()
}

function isUtf8OrOther(parameter: string): boolean {
  const equals = parameter.indexOf('=')
  if (parameter.slice(0, Math.max(equals, 0)).trim() !== 'charset') return true
  const charset = unquoted(parameter.slice(equals + 1).trim())
  return charset === 'utf-8' || charset === 'utf8'
}

function unquoted(text: string): string {
  const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"')
  return isQuoted ? text.slice(1, -1) : text
}

function byFirstByte(bytes: Uint8Array): (type: string) => boolean {
  const first = Buffer.from(bytes.subarray(0, 64)).toString('utf8').trimStart()[0]
  if (first === '<') return type => /[/+]xml$/.test(type)
  if (first === '{' || first === '[') return type => /[/+]json$/.test(type)
  return () => false
}
