/**
 * A body with one more member, which no adapter reads: the same document for whoever ignores what
 * it does not know. Null where the format allows no such thing.
 *
 * @param value a text; or, in JSON, any text of JSON when `raw`
 */
export function withMember(
  format: string,
  body: Buffer,
  value: string,
  { raw = false, name = 'zz_unknown' }: { readonly raw?: boolean; readonly name?: string } = {},
): Buffer | null {
  const text = body.toString()
  if (format === 'form') {
    const field = `${encodeURIComponent(name)}=${raw ? encodeURIComponent(value) : formText(value)}`
    return Buffer.from(text === '' ? field : `${text}&${field}`)
  }
  if (format !== 'json') return null
  const member = `${JSON.stringify(name)}:${raw ? value : JSON.stringify(value)}`
  const open = /^\s*(\[\s*)?\{/.exec(text)?.[0]
  if (open === undefined) return null
  const isEmpty = /^\s*\}/.test(text.slice(open.length))
  return Buffer.from(`${open}${member}${isEmpty ? '' : ','}${text.slice(open.length)}`)
}

/** As little as possible is escaped: `$` stands as it is. */
function formText(value: string): string {
  return value.replaceAll(/[%&+=#]/g, encodeURIComponent).replaceAll(' ', '+')
}
