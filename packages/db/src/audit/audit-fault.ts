/** What can be wrong with a log. */
export const auditFaultKinds = [
  'altered',
  'missing',
  'reordered',
  'truncated',
  'forked',
  'backdated',
  'replaced_checkpoint',
  'removed_anchor',
  'swapped_controller',
] as const

export type AuditFaultKind = (typeof auditFaultKinds)[number]

/** Something that is wrong with a log. */
export interface AuditFault {
  readonly kind: AuditFaultKind
  /** Of the first entry that is not as it was; of a checkpoint, its size. */
  readonly seq: number
  /** It is one of the entries up to here; equal to `seq` where it is known which. */
  readonly until: number
  /** For people. */
  readonly detail: string
}

export function faultAt(
  kind: AuditFaultKind,
  seq: number,
  detail: string,
  until: number = seq,
): AuditFault {
  return { kind, seq, until, detail }
}
