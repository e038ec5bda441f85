import { createRequire } from 'node:module'
import type { PhoneNumber } from 'libphonenumber-js/max'
import type { Canonical, Normalised } from './canonical.ts'
import { trimBlank } from './text.ts'

type NumberingPlans = typeof import('libphonenumber-js/max')

const load = createRequire(import.meta.url)
const inputLength = 250
// More than a country code, a number, an extension and all that is dialled before them. The
// library takes time quadratic in the digits.
const digitsMost = 64
// An extension's marker; any other letter spells a vanity number or masks a digit.
const extensionMarker = /(?<!\p{L})(?:extension|extn?|anexo|int|доб|x)[.:=]?\s*\d+$/iu

// Mexico dropped the 1 before mobile numbers in 2019; address books and platforms still send it.
const renumberings = [
  { before: /^\+521(\d{10})$/, toNow: '+52$1', now: /^\+52(\d{10})$/, toBefore: '+521$1' },
]
// Ivory Coast put two digits before its eight in 2021. Which two depends on the operator, so the
// old number has no alias.
const replacedPlans = [/^\+225\d{8}$/]

/** A telephone number in canonical form. */
export interface CanonicalPhone extends Canonical {
  /**
   * `valid`: its range is in use; `possible`: it has the right length, no more; `legacy`: of a
   * numbering plan that was replaced, kept because records still hold it.
   */
  readonly standing: 'valid' | 'possible' | 'legacy'
  /** Digits dialled after the number. Who shares a switchboard shares the number: it identifies nobody then. */
  readonly extension?: string
}

/**
 * Loads what knows the numbering plans, ninety files, unless a number was read before: for whoever
 * would rather wait now than at the first number.
 */
export function loadNumberingPlans(): NumberingPlans {
  plans ??= load('libphonenumber-js/max') as NumberingPlans
  return plans
}

let plans: NumberingPlans | null = null

/**
 * The canonical form `e164/1` of a telephone number: E.164, with the extension kept apart.
 *
 * Without a leading `+` the region decides what the digits mean, so a caller gives the country
 * named beside the number, else the integration's, else the controller's. Nothing is guessed.
 *
 * @param input any text
 * @param region ISO 3166 alpha-2, any case; ignored where the number says its own
 * @returns the number, or why there is none; a renumbered line has today's number as value and the
 *   one before as alias, however it was written
 * @example
 * normalisePhone('(02) 5550 1234', 'AU')
 * // { ok: { normaliser: 'e164/1', value: '+61255501234', standing: 'valid' } }
 * normalisePhone('7400123456') // { refused: 'unresolved_region' }
 */
export function normalisePhone(input: string, region?: string): Normalised<CanonicalPhone> {
  // The library knows full-width digits, but not a full-width plus.
  const text = trimBlank(input).replace(/^＋/, '+')
  if (text === '') return { refused: 'empty' }
  if (text.length > inputLength) return { refused: 'too_long' }
  if (/\p{L}/u.test(text.replace(extensionMarker, ''))) return { refused: 'letters' }

  const { isSupportedCountry, parsePhoneNumberFromString } = loadNumberingPlans()
  const country = region?.toUpperCase()
  const known = country !== undefined && isSupportedCountry(country)
  if (!known && !text.startsWith('+')) return { refused: 'unresolved_region' }
  if (holdsTooManyDigits(text)) return { refused: 'not_a_number' }

  const options = { extract: false, ...(known && { defaultCountry: country }) }
  const written = parsePhoneNumberFromString(text, options)
  if (written === undefined) return { refused: 'not_a_number' }
  const value = numberToday(written.number)
  // Written in canonical form already, it would only be read a second time.
  const phone = value === text ? written : parsePhoneNumberFromString(value)
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

function holdsTooManyDigits(text: string): boolean {
  return text.length > digitsMost && text.replace(/\P{Nd}/gu, '').length > digitsMost
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
