const entities = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#039;'],
] as const

/**
 * The keys that a shop may make of one secret. WordPress stores `&`, `<`, `>` and quotes as HTML
 * entities; WooCommerce decodes them before it signs, but signed with the stored text before 3.5.5.
 * The operator may have copied either.
 *
 * @see https://github.com/woocommerce/woocommerce/pull/22722
 * @example secretSpellings('a&b') // ['a&b', 'a&amp;b']
 */
export function secretSpellings(secret: string): readonly string[] {
  // The ampersand is decoded last and encoded first, or `&amp;lt;` would be decoded twice.
  const decoded = entities.reduceRight((text, [sign, name]) => text.replaceAll(name, sign), secret)
  const encoded = entities.reduce((text, [sign, name]) => text.replaceAll(sign, name), decoded)
  return [...new Set([secret, decoded, encoded])]
}
