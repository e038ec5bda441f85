import { domainToASCII, domainToUnicode } from 'node:url'
import type { CanonicalEmail, Normalised, Refusal } from '@conduit/privacy'
import parseAddresses from 'email-addresses'
import { hasBlank, isIllFormed, trimBlank } from './plain-text.ts'

const addressBytes = 254
const localBytes = 64
const labelBytes = 63
// An address and a display name of the same length.
const inputLength = 512

const plainLocal = /^[a-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\u{10ffff}]+$/u
const quotedLocal = /^"((?:[^"\\]|\\.)*)"$/su
const endsInNumber = /(?:^|\.)\d+$/
// What `domainToASCII` would decode, cut off or pass through: `%6d`, `/`, `#`, `,`.
const foreignToDomains = /[^a-z0-9._\-\u0080-\u{10ffff}]/iu

interface AddressParts {
  /** Without quotes and escapes. */
  readonly local: string
  /** Whether the local part may hold what needs quotes. */
  readonly quoted: boolean
  readonly domain: string
}

/**
 * `email/1` as it was first written: every address the same way, display forms by a library that
 * takes a tenth of a second for a hostile one. What the package does faster must give the same.
 */
export function plainEmail(input: string): Normalised<CanonicalEmail> {
  const text = trimBlank(input)
  if (text === '') return { refused: 'empty' }
  if (text.length > inputLength) return { refused: 'too_long' }
  if (/\p{Cc}/u.test(text) || isIllFormed(text)) return { refused: 'ill_formed' }

  const displayForm = text.endsWith('>')
  const parts = displayForm ? parseDisplayForm(text) : splitAddress(text)
  if (parts === null) return { refused: displayForm ? 'bad_display_form' : 'no_at_sign' }

  const local = canonicalLocal(parts)
  if ('refused' in local) return local
  const domain = canonicalDomain(parts.domain)
  if ('refused' in domain) return domain

  const value = `${local.text}@${domain.text}`
  if (Buffer.byteLength(value) > addressBytes) return { refused: 'too_long' }
  const form = { normaliser: 'email/1', value }
  return { ok: mixesScripts(domain.text) ? { ...form, mixedScript: true } : form }
}

type Part = { readonly text: string } | { readonly refused: Refusal }

function parseDisplayForm(text: string): AddressParts | null {
  // The parser takes milliseconds for nested comments, and nobody writes them.
  if (text.indexOf('(') !== text.lastIndexOf('(')) return null
  // `Doe, Jane <…>` is one person and `a@x.org, b@x.org <…>` is two: a display name may hold
  // commas or an `@`, not both.
  const atInDisplayName = !text.includes(',')
  const parsed = parseAddresses({
    input: text,
    rfc6532: true,
    commaInDisplayName: true,
    atInDisplayName,
  })
  const [only, ...others] = parsed?.addresses ?? []
  if (only?.type !== 'mailbox' || others.length > 0) return null
  return { local: only.local, quoted: true, domain: only.domain }
}

function splitAddress(text: string): AddressParts | null {
  const at = text.lastIndexOf('@')
  if (at === -1) return null
  const local = text.slice(0, at)
  const content = quotedLocal.exec(local)?.[1]
  const domain = text.slice(at + 1)
  if (content === undefined) return { local, quoted: false, domain }
  return { local: content.replace(/\\(.)/gsu, '$1'), quoted: true, domain }
}

function canonicalLocal({ local, quoted }: AddressParts): Part {
  // Lower-casing may leave a letter and a mark that NFC joins again.
  const text = local.normalize('NFC').toLowerCase().normalize('NFC')
  if (text === '') return { refused: 'empty_local' }
  if (hasBlank(text)) return { refused: 'inner_space' }
  const plain = plainLocal.test(text)
  if (!plain && !quoted) return { refused: 'bad_local' }
  const written = plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
  return Buffer.byteLength(written) > localBytes ? { refused: 'long_local' } : { text: written }
}

function canonicalDomain(domain: string): Part {
  if (hasBlank(domain)) return { refused: 'inner_space' }
  if (domain.startsWith('[')) return { refused: 'ip_domain' }
  if (foreignToDomains.test(domain)) return { refused: 'bad_domain' }
  const ascii = domainToASCII(domain).replace(/\.$/, '')
  // `⁼` has become `=` by now.
  if (ascii === '' || foreignToDomains.test(ascii)) return { refused: 'bad_domain' }
  // `1.2.3` has become `1.2.0.3` by now.
  if (endsInNumber.test(ascii)) return { refused: 'ip_domain' }
  const labels = ascii.split('.')
  if (labels.includes('')) return { refused: 'empty_label' }
  if (labels.length === 1) return { refused: 'no_dot' }
  if (labels.some(label => label.length > labelBytes)) return { refused: 'long_label' }
  return { text: ascii }
}

function mixesScripts(asciiDomain: string): boolean {
  if (!asciiDomain.includes('xn--')) return false
  const labels = domainToUnicode(asciiDomain).split('.')
  return labels.some(
    label =>
      /\p{Script=Latin}/u.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label),
  )
}
