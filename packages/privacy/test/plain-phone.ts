import type { CanonicalPhone, Normalised } from '@conduit/privacy'
import {
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { trimBlank } from './plain-text.ts'

const inputLength = 250
// An extension's marker; any other letter spells a vanity number or masks a digit.
const extensionMarker = /(?<!\p{L})(?:extension|extn?|anexo|int|доб|x)[.:=]?\s*\d+$/iu

// Mexico dropped the 1 before mobile numbers in 2019; address books and platforms still send it.
const renumberings = [
  { before: /^\+521(\d{10})$/, toNow: '+52$1', now: /^\+52(\d{10})$/, toBefore: '+521$1' },
]
// Ivory Coast put two digits before its eight in 2021. Which two depends on the operator, so the
// old number has no alias.
const replacedPlans = [/^\+225\d{8}$/]

/**
 * `e164/1` as it was first written: every number read twice. What the package does faster must
 * give the same.
 */
export function plainPhone(input: string, region?: string): Normalised<CanonicalPhone> {
  // The library knows full-width digits, but not a full-width plus.
  const text = trimBlank(input).replace(/^＋/, '+')
  if (text === '') return { refused: 'empty' }
  if (text.length > inputLength) return { refused: 'too_long' }
  if (/\p{L}/u.test(text.replace(extensionMarker, ''))) return { refused: 'letters' }

  const country = region?.toUpperCase()
  const known = country !== undefined && isSupportedCountry(country)
  if (!known && !text.startsWith('+')) return { refused: 'unresolved_region' }

  const options = { extract: false, ...(known && { defaultCountry: country }) }
  const written = parsePhoneNumberFromString(text, options)
  if (written === undefined) return { refused: 'not_a_number' }
  const value = numberToday(written.number)
  const phone = parsePhoneNumberFromString(value)
  // After a stray trunk prefix the library reads its own answer as yet another number.
  const standing = phone?.number === value ? standingOf(phone) : null
  if (standing === null) return { refused: 'not_possible' }

  const alias = numbersBefore(value)
  return {
    ok: {
      normaliser: 'e164/1',
      value,
      standing,
      ...(alias.length > 0 && { alias }),
      ...(written.ext !== undefined && { extension: written.ext }),
    },
  }
}

function numberToday(number: string): string {
  const renumbered = renumberings.find(({ before }) => before.test(number))
  return renumbered ? number.replace(renumbered.before, renumbered.toNow) : number
}

function numbersBefore(number: string): readonly string[] {
  return renumberings
    .filter(({ now }) => now.test(number))
    .map(({ now, toBefore }) => number.replace(now, toBefore))
}

function standingOf(phone: PhoneNumber): CanonicalPhone['standing'] | null {
  if (phone.isValid()) return 'valid'
  if (phone.isPossible()) return 'possible'
  return replacedPlans.some(plan => plan.test(phone.number)) ? 'legacy' : null
}
