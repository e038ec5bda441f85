import { ConduitError } from '@conduit/core'
import { serverId } from '@conduit/db'
import {
  auditLogState,
  proveEntry,
  proveGrowth,
  startOfLog,
  trustedKeys,
  type VerifyPosition,
  verifyAudit,
} from '@conduit/db/audit'
import { positionText, readPosition } from '../../audit/position.ts'
import { readAnchors } from '../../audit/read-anchors.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { refOf } from '../scope.ts'
import { AuditGrowth, AuditProof, AuditStatus, AuditVerification } from '../types/audit-log.ts'

const ofServer =
  "Without it: the log of the key's controller; of a key that is good for all, the server's own."

/** Whose log is asked for; the nil UUID for that of the server. */
function logIdOf(context: GraphContext, dataControllerId: string | null | undefined): string {
  if (dataControllerId != null)
    return refOf(context, 'controller', dataControllerId, '/dataControllerId').controllerId
  return context.holder.controllerId ?? serverId
}

function positionOf(from: string | null | undefined): VerifyPosition {
  if (from == null) return startOfLog
  const position = readPosition(from)
  if (position !== null) return position
  const faults = [{ pointer: '/from', detail: 'must be the `next` of a part before' }]
  throw new ConduitError('invalid', { reason: 'not a position', faults })
}

builder.queryFields(t => ({
  auditStatus: t.field({
    type: AuditStatus,
    description: 'How far an audit log is sealed, and the keys that it is signed with.',
    args: { dataControllerId: t.arg.id({ description: ofServer }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { database, keyring, sealer } = context.services
      const controllerId = logIdOf(context, dataControllerId)
      return {
        controllerId,
        ...(await auditLogState(database, controllerId)),
        keys: await trustedKeys(database, keyring),
        anchors: await readAnchors(sealer.anchors, controllerId),
      }
    },
  }),
  verifyAudit: t.field({
    type: AuditVerification,
    description:
      'Verifies a part of an audit log: hashes its entries anew and compares them with what was signed, and with ' +
      'what was written down outside of the database. `next` leads to the part behind it.',
    args: {
      dataControllerId: t.arg.id({ description: ofServer }),
      from: t.arg.string({ description: '`next` of the part before. Without it: the beginning.' }),
    },
    resolve: async (_root, { dataControllerId, from }, context) => {
      const { database, keyring, clock, sealer } = context.services
      const controllerId = logIdOf(context, dataControllerId)
      const log = {
        controllerId,
        keys: await trustedKeys(database, keyring),
        anchors: await readAnchors(sealer.anchors, controllerId),
        now: clock(),
      }
      const { next, ...part } = await verifyAudit(database, log, positionOf(from))
      return { ...part, next: next === null ? null : positionText(next) }
    },
  }),
  auditProof: t.field({
    type: AuditProof,
    nullable: true,
    description:
      'Proves that an entry is in an audit log. Null: there is none of this number, or no checkpoint covers it yet.',
    args: {
      dataControllerId: t.arg.id({ description: ofServer }),
      seq: t.arg.int({ required: true }),
    },
    resolve: (_root, { dataControllerId, seq }, context) =>
      proveEntry(context.services.database, logIdOf(context, dataControllerId), seq),
  }),
  auditGrowth: t.field({
    type: AuditGrowth,
    nullable: true,
    description:
      'Proves that an audit log has only grown between two of its checkpoints. Null: one of the sizes is not that ' +
      'of a checkpoint, or the first is the larger one.',
    args: {
      dataControllerId: t.arg.id({ description: ofServer }),
      older: t.arg.int({ required: true }),
      newer: t.arg.int({ required: true }),
    },
    resolve: (_root, { dataControllerId, ...sizes }, context) =>
      proveGrowth(context.services.database, logIdOf(context, dataControllerId), sizes),
  }),
}))
