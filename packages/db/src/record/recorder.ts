import type { DeliveryRecord, RecordOutcome } from '@conduit/core'
import { isConduitError } from '@conduit/core'
import type { Database } from '../client.ts'
import { DatabaseError, sanitised, unavailable } from '../database-error.ts'
import { groupCommit } from './group-commit.ts'
import { lastDeliveries } from './last-deliveries.ts'
import { type RecordContext, writeDeliveries } from './write.ts'

/** Records deliveries, many in one transaction. */
export interface Recorder {
  /**
   * Records one request; resolves after the commit.
   *
   * @param deliveries what it left behind, one for each connection that it touches: all or none
   * @returns outcomes in the same order
   * @throws {ConduitError} `unavailable`: the database, not the delivery, is the reason
   * @throws {DatabaseError | RecordError} this delivery cannot be recorded, ever
   */
  record(deliveries: readonly DeliveryRecord[]): Promise<readonly RecordOutcome[]>
  /** Refuses new deliveries and finishes those that were accepted. */
  close(): Promise<void>
}

/** Our own code failed on a delivery. The original message may quote values, so it is not kept. */
export class RecordError extends Error {
  override readonly name = 'RecordError'

  constructor(error: unknown) {
    super(
      `a delivery could not be recorded (${error instanceof Error ? error.name : typeof error})`,
    )
  }
}

const maxDeliveries = 200
const activitiesPerDelivery = 10
const maxWaiting = 5_000

/**
 * Makes the recorder of a database.
 * @example
 * const recorder = createRecorder(database, { keyring, now: () => new Date(), onWaiting })
 * const [outcome] = await recorder.record([delivery])
 */
export function createRecorder(database: Database, context: RecordContext): Recorder {
  const deliveryTimes = lastDeliveries(database, context.now)
  const guarded: RecordContext = { ...context, onWaiting: guardedWaiting(context.onWaiting) }

  const commit = async (calls: readonly (readonly DeliveryRecord[])[]) => {
    const records = calls.flat()
    const outcomes = await recorded(() =>
      database.transaction(executor => writeDeliveries(executor, guarded, records)),
    )
    deliveryTimes.note(records)
    let end = 0
    return calls.map(({ length }) => {
      end += length
      return outcomes.slice(end - length, end)
    })
  }

  const group = groupCommit({
    commit,
    sizeOf: deliveries => deliveries.reduce((size, each) => size + sizeOf(each), 0),
    maxFlights: database.kind === 'pglite' ? 1 : 2,
    maxSize: maxDeliveries,
    maxWaiting,
  })
  return {
    record: deliveries => (deliveries.length === 0 ? Promise.resolve([]) : group.add(deliveries)),
    close: async () => {
      await group.close()
      await deliveryTimes.close()
    },
  }
}

/** A delivery with hundreds of events fills a group sooner. */
function sizeOf({ activities }: DeliveryRecord): number {
  return Math.max(1, activities.length / activitiesPerDelivery)
}

async function recorded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw isConduitError(error) || error instanceof DatabaseError ? error : new RecordError(error)
  }
}

/** Whatever keeps a job from being made is not the delivery's fault. */
function guardedWaiting(onWaiting: RecordContext['onWaiting']): RecordContext['onWaiting'] {
  return async (executor, connections) => {
    try {
      await onWaiting(executor, connections)
    } catch (error) {
      const clean = sanitised(error)
      throw isConduitError(clean) ? clean : unavailable('the job for what waits could not be made')
    }
  }
}
