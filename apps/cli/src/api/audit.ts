import type { Api } from './api-client.ts'

/** Something that is wrong with an audit log. */
export interface AuditFault {
  readonly kind: string
  /** Of the first entry that is not as it was; of a checkpoint its size. */
  readonly seq: number
  readonly until: number
  readonly detail: string
}

/** A part of a log, verified. */
export interface VerifiedPart {
  /** Entries so far, and as many as there should be. */
  readonly checked: number
  readonly size: number
  /** Null: it was the last. */
  readonly next: string | null
  readonly faults: readonly AuditFault[]
}

/** That an entry is in a log. */
export interface EntryProof {
  readonly entry: string
  readonly seq: number
  /** A signed note. */
  readonly checkpoint: string
  readonly proof: readonly string[]
}

/** That a log has only grown. */
export interface GrowthProof {
  readonly older: string
  readonly newer: string
  readonly proof: readonly string[]
}

/** Whether the key is good for all controllers, and so for the server's own log. */
export async function isGoodForAll(api: Api): Promise<boolean> {
  const { me } = await api.run<{ me: { dataController: object | null } }>(
    '{ me { dataController { id } } }',
  )
  return me.dataController === null
}

/** Verifies what comes behind `from`; null is the beginning. A log without controller is the server's own. */
export async function verifyPart(
  api: Api,
  dataControllerId: string | null,
  from: string | null,
): Promise<VerifiedPart> {
  const { verifyAudit } = await api.run<{ verifyAudit: VerifiedPart }>(
    `query ($dataControllerId: ID, $from: String) {
      verifyAudit(dataControllerId: $dataControllerId, from: $from) {
        checked size next faults { kind seq until detail }
      }
    }`,
    { dataControllerId, from },
  )
  return verifyAudit
}

/** The keys that sign a log. */
export async function verifierKeys(
  api: Api,
  dataControllerId: string | null,
): Promise<readonly string[]> {
  const { auditStatus } = await api.run<{ auditStatus: { verifierKeys: readonly string[] } }>(
    'query ($dataControllerId: ID) { auditStatus(dataControllerId: $dataControllerId) { verifierKeys } }',
    { dataControllerId },
  )
  return auditStatus.verifierKeys
}

/** Null: there is no such entry under a checkpoint. */
export async function proveEntry(
  api: Api,
  dataControllerId: string | null,
  seq: number,
): Promise<EntryProof | null> {
  const { auditProof } = await api.run<{ auditProof: EntryProof | null }>(
    `query ($dataControllerId: ID, $seq: Int!) {
      auditProof(dataControllerId: $dataControllerId, seq: $seq) { entry seq checkpoint proof }
    }`,
    { dataControllerId, seq },
  )
  return auditProof
}

/** Null: one of the sizes is not that of a checkpoint. */
export async function proveGrowth(
  api: Api,
  dataControllerId: string | null,
  sizes: { readonly older: number; readonly newer: number },
): Promise<GrowthProof | null> {
  const { auditGrowth } = await api.run<{ auditGrowth: GrowthProof | null }>(
    `query ($dataControllerId: ID, $older: Int!, $newer: Int!) {
      auditGrowth(dataControllerId: $dataControllerId, older: $older, newer: $newer) { older newer proof }
    }`,
    { dataControllerId, ...sizes },
  )
  return auditGrowth
}
