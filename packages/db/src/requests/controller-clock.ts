import {
  type Deadline,
  deadlineOf,
  type IsHoliday,
  type LawProfile,
  loadHolidays,
  noHolidays,
  type RequestType,
} from '@conduit/privacy/clock'
import { eq } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { dataControllers } from '../schema/index.ts'

/** By what a controller's deadlines are made. */
export interface ControllerClock {
  readonly laws: readonly LawProfile[]
  readonly timezone: string
  readonly calendar: string | null
  readonly isHoliday: IsHoliday
  /** Deadlines that were made by it: of a file many are alike. */
  readonly known: Map<string, Deadline>
}

/** Each holds its days of each year that was asked for. */
const calendars = new LRUCache<string, IsHoliday>({ max: 50 })

/** The clock of a controller. @throws {ConduitError} `not_found` */
export async function controllerClock(
  executor: Executor,
  controllerId: string,
): Promise<ControllerClock> {
  const { lawProfiles, timezone, holidayCalendar } = dataControllers
  const [row] = await executor
    .select({ laws: lawProfiles, timezone, calendar: holidayCalendar })
    .from(dataControllers)
    .where(eq(dataControllers.controllerId, controllerId))
  if (row === undefined) throw notFound('data controller')
  const isHoliday = (await holidaysOf(row.calendar)) ?? noHolidays
  return { ...row, isHoliday, known: new Map() }
}

/** The holidays of a calendar, loaded once; null: there is no such calendar, or none is named. */
export async function holidaysOf(calendar: string | null): Promise<IsHoliday | null> {
  if (calendar === null) return null
  const found = calendars.get(calendar) ?? (await loadHolidays(calendar))
  if (found !== null) calendars.set(calendar, found)
  return found
}

/** When a request is due: by the law that is named, or by that of the controller's which ends first. */
export function firstDeadline(
  clock: ControllerClock,
  type: RequestType,
  receivedAt: Date,
  law?: LawProfile | null,
): Deadline {
  const name = `${type} ${law ?? ''} ${receivedAt.getTime()}`
  const deadline = clock.known.get(name) ?? newDeadline(clock, type, receivedAt, law)
  clock.known.set(name, deadline)
  return deadline
}

function newDeadline(
  { laws, known: _known, ...given }: ControllerClock,
  type: RequestType,
  receivedAt: Date,
  law?: LawProfile | null,
): Deadline {
  return earliestDeadline(law == null ? laws : [law], { ...given, type, receivedAt })
}

/**
 * When a request is due by the law that ends first of those that apply to it, and its receipt to be
 * confirmed by the one that wants it first.
 */
export function earliestDeadline(
  laws: readonly LawProfile[],
  given: Omit<Parameters<typeof deadlineOf>[0], 'law'>,
): Deadline {
  const all = laws.map(law => deadlineOf({ ...given, law }))
  const [first] = all.toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime())
  if (first === undefined) throw new TypeError('a controller without a law')
  if (laws.length === 1) return first
  const [{ acknowledgeBy, rule } = first] = all
    .filter(each => each.acknowledgeBy !== null)
    .toSorted((one, other) => Number(one.acknowledgeBy) - Number(other.acknowledgeBy))
  const { acknowledgement } = rule
  return { ...first, acknowledgeBy, rule: { ...first.rule, laws, acknowledgement } }
}
