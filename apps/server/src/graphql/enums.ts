import { piiCategories } from '@conduit/privacy'
import { lawProfiles } from '@conduit/privacy/clock'
import { builder } from './builder.ts'

export const PiiCategory = builder.enumType('PiiCategory', {
  description: 'Kind of personal data.',
  values: piiCategories,
})

export const Role = builder.enumType('Role', {
  description: 'What the holder of an API key may do.',
  values: ['owner', 'dpo', 'developer', 'auditor'] as const,
})

export const DeliveryOutcome = builder.enumType('DeliveryOutcome', {
  values: {
    recorded: { description: 'All of it.' },
    partial: { description: 'Some of its events could not be read.' },
    quarantined: { description: 'Our code failed on it; kept sealed to be replayed.' },
    ignored: { description: 'Nothing in it was for this integration.' },
  } as const,
})

export const Verification = builder.enumType('Verification', {
  description: 'How it was proven.',
  values: {
    signed: { description: 'By the signature of the platform.' },
    unsigned: { description: 'By the credential of the call alone.' },
    fetched: { description: 'We read it at the platform ourselves.' },
    attested: { description: 'Somebody with a key of this API answers for it.' },
    late: {
      description:
        'By its signature, and so long ago by its signed time that nobody can tell any more whether it has ' +
        'come before: nobody was looked up or made for it.',
    },
  } as const,
})

export const FetchState = builder.enumType('FetchState', {
  description: 'What became of reading at the platform.',
  values: {
    waiting: {},
    done: {},
    skipped: { description: 'There are no credentials for the platform.' },
    failed: {},
  } as const,
})

export const LawProfile = builder.enumType('LawProfile', {
  description: 'A law that sets deadlines; `ccpa` is the CCPA as the CPRA amended it.',
  values: lawProfiles,
})
