const googleDomains = new Set(['gmail.com', 'googlemail.com'])
// Consumer providers that deliver `name+anything` to `name`.
const subaddressDomains = new Set([
  ...googleDomains,
  'fastmail.com',
  'hotmail.com',
  'icloud.com',
  'live.com',
  'me.com',
  'outlook.com',
  'pm.me',
  'proton.me',
  'protonmail.com',
])

/**
 * The mailbox behind a canonical address at a provider known for plus addressing. It makes a second
 * token (kind `email_base`, normaliser `email-base/1`) that *suggests* a link between two people
 * and never decides one.
 *
 * @param canonical the value of a `normaliseEmail` result
 * @returns the base address, equal to the input where there is nothing to take off; null where the
 *   provider is not on the list
 * @example
 * emailBase('j.doe+shop@googlemail.com') // 'jdoe@gmail.com'
 * emailBase('jane.doe+shop@example.com') // null
 */
export function emailBase(canonical: string): string | null {
  const at = canonical.lastIndexOf('@')
  const domain = canonical.slice(at + 1)
  if (!subaddressDomains.has(domain) || canonical.startsWith('"')) return null
  const [mailbox = ''] = canonical.slice(0, at).split('+', 1)
  if (!googleDomains.has(domain)) return mailbox === '' ? null : `${mailbox}@${domain}`
  const dotless = mailbox.replaceAll('.', '')
  return dotless === '' ? null : `${dotless}@gmail.com`
}
