import { ConduitError } from '@conduit/core'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { dataSubjectRequests } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { actOnRequest } from './act-on-request.ts'
import { laterDeadline, runAgain } from './later-deadline.ts'
import type { RequestNode } from './list-requests.ts'
import { nextMark } from './time-marks.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** A request for more time. */
export interface Extension {
  readonly reason: NonNullable<Row['extensionReason']>
  /** When the person was told, with the reason. */
  readonly notifiedAt: Date
}

/**
 * Lets the clock of a request stand still, while proof of identity is waited for.
 * @throws {ConduitError} `not_found`; `conflict`: see `requestState`
 */
export async function pauseRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, {
    ...{ act: 'pause', kind: 'paused' },
    changesOf: ({ pauses }, at) => ({
      changes: { pauses: [...pauses, { from: at.toISOString(), until: null }], nextMarkAt: null },
    }),
  })
}

/**
 * Lets the clock run again: it is due so many days later as it stood still.
 * @throws {ConduitError} `not_found`; `conflict`: see `requestState`
 */
export async function resumeRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, {
    ...{ act: 'resume', kind: 'resumed' },
    changesOf: (row, at) => runAgain(row, at),
  })
}

/**
 * Gives a request more time, once, of which the person was told before the first time was over.
 *
 * @throws {ConduitError} `not_found`; `invalid`: told in the future, or before it came; `conflict`: told
 *   too late, and see `requestState`
 */
export async function extendRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { reason, notifiedAt }: Extension,
): Promise<RequestNode> {
  if (notifiedAt > context.now()) throw invalid('must not be in the future')
  return await actOnRequest(context, actor, ref, {
    ...{ act: 'extend', kind: 'extended', doneAt: notifiedAt },
    changesOf: async (row, at) => {
      if (notifiedAt < row.receivedAt) throw invalid('must not be before the request came')
      const { dueAt, rule } = await laterDeadline(row, row.pauses, true)
      const nextMarkAt = nextMark({ ...row, dueAt }, at)
      const extension = { extendedAt: at, extensionReason: reason, extensionNotifiedAt: notifiedAt }
      return {
        changes: {
          ...extension,
          dueAt,
          rule,
          regulation: rule.law,
          ...(row.stage !== 'on_hold' && { nextMarkAt }),
        },
        details: { reason, dueAt: dueAt.toISOString() },
      }
    },
  })
}

function invalid(detail: string): ConduitError {
  const faults = [{ pointer: '/notifiedAt', detail }]
  return new ConduitError('invalid', { reason: 'not an extension', faults })
}
