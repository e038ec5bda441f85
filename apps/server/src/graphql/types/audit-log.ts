import {
  type AnchoredNotes,
  type AuditLogState,
  auditFaultKinds,
  type EntryProof,
  type AuditFault as Fault,
  type GrowthProof,
  judgeNote,
  type LogKey,
  logName,
  type VerifiedPart,
} from '@conduit/db/audit'
import { type Checkpoint, verifierKey } from '@conduit/privacy/merkle'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

interface Status extends AuditLogState {
  readonly controllerId: string
  readonly keys: readonly LogKey[]
  readonly anchors: readonly AnchoredNotes[]
}

const AuditCheckpoint = builder
  .objectRef<Checkpoint & { readonly note: string }>('AuditCheckpoint')
  .implement({
    description: 'What an audit log said of itself, and signed.',
    fields: t => ({
      size: t.exposeInt('size', { description: 'Entries that it covers.' }),
      root: t.string({
        description: 'Of their tree, in base64.',
        resolve: ({ root }) => Buffer.from(root).toString('base64'),
      }),
      at: t.expose('at', { type: DateTime }),
      note: t.exposeString('note', { description: 'All of it: a signed note of C2SP.' }),
    }),
  })

const AuditAnchors = builder
  .objectRef<{ readonly place: string; readonly size: number }>('AuditAnchors')
  .implement({
    description: 'A place outside of the database where checkpoints are written down.',
    fields: t => ({
      place: t.exposeString('place'),
      size: t.exposeInt('size', { description: 'Entries that the newest one covers; 0: none.' }),
    }),
  })

export const AuditStatus = builder.objectRef<Status>('AuditStatus').implement({
  fields: t => ({
    size: t.exposeInt('size', { description: 'Entries that are sealed.' }),
    waiting: t.exposeInt('waiting', { description: 'Entries that are about to be.' }),
    checkpoint: t.field({
      type: AuditCheckpoint,
      nullable: true,
      description: 'The newest one. Null: there is none yet, or it is not signed by this log.',
      resolve: status => checkpointOf(status, status.note),
    }),
    anchors: t.field({
      type: [AuditAnchors],
      resolve: status =>
        status.anchors.map(({ place, notes }) => ({
          place,
          size: checkpointOf(status, notes.at(-1) ?? null)?.size ?? 0,
        })),
    }),
    verifierKeys: t.stringList({
      description: 'Keys that sign this log, as C2SP writes them; the active one first.',
      resolve: ({ controllerId, keys }) =>
        keys.map(({ publicKey }) => verifierKey({ name: logName(controllerId), publicKey })),
    }),
  }),
})

function checkpointOf({ controllerId, keys }: Status, note: string | null) {
  const judged = note === null ? null : judgeNote(note, { controllerId, keys })
  return note !== null && judged !== null && 'checkpoint' in judged
    ? { ...judged.checkpoint, note }
    : null
}

const AuditFaultKind = builder.enumType('AuditFaultKind', { values: auditFaultKinds })

const AuditFault = builder.objectRef<Fault>('AuditFault').implement({
  description: 'Something that is wrong with an audit log.',
  fields: t => ({
    kind: t.expose('kind', { type: AuditFaultKind }),
    seq: t.exposeInt('seq', {
      description: 'Number of the first entry that is not as it was; of a checkpoint its size.',
    }),
    until: t.exposeInt('until', {
      description: 'It is one of the entries up to here; that of `seq`, where it is known which.',
    }),
    detail: t.exposeString('detail'),
  }),
})

export const AuditVerification = builder
  .objectRef<Omit<VerifiedPart, 'next'> & { readonly next: string | null }>('AuditVerification')
  .implement({
    fields: t => ({
      checked: t.exposeInt('checked', { description: 'Entries so far.' }),
      size: t.exposeInt('size', { description: 'Entries that there should be.' }),
      next: t.exposeString('next', {
        nullable: true,
        description: 'Null: this was the last part.',
      }),
      faults: t.field({
        type: [AuditFault],
        description: 'Of this part, the first 100; none: it is intact.',
        resolve: ({ faults }) => [...faults],
      }),
    }),
  })

export const AuditProof = builder.objectRef<EntryProof>('AuditProof').implement({
  description: 'Shows who has nothing but the keys of a log that an entry is in it (RFC 6962).',
  fields: t => ({
    entry: t.exposeString('entry', {
      description:
        'As RFC 8785 has it. Its hash is made of `conduit/audit-entry/v1`, a line end and this.',
    }),
    seq: t.exposeInt('seq'),
    checkpoint: t.exposeString('checkpoint', { description: 'The first one that covers it.' }),
    proof: t.stringList({
      description: 'Hashes from the entry to the root, hexadecimal.',
      resolve: ({ proof }) => [...proof],
    }),
  }),
})

export const AuditGrowth = builder.objectRef<GrowthProof>('AuditGrowth').implement({
  description: 'Shows that a log has only grown from one checkpoint to another (RFC 6962).',
  fields: t => ({
    older: t.exposeString('older'),
    newer: t.exposeString('newer'),
    proof: t.stringList({
      description: 'Hexadecimal.',
      resolve: ({ proof }) => [...proof],
    }),
  }),
})
