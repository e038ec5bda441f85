import { isConduitError } from '@conduit/core'
import { type DeliveryRecord, ownTurn, type RecordOutcome } from '@conduit/core/host'
import type { Database } from '../database/database.ts'
import { DatabaseError, sanitised, unavailable } from '../errors/database-error.ts'
import { peopleMemory } from '../people/people-memory.ts'
import { createFieldSets } from './field-sets.ts'
import { flushOrdinary, isOrdinary } from './flush-ordinary.ts'
import { groupCommit } from './group-commit.ts'
import { lastDeliveries } from './last-deliveries.ts'
import type { RecordContext } from './record-context.ts'
import { writeDeliveries } from './write-deliveries.ts'

/** Records deliveries, many in one transaction. */
export interface Recorder {
  /**
   * Records one request; resolves after the commit.
   *
   * @param deliveries what it left behind, one for each integration that it touches: all or none
   * @returns outcomes in the same order
   * @throws {ConduitError} `unavailable`: the database, not the delivery, is the reason
   * @throws {DatabaseError | RecordError} this delivery cannot be recorded, ever
   */
  record(deliveries: readonly DeliveryRecord[]): Promise<readonly RecordOutcome[]>
  /** Refuses new deliveries and finishes those that were accepted. */
  close(): Promise<void>
}

/** Our own code failed on a delivery. The original message may quote values, so it is not kept. */
class RecordError extends Error {
  override readonly name = 'RecordError'

  constructor(error: unknown) {
    super(
      `a delivery could not be recorded (${error instanceof Error ? error.name : typeof error})`,
    )
  }
}

const maxDeliveries = 200
const activitiesPerDelivery = 10
/** What has more events has a lane of its own, and a flush: it is a piece of something large. */
const mostOfSmall = 20
const maxWaiting = 5_000

/**
 * Makes the recorder of a database.
 * @example
 * const recorder = createRecorder(database, { keyring, now: () => new Date(), onWaiting })
 * const [outcome] = await recorder.record([delivery])
 */
export function createRecorder(database: Database, context: RecordContext): Recorder {
  const deliveryTimes = lastDeliveries(database, context.elapsed)
  const guarded: RecordContext = { ...context, onWaiting: guardedWaiting(context.onWaiting) }

  const memory = { people: peopleMemory(), fieldSets: createFieldSets() }
  const theLongWay = (records: readonly DeliveryRecord[]) =>
    database.transaction(executor => writeDeliveries(executor, guarded, memory.fieldSets, records))
  const theShortWay = async (records: readonly DeliveryRecord[]) =>
    (await flushOrdinary(database, guarded, memory, records)) ?? (await theLongWay(records))

  const groupOf = (write: Write, maxSize: number) =>
    groupCommit<readonly DeliveryRecord[], readonly RecordOutcome[]>({
      commit: calls => commit(write, calls, deliveryTimes.note),
      ownerOf: ([first]) => first?.controller.id ?? '',
      sizeOf: deliveries => deliveries.reduce((size, each) => size + sizeOf(each), 0),
      maxSize,
      maxWaiting,
    })
  const lanesOf = (write: Write) => ({
    small: groupOf(write, maxDeliveries),
    large: groupOf(inItsTurn(write), 1),
  })
  const ordinary = lanesOf(theShortWay)
  const others = lanesOf(theLongWay)
  return {
    record: deliveries => {
      if (deliveries.length === 0) return Promise.resolve([])
      const lanes = deliveries.every(isOrdinary) ? ordinary : others
      return (isSmall(deliveries) ? lanes.small : lanes.large).add(deliveries)
    },
    close: async () => {
      const lanes = [ordinary, others].flatMap(({ small, large }) => [small, large])
      await Promise.all(lanes.map(lane => lane.close()))
      await deliveryTimes.close()
    },
  }
}

/** Writes records in a transaction; outcomes in their order. */
type Write = (records: readonly DeliveryRecord[]) => Promise<readonly RecordOutcome[]>

/** What is large makes its rows in a turn of its own, behind what is small. */
function inItsTurn(write: Write): Write {
  return async records => {
    await ownTurn()
    return await write(records)
  }
}

async function commit(
  write: Write,
  calls: readonly (readonly DeliveryRecord[])[],
  onCommit: (records: readonly DeliveryRecord[]) => void,
): Promise<readonly (readonly RecordOutcome[])[]> {
  const records = calls.flat()
  const outcomes = await recorded(() => write(records))
  onCommit(records)
  let end = 0
  return calls.map(({ length }) => {
    end += length
    return outcomes.slice(end - length, end)
  })
}

function isSmall(deliveries: readonly DeliveryRecord[]): boolean {
  return deliveries.every(({ activities }) => activities.length <= mostOfSmall)
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
  return async (executor, integrations) => {
    try {
      await onWaiting(executor, integrations)
    } catch (error) {
      const clean = sanitised(error)
      throw isConduitError(clean) ? clean : unavailable('the job for what waits could not be made')
    }
  }
}
