import type { Normalised } from './canonical.ts'
import { trimBlank } from './text.ts'

const inputLength = 64
const separators = /[\s./\-\u2010-\u2015]/g

// VAT numbers have two prefixes that are no ISO country: Greece's, and Northern Ireland's, whose
// numbers are the British ones.
const vatPrefixes: Readonly<Record<string, string>> = { GR: 'EL', GB: 'XI' }

/**
 * The canonical form `tax-id/1` of a tax or VAT number: without separators, in upper case, after
 * its ISO country. A prefix that is already there, also the VAT form `EL` or `XI`, is not doubled.
 * Check digits are not looked at: every country has its own.
 *
 * @param input any text
 * @param country ISO 3166 alpha-2 of the country that gave the number, any case
 * @example
 * normaliseTaxId('123 4567-89', 'de') // { ok: { normaliser: 'tax-id/1', value: 'DE123456789' } }
 * normaliseTaxId('EL 012345678', 'GR') // { ok: { normaliser: 'tax-id/1', value: 'GR012345678' } }
 */
export function normaliseTaxId(input: string, country: string): Normalised {
  const text = compact(input)
  if ('refused' in text) return text
  if (!/^[a-z]{2}$/i.test(country)) return { refused: 'unresolved_region' }
  const iso = country.toUpperCase()
  const prefix = [iso, vatPrefixes[iso]].find(start => start && text.value.startsWith(start)) ?? ''
  const number = text.value.slice(prefix.length)
  // Mexican numbers may hold `&` and `Ñ`.
  if (!/^[A-Z0-9&Ñ]{4,24}$/.test(number) || !/\d/.test(number)) return { refused: 'bad_shape' }
  return { ok: { normaliser: 'tax-id/1', value: iso + number } }
}

/**
 * The canonical form `iban/1` of an international bank account number: without separators, in upper
 * case, with the check digits of ISO 13616 (modulo 97) verified. The length that each country
 * prescribes is not looked at.
 *
 * @param input any text
 * @example
 * normaliseIban('gb82 west 1234 5698 7654 32')
 * // { ok: { normaliser: 'iban/1', value: 'GB82WEST12345698765432' } }
 * normaliseIban('GB82 WEST 1234 5698 7654 33') // { refused: 'bad_checksum' }
 */
export function normaliseIban(input: string): Normalised {
  const text = compact(input)
  if ('refused' in text) return text
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text.value)) return { refused: 'bad_shape' }
  return hasCheckDigits(text.value)
    ? { ok: { normaliser: 'iban/1', value: text.value } }
    : { refused: 'bad_checksum' }
}

function compact(
  input: string,
): { readonly value: string } | { readonly refused: 'empty' | 'too_long' | 'bad_shape' } {
  const written = trimBlank(input)
  if (written === '') return { refused: 'empty' }
  // The one letter that may be written as two is Ñ. Composing takes longer the more marks there are.
  if (written.length > 2 * inputLength) return { refused: 'too_long' }
  const text = written.normalize('NFC')
  if (text.length > inputLength) return { refused: 'too_long' }
  // Upper-casing turns some foreign letters into Latin ones (the dotless i into I), and two
  // numbers into one: they are refused first.
  if (/[^\x20-\x7e\s\u2010-\u2015Ññ]/.test(text)) return { refused: 'bad_shape' }
  return { value: text.replace(separators, '').toUpperCase() }
}

function hasCheckDigits(iban: string): boolean {
  const checkDigits = Number(iban.slice(2, 4))
  // 00, 01 and 99 leave the same remainder as 97, 98 and 02, and are never given.
  if (checkDigits < 2 || checkDigits > 98) return false
  const digits = Array.from(iban.slice(4) + iban.slice(0, 4), symbol => Number.parseInt(symbol, 36))
  return BigInt(digits.join('')) % 97n === 1n
}
