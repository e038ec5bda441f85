import type { BodyFormat } from '../contract/body-format.ts'

/**
 * The first format that reads this content type. Its parameters do not count, except that a charset
 * other than UTF-8 fits no format but one of any type. Without a content type the first byte decides:
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
  const [essence = '', ...parameters] = contentType.toLowerCase().split(';')
  if (!parameters.every(isUtf8OrOther)) return () => false
  return type => type === essence.trim()
}

function isUtf8OrOther(parameter: string): boolean {
  const charset = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/.exec(parameter)?.[1]
  return charset === undefined || charset === 'utf-8' || charset === 'utf8'
}

function byFirstByte(bytes: Uint8Array): (type: string) => boolean {
  const first = Buffer.from(bytes.subarray(0, 64)).toString('utf8').trimStart()[0]
  if (first === '<') return type => /[/+]xml$/.test(type)
  if (first === '{' || first === '[') return type => /[/+]json$/.test(type)
  return () => false
}
