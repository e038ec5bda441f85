import { domainToASCII, domainToUnicode } from 'node:url'
import type { Canonical, Normalised, Refusal } from './canonical.ts'
import { parseDisplayForm } from './display-form.ts'
import { hasBlank, isIllFormed, trimBlank } from './text.ts'

const addressBytes = 254
const localBytes = 64
const labelBytes = 63
// An address and a display name of the same length.
const inputLength = 512

// What nearly all addresses look like. All that the rest of this file does to one of them is to
// lower its case; punycode and what ends in a number are not among them.
const plainAddress =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:(?![Xx][Nn]--)[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/
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

/** An e-mail address in canonical form. */
export interface CanonicalEmail extends Canonical {
  /**
   * Set where one label of the domain mixes Latin with Cyrillic or Greek letters: it may pose as
   * another domain. A label that is foreign throughout is not marked, whatever it looks like.
   */
  readonly mixedScript?: true
}

/**
 * The canonical form `email/1` of an e-mail address: lower case, NFC, the domain in ASCII.
 *
 * Takes an address or `"Name" <address>`. Plus addressing and dots stay, because they are one
 * provider's rule and not a standard; `emailBase` takes them off.
 *
 * @param input any text
 * @returns the address, at most 254 bytes of UTF-8, or why there is none
 * @example
 * normaliseEmail(' Jane.Doe+Shop@EXAMPLE.com ')
 * // { ok: { normaliser: 'email/1', value: 'jane.doe+shop@example.com' } }
 * normaliseEmail('jane@1.2.3') // { refused: 'ip_domain' }
 */
export function normaliseEmail(input: string): Normalised<CanonicalEmail> {
  const text = trimBlank(input)
  if (text.length <= addressBytes && plainAddress.test(text)) {
    return { ok: { normaliser: 'email/1', value: text.toLowerCase() } }
  }
  if (text === '') return { refused: 'empty' }
  if (text.length > inputLength) return { refused: 'too_long' }
  if (/\p{Cc}/u.test(text) || isIllFormed(text)) return { refused: 'ill_formed' }

  const isDisplayForm = text.endsWith('>')
  const parts = isDisplayForm ? partsOfDisplayForm(text) : splitAddress(text)
  if (parts === null) return { refused: isDisplayForm ? 'bad_display_form' : 'no_at_sign' }

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

function partsOfDisplayForm(text: string): AddressParts | null {
  const form = parseDisplayForm(text)
  return form === null ? null : { ...form, quoted: true }
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
