/**
 * Why a call or an item was refused: each reason by its key, as the operator reads it. One catalogue
 * for logs, pages, the command line and the docs. Nothing in it tells an outsider anything: whoever
 * called gets the title of the error alone (`errorTable`).
 */
export const reasons = {
  // Whose call it is.
  credential_missing: 'no credential',
  credential_unknown: 'unknown DID or key',
  token_unusable: 'token does not open',
  token_revoked: 'token revoked',
  other_scope: 'token of another scope',
  other_channel: 'token of another channel',
  other_controller: 'another controller',
  integration_unknown: 'no such integration',
  integration_pending: 'the integration is pending',
  // Whether the platform sent it.
  header_missing: 'a header is missing',
  header_doubled: 'sent twice',
  signature_missing: 'signature header missing',
  signature_mismatch: 'signature does not match',
  secret_missing: 'no signing secret is set',
  timestamp_missing: 'timestamp header missing',
  timestamp_unreadable: 'timestamp is not in seconds',
  timestamp_outside_window: 'timestamp outside the window',
  other_account: 'another account',
  other_sender: 'not of this webhook',
  // What it says.
  body_unreadable: 'the body cannot be read',
  body_too_large: 'the body is larger than the adapter takes',
  body_too_complex: 'the body is nested too deep or holds too much',
  body_poisonous: 'a name that could change a prototype',
  envelope_mismatch: 'envelope does not match',
  other_kind: 'not a body of this kind',
  value_missing: 'a required value is missing',
  other_type: 'something else where personal data stand in a list or an object',
  not_a_name: 'a type or an account that is too long, or holds @ or markup',
  consent_of_nobody: 'a statement of consent that belongs to no one person of the event',
  body_withheld: 'nobody signed it, so its body was not kept: the platform has to send it again',
  never_calls: 'this platform does not call',
  // Whether it can be done now.
  account_unproven: 'the account is claimed here, and nobody has proven that it is theirs',
  access_unproven: 'the access among the options waits until the account is proven or approved',
  run_under_way: 'a run is under way',
  not_done_in_time: 'it takes longer than a platform waits; what is done of it stays',
  bodies_too_many: 'too many bytes of bodies are on their way',
  // What is our own fault.
  adapter_failed: 'the adapter failed',
} as const

/** Key of a reason; see `reasons`. */
export type ReasonKey = keyof typeof reasons
