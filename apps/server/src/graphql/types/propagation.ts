import { encodeId } from '@conduit/core/host'
import type { ConsentNode } from '@conduit/db/consents'
import { type PropagationNode, refusalOf } from '@conduit/db/propagations'
import type { ShownLine } from '../../propagations/plan-propagation.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { DateTime } from '../scalars.ts'
import { Consent, ConsentState, lengthOf, usualLength } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'
import { DataSubject } from './subject.ts'

export const PropagationOutcome = builder.enumType('PropagationOutcome', {
  values: {
    waiting: { description: 'It is still to be told.' },
    told: { description: 'The platform took it; `found` is what it says since.' },
    not_found: { description: 'The object is gone, or nothing proven names it any more.' },
    refused: { description: 'The platform takes no such decision of others.' },
    unsupported: { description: 'This cannot be told there.' },
    failed: {
      description: 'It was tried five times, or there is no way to the platform any more.',
    },
    superseded: { description: 'It was not told: another decision holds.' },
    restricted: { description: 'It was not told: the data of the person may only be kept.' },
  } as const,
})

const ConsentFound = builder.enumType('ConsentFound', {
  values: {
    granted: {},
    withdrawn: {},
    unknown: { description: 'The platform has not decided yet, or could not be asked.' },
  } as const,
})

export const ConsentPropagation = builder
  .objectRef<PropagationNode>('ConsentPropagation')
  .implement({
    description: 'What a platform is told of a decision of a person, and how that stands.',
    fields: t => ({
      id: t.id({ resolve: ({ controllerId, id }) => encodeId('propagation', controllerId, id) }),
      dataSubjectId: t.id({
        description: 'Whose object it is: the person, or one that was merged into it.',
        resolve: ({ controllerId, subjectId }) => encodeId('subject', controllerId, subjectId),
      }),
      integration: t.field({ type: Integration, resolve: integrationOf }),
      object: t.exposeString('object', { description: "The platform's kind of object." }),
      channel: t.exposeString('channel'),
      purpose: t.exposeString('purpose', {
        description:
          "The controller's name for it then; where nothing maps it, the platforms' word.",
      }),
      platformPurpose: t.exposeString('platformPurpose', { description: "The platform's word." }),
      state: t.expose('state', { type: ConsentState }),
      decidedAt: t.expose('decidedAt', { type: DateTime }),
      outcome: t.expose('outcome', { type: PropagationOutcome }),
      found: t.expose('found', {
        type: ConsentFound,
        nullable: true,
        description: 'What the platform said when it was looked at last; null: nobody has looked.',
      }),
      confirmedAt: t.expose('confirmedAt', {
        type: DateTime,
        nullable: true,
        description: 'When the platform said the same.',
      }),
      tries: t.exposeInt('tries', { description: 'How often it was begun to tell it.' }),
      toldAt: t.expose('toldAt', { type: DateTime, nullable: true }),
      nextAt: t.expose('nextAt', {
        type: DateTime,
        nullable: true,
        description: 'When it is told or looked at next; null: it is closed.',
      }),
      reason: t.exposeString('reason', {
        nullable: true,
        description:
          'Why it ended, or is tried again: `rate_limited`, `no_access`, `superseded`, …',
      }),
      createdAt: t.expose('createdAt', { type: DateTime }),
      createdBy: t.id({
        nullable: true,
        description: 'The API key by which somebody asked for it.',
        resolve: ({ controllerId, actorType, actorId }) =>
          actorId !== null && actorType === 'api_key'
            ? encodeId('key', controllerId, actorId)
            : actorId,
      }),
    }),
  })

export const ConsentPropagationConnection = builder.connectionObject({
  type: ConsentPropagation,
  name: 'ConsentPropagationConnection',
})

const PropagationLineOutcome = builder.enumType('PropagationLineOutcome', {
  values: {
    would_tell: {},
    agrees: { description: "The platform's own last word is the same." },
    unsupported: { description: 'This cannot be told there.' },
    no_access: { description: 'It is switched off, or its settings give no access.' },
    no_reference: {
      description: 'Nothing proven names an object there that is of this person alone.',
    },
  } as const,
})

export const PropagationLine = builder.objectRef<ShownLine>('PropagationLine').implement({
  description:
    'An object of the person at a platform, and what telling it in a word of the platform does.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    object: t.exposeString('object', {
      nullable: true,
      description: "The platform's kind of object; null: none is told.",
    }),
    platformPurpose: t.exposeString('platformPurpose', { nullable: true }),
    outcome: t.expose('outcome', { type: PropagationLineOutcome }),
    propagation: t.field({
      type: ConsentPropagation,
      nullable: true,
      description: 'Null: it is not told, or this was a dry run.',
      resolve: ({ propagation }) => propagation,
    }),
  }),
})

builder.objectField(DataSubject, 'propagations', t =>
  t.field({
    type: [ConsentPropagation],
    description:
      'What platforms are told of decisions of this person, what was asked for last first; more by `Query.consentPropagations`.',
    args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
    resolve: async ({ controllerId, id }, { first }, context) => {
      const length = lengthOf(first)
      return (await context.propagations({ controllerId, id })).slice(0, length)
    },
  }),
)

builder.objectFields(Consent, t => ({
  propagations: t.field({
    type: [ConsentPropagation],
    description: 'What platforms are told of it, what was asked for last first.',
    args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
    resolve: async (consent, { first }, context) => {
      const length = lengthOf(first)
      const { controllerId, subjectId: id } = consent
      const all = await context.propagations({ controllerId, id })
      return all.filter(each => isOf(consent, each)).slice(0, length)
    },
  }),
  canBeTold: t.boolean({
    description:
      'It is a conflict, and a platform that sees it differently can be told: see `Mutation.propagateConsent`.',
    resolve: canBeTold,
  }),
}))

function isOf({ channel, purposeId, purpose }: ConsentNode, propagation: PropagationNode): boolean {
  if (propagation.channel !== channel || propagation.purposeId !== purposeId) return false
  return purposeId !== null || propagation.purpose === purpose
}

async function canBeTold(
  consent: ConsentNode,
  _args: object,
  context: GraphContext,
): Promise<boolean> {
  if (!consent.isConflict) return false
  const { controllerId, subjectId: id, state, sources } = consent
  const said = await context.consents({ controllerId, id })
  if (refusalOf(consent, said?.consents ?? [consent]) !== null) return false
  const subject = await context.subject({ controllerId, id })
  if (subject?.state !== 'active') return false
  const proven = await context.verifiedPlaces({ controllerId, id })
  for (const { integrationId, state: theirs } of sources) {
    if (integrationId === null || theirs === state || !proven.includes(integrationId)) continue
    const node = await context.integration({ controllerId, id: integrationId })
    const running = context.services.adapters.get(node?.adapter ?? '')
    if (node?.status === 'enabled' && running?.adapter.propagate !== undefined) return true
  }
  return false
}
