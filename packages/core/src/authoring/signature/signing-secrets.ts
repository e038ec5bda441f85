/** Settings of an integration whose platform signs with a shared secret. */
export interface SigningSettings {
  readonly signingSecret?: string | null | undefined
  readonly previousSigningSecrets?: readonly string[] | undefined
}

/** The secrets that may have signed, the current one first; not all of them need be set. */
export function signingSecrets(settings: SigningSettings): readonly (string | null | undefined)[] {
  return [settings.signingSecret, ...(settings.previousSigningSecrets ?? [])]
}
