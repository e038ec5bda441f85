/** Where a header holds the code that authenticates: between what stays and what changes with the key. */
export interface MacSpan {
  readonly header: string
  readonly start: number
  readonly end: number
}

type Headers = Readonly<Record<string, string>>

const inCode = /[A-Za-z0-9+/_-]/

/**
 * Finds the code by comparing the headers of two keys. The differing part is widened to the whole
 * word, as two codes may begin or end alike.
 */
export function macSpansOf(one: Headers, other: Headers): readonly MacSpan[] {
  return Object.keys(one)
    .filter(header => other[header] !== undefined && one[header] !== other[header])
    .map(header => spanOf(header, one[header] ?? '', other[header] ?? ''))
}

/** The header with another text in the place of the code. */
export function replaceMac(
  headers: Headers,
  { header, start, end }: MacSpan,
  code: string,
): Headers {
  const value = headers[header] ?? ''
  return { ...headers, [header]: value.slice(0, start) + code + value.slice(end) }
}

/** The code itself. */
export function macOf(headers: Headers, { header, start, end }: MacSpan): string {
  return (headers[header] ?? '').slice(start, end)
}

function spanOf(header: string, one: string, other: string): MacSpan {
  let start = 0
  while (one[start] === other[start]) start += 1
  let end = one.length
  while (end > start && one[end - 1] === other[end - 1 + other.length - one.length]) end -= 1
  while (start > 0 && inCode.test(one[start - 1] ?? '')) start -= 1
  while (end < one.length && /[A-Za-z0-9+/_=-]/.test(one[end] ?? '')) end += 1
  return { header, start, end }
}
