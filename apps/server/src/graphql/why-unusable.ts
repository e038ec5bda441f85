import type { Controller } from '@conduit/core/host'
import {
  type Normalised,
  normaliseEmail,
  normalisePhone,
  normalisePlatformId,
  type Refusal,
} from '@conduit/privacy'

/** An identifier as somebody gave it. */
interface Given {
  readonly category: string
  readonly value: string
}

const words: Readonly<Record<Refusal, string>> = {
  empty: 'is empty',
  too_long: 'is too long',
  ill_formed: 'holds characters that nobody can type',
  inner_space: 'has a blank inside',
  bad_display_form: 'is not written as “Name <address>”',
  no_at_sign: 'has no @',
  empty_local: 'has nothing before its @',
  bad_local: 'has signs before its @ that need quotes',
  long_local: 'has more than 64 bytes before its @',
  bad_domain: 'has a domain that cannot be one',
  ip_domain: 'has numbers in the place of a domain',
  no_dot: 'has a domain without a dot',
  empty_label: 'has two dots in a row in its domain',
  long_label: 'has a part of its domain that is longer than 63 letters',
  letters: 'has letters in it',
  unresolved_region: 'has no country: it does not begin with +, and the organisation has no region',
  not_a_number: 'is not a telephone number',
  not_possible: 'has too few or too many digits for its country',
  not_an_ip: 'is not an IP address',
  bad_shape: 'has not the form of such a number',
  bad_checksum: 'has a wrong check digit',
}

/**
 * Why nobody can be found by an identifier, in words that follow its category: `has no @`. The value
 * stands in none of them, and nothing is guessed of what was meant.
 *
 * @param controller whose region says what the digits of a telephone number mean
 */
export function whyUnusable(
  { category, value }: Given,
  { phoneRegion }: Pick<Controller, 'phoneRegion'>,
): string {
  if (category === 'email') return said(normaliseEmail(value))
  if (category === 'account_id')
    return said(normalisePlatformId({ adapter: 'any', namespace: 'any', value }))
  if (category !== 'phone') return 'identifies nobody'
  const phone = normalisePhone(value, phoneRegion ?? undefined)
  const isShared = 'ok' in phone && phone.ok.extension !== undefined
  return isShared ? 'has an extension: a switchboard is not a person' : said(phone)
}

function said(form: Normalised): string {
  return 'refused' in form ? words[form.refused] : 'has no canonical form'
}
