import { ConduitError } from '@conduit/core'
import { listSubjects, type SubjectNode } from '@conduit/db'
import {
  dismissLinks,
  mergePeople,
  restrictPerson,
  separatePeople,
  unrestrictPerson,
} from '@conduit/db/people'
import { builder } from '../builder.ts'
import type { GraphContext, Ref } from '../context.ts'
import { refOf } from '../scope.ts'
import { DataSubject, RestrictionReason } from '../types/subject.ts'

const MergeDataSubjectsInput = builder.inputType('MergeDataSubjectsInput', {
  fields: t => ({
    dataSubjectId: t.id({ required: true }),
    intoId: t.id({ required: true, description: 'Who stands for both from then on.' }),
  }),
})

const DismissLinkInput = builder.inputType('DismissLinkInput', {
  fields: t => ({
    dataSubjectId: t.id({ required: true }),
    otherId: t.id({ required: true }),
  }),
})

const RestrictDataSubjectInput = builder.inputType('RestrictDataSubjectInput', {
  fields: t => ({
    dataSubjectId: t.id({ required: true }),
    reason: t.field({ type: RestrictionReason, required: true }),
  }),
})

const DataSubjectPayload = builder
  .objectRef<{ readonly dataSubject: SubjectNode }>('DataSubjectPayload')
  .implement({
    fields: t => ({
      dataSubject: t.field({ type: DataSubject, resolve: ({ dataSubject }) => dataSubject }),
    }),
  })

const DataSubjectsPayload = builder
  .objectRef<{ readonly dataSubjects: readonly SubjectNode[] }>('DataSubjectsPayload')
  .implement({
    fields: t => ({
      dataSubjects: t.field({
        type: [DataSubject],
        resolve: ({ dataSubjects }) => [...dataSubjects],
      }),
    }),
  })

builder.mutationFields(t => ({
  mergeDataSubjects: t.field({
    type: DataSubjectPayload,
    description:
      'Says that two data subjects of a controller are one person. Nothing that was recorded is rewritten, and `separateDataSubjects` ends it.',
    args: { input: t.arg({ type: MergeDataSubjectsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const subject = refOf(context, 'subject', input.dataSubjectId, '/input/dataSubjectId')
      const into = sameController(subject, refOf(context, 'subject', input.intoId, '/input/intoId'))
      const merge = { controllerId: subject.controllerId, subjectId: subject.id, into: into.id }
      await mergePeople(context.services.administration, context.actor, merge)
      return { dataSubject: await subjectNow(context, into) }
    },
  }),
  separateDataSubjects: t.field({
    type: DataSubjectsPayload,
    description:
      'Ends a merge: the data subject is a person of its own again, with those who were merged into it.',
    args: {
      dataSubjectId: t.arg.id({
        required: true,
        description: 'Who was merged into another one: see `DataSubject.merged`.',
      }),
    },
    resolve: async (_root, { dataSubjectId }, context) => {
      const ref = refOf(context, 'subject', dataSubjectId, '/dataSubjectId')
      const whole = await subjectNow(context, ref)
      await separatePeople(context.services.administration, context.actor, ref)
      return { dataSubjects: [await subjectNow(context, ref), await subjectNow(context, whole)] }
    },
  }),
  dismissLink: t.field({
    type: DataSubjectsPayload,
    description: 'Says that two people are not one, so that they are not suggested any more.',
    args: { input: t.arg({ type: DismissLinkInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const subject = refOf(context, 'subject', input.dataSubjectId, '/input/dataSubjectId')
      const other = sameController(
        subject,
        refOf(context, 'subject', input.otherId, '/input/otherId'),
      )
      await dismissLinks(context.services.administration, context.actor, subject, other.id)
      return {
        dataSubjects: [await subjectNow(context, subject), await subjectNow(context, other)],
      }
    },
  }),
  restrictDataSubject: t.field({
    type: DataSubjectPayload,
    description: 'What comes of this person from now on is kept and marked, and nothing else.',
    args: { input: t.arg({ type: RestrictDataSubjectInput, required: true }) },
    resolve: async (_root, { input: { dataSubjectId, reason } }, context) => {
      const ref = refOf(context, 'subject', dataSubjectId, '/input/dataSubjectId')
      await restrictPerson(context.services.administration, context.actor, ref, reason)
      return { dataSubject: await subjectNow(context, ref) }
    },
  }),
  unrestrictDataSubject: t.field({
    type: DataSubjectPayload,
    description: 'Lifts the restriction of a person.',
    args: { dataSubjectId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataSubjectId }, context) => {
      const ref = refOf(context, 'subject', dataSubjectId, '/dataSubjectId')
      await unrestrictPerson(context.services.administration, context.actor, ref)
      return { dataSubject: await subjectNow(context, ref) }
    },
  }),
}))

/** The other of two, if it is of the same controller. */
function sameController(one: Ref, other: Ref): Ref {
  if (one.controllerId !== other.controllerId) throw new ConduitError('not_found')
  return other
}

/** The person that a data subject is or belongs to. */
async function subjectNow(
  { services: { database } }: GraphContext,
  { controllerId, id }: Ref,
): Promise<SubjectNode> {
  const of = { controllerIds: [controllerId], ids: [id] }
  const found = (await listSubjects(database, of, { first: 1 })).edges[0]?.node
  if (found === undefined) throw new ConduitError('not_found')
  return found
}
