import {
  furtherSecrets,
  needs,
  oneOf,
  opening,
  piiCategories,
  proving,
  settingsOf,
  word,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = { pattern: '^\\S{16,}$' }

/** What connects one NetSuite account. */
export const settings = settingsOf({
  signingSecret: proving(
    'Value of the API secret that the script signs with, as text; 16 or more.',
    key,
  ),
  previousSigningSecrets: furtherSecrets(
    word('An older secret.', key),
    'Further secrets that are valid while a new one takes their place.',
  ),
  accountId: word(
    'Account ID, `1234567` or `1234567_SB1`: Setup > Company > Company Information.',
    { pattern: '^[A-Za-z0-9]{1,32}([_-][A-Za-z0-9]{1,16})?$' },
  ),
  accessToken: opening(
    'OAuth 2.0 access token, good for an hour. With a privateKey it is not used.',
  ),
  clientId: Type.Optional(word('Client ID of the integration record, to read records.')),
  certificateId: Type.Optional(word('Certificate ID of the OAuth 2.0 client credentials mapping.')),
  privateKey: opening('RSA private key of that certificate: PEM, PKCS #8, not encrypted.', {
    pattern: '^-----BEGIN PRIVATE KEY-----\\s',
  }),
  eraseScript: Type.Optional(
    word(
      'Script ID of the installed `erase.js`, such as `customscript_conduit_erase`; its deployment ends alike. Without it people are erased by hand.',
      { pattern: '^customscript\\w{1,28}$' },
    ),
  ),
  customFields: Type.Optional(
    Type.Record(Type.String({ pattern: '^cust[a-z]*_\\w{1,60}$' }), oneOf(piiCategories), {
      additionalProperties: false,
      description:
        'Custom fields that hold personal data: id (`custentity_…`) to category. E-mail addresses and phone numbers also find the person.',
    }),
  ),
})

export type Settings = Static<typeof settings>

/** An account ID as it is compared: `1234567-sb1` and `1234567_SB1` are one account. */
export function canonicalAccount(accountId: string): string {
  return accountId.toUpperCase().replaceAll('-', '_')
}

/** Client credentials are a client, a certificate and its key. */
export const check = (own: Settings) => [
  ...needs(own, 'privateKey', 'clientId', 'certificateId'),
  ...needs(own, 'clientId', 'privateKey'),
  ...needs(own, 'certificateId', 'privateKey'),
]
