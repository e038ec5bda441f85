/** One identifier in the one spelling that all its spellings share. */
export interface Canonical {
  /** Rule and version that made the value, `email/1`. It is part of the token: a changed rule is a new version. */
  readonly normaliser: string
  /** The canonical spelling. Personal data: it goes into a token or is encrypted, never into a row or a log. */
  readonly value: string
  /** Further canonical spellings of the same thing: the number a renumbered line had before. */
  readonly alias?: readonly string[]
}

/** Why an input has no canonical form. A word for machines, and never the input itself. */
export type Refusal =
  | 'empty'
  | 'too_long'
  | 'ill_formed'
  | 'inner_space'
  | 'bad_display_form'
  | 'no_at_sign'
  | 'empty_local'
  | 'bad_local'
  | 'long_local'
  | 'bad_domain'
  | 'ip_domain'
  | 'no_dot'
  | 'empty_label'
  | 'long_label'
  | 'letters'
  | 'unresolved_region'
  | 'not_a_number'
  | 'not_possible'
  | 'not_an_ip'
  | 'bad_shape'
  | 'bad_checksum'

/**
 * What a normaliser answers: a canonical form, or the reason why there is none.
 *
 * @example
 * const email = normaliseEmail(input)
 * if ('refused' in email) count(email.refused)
 * else token(email.ok)
 */
export type Normalised<Form extends Canonical = Canonical> =
  | { readonly ok: Form }
  | { readonly refused: Refusal }
