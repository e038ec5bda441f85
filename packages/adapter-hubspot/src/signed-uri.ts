import type { Settings } from './settings.ts'

/** The only percent-codes that HubSpot decodes before it signs by version 3. */
const decoded = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

/**
 * The URL as HubSpot calls it: always https, its query as it was written.
 * @param url as our server was called
 */
export function calledUri(url: string, { publicUrl }: Pick<Settings, 'publicUrl'>): string {
  const start = url.indexOf('?')
  const [base, query] = start < 0 ? [url, ''] : [url.slice(0, start), url.slice(start)]
  return (publicUrl ?? base.replace(/^http:/, 'https:')) + query
}

/**
 * The same as version 3 signs it. In one pass: `%252F` stays what it is.
 * @example signedUri('https://example.com/?did=did%3Aweb%3Aa%2Bb') // 'https://example.com/?did=did:web:a%2Bb'
 */
export function signedUri(uri: string): string {
  return uri.replace(decoded, code => decodeURIComponent(code))
}
