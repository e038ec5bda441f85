import type { Identifier } from '@conduit/core'
import { contextOf, tokensOf } from '@conduit/core/host'
import type { Observed, ObservedActivity } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'

/** Differences, and what could not be compared and why. */
export interface Comparison {
  readonly differences: readonly string[]
  readonly notes: readonly string[]
}

type ExpectedConsent = NonNullable<Recording['expect']['consent']>[number]

/** Can everybody who is expected be found: by the tokens of the activities, and in the store? */
export function peopleComparison({ expect }: Recording, observed: Observed): Comparison {
  const differences: string[] = []
  const notes = new Set<string>()
  const { activities, server } = observed

  const look = (
    identifiers: readonly Identifier[],
    among: readonly ObservedActivity[],
    whose: string,
  ) => {
    for (const identifier of identifiers) {
      const tokens = possibleTokens(observed, identifier)
      if (tokens.size === 0) {
        notes.add(
          `${shown(identifier)} has no canonical form without a region: not findable, skipped`,
        )
      } else if (!among.some(activity => heldBy(activity).some(token => tokens.has(token)))) {
        differences.push(`${whose}: ${shown(identifier)} was not found`)
      } else if (
        !server.store.subjects.some(subject => [...subject.tokens].some(token => tokens.has(token)))
      ) {
        differences.push(`${whose}: ${shown(identifier)} leads to no data subject`)
      }
    }
  }

  for (const [index, event] of (expect.events ?? []).entries()) {
    const own = event.identifiers ?? event.subject?.identifiers ?? []
    look(own, activities.slice(index, index + 1), `event ${index} (${event.type})`)
  }
  look(expect.subject?.identifiers ?? [], activities, 'subject')
  for (const [index, { identifiers }] of (expect.otherSubjects ?? []).entries()) {
    look(identifiers, activities, `otherSubjects ${index}`)
    if (!isOnePerson(identifiers, observed)) {
      differences.push(`otherSubjects ${index}: its identifiers are not those of one person`)
    }
  }
  return {
    differences: [...differences, ...consentDifferences(expect, observed)],
    notes: [...notes],
  }
}

function isOnePerson(identifiers: readonly Identifier[], observed: Observed): boolean {
  const wanted = identifiers
    .map(identifier => possibleTokens(observed, identifier))
    .filter(tokens => tokens.size > 0)
  return observed.activities
    .flatMap(({ people }) => people)
    .some(person => wanted.every(tokens => person.tokens.some(token => tokens.has(token.hash))))
}

function consentDifferences({ consent = [] }: Recording['expect'], observed: Observed) {
  return consent
    .filter(expected => !observed.activities.some(activity => says(activity, expected, observed)))
    .map(({ meaning, identifier, channel, purpose }) => {
      const of = identifier === undefined ? '' : ` of ${shown(identifier)}`
      return ['consent: no', meaning + of, channel, purpose].filter(Boolean).join(' ')
    })
}

/** Whether an event holds that statement; of this person, where one is named. */
function says(
  { people }: ObservedActivity,
  { identifier, meaning, channel, purpose }: ExpectedConsent,
  observed: Observed,
): boolean {
  const tokens = identifier === undefined ? null : possibleTokens(observed, identifier)
  return people
    .filter(person => tokens === null || person.tokens.some(({ hash }) => tokens.has(hash)))
    .flatMap(({ consents }) => consents)
    .some(
      said =>
        `consent.${said.state}` === meaning &&
        said.channel === (channel ?? said.channel) &&
        said.purpose === (purpose ?? said.purpose),
    )
}

/** Tokens of an identifier, in the name space of each account that the play touched. */
function possibleTokens(observed: Observed, identifier: Identifier): ReadonlySet<string> {
  const { receiver, integrations } = observed.server
  const contexts = [
    ...integrations.map(each => contextOf(receiver, receiver.open(each), undefined)),
    ...observed.activities.map(({ integration, account }) =>
      contextOf(receiver, receiver.open(integration), account ?? undefined),
    ),
  ]
  return new Set(contexts.flatMap(context => tokensOf(identifier, context).map(({ hash }) => hash)))
}

function heldBy({ people }: ObservedActivity): readonly string[] {
  return people.flatMap(person => person.tokens.map(({ hash }) => hash))
}

function shown({ category, value }: Identifier): string {
  return `${category} ${JSON.stringify(value)}`
}
