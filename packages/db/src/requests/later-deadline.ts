import { type Deadline, daysBetween, noHolidays } from '@conduit/privacy/clock'
import type { dataSubjectRequests, Pause } from '../schema/index.ts'
import { earliestDeadline, holidaysOf } from './controller-clock.ts'
import type { RequestEventDetails } from './request-events.ts'
import { nextMark } from './time-marks.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** How the clock of a request runs again. */
interface RunsAgain {
  readonly changes?: Partial<Row>
  readonly details?: RequestEventDetails
}

/** What changes of a request whose clock runs again; nothing where it never stood still. */
export async function runAgain(row: Row, at: Date): Promise<RunsAgain> {
  if (!row.pauses.some(({ until }) => until === null)) return {}
  const pauses = row.pauses.map(pause => ({ ...pause, until: pause.until ?? at.toISOString() }))
  const { dueAt, rule } = await laterDeadline(row, pauses, row.extendedAt !== null)
  const nextMarkAt = nextMark({ ...row, dueAt }, at)
  return {
    changes: { pauses, dueAt, rule, regulation: rule.law, nextMarkAt },
    details: { dueAt: dueAt.toISOString() },
  }
}

/** Made by the days and the calendar that the first one was made by, whatever the controller says now. */
export async function laterDeadline(
  { regulation, type, receivedAt, rule }: Row,
  pauses: readonly Pause[],
  isExtended: boolean,
): Promise<Deadline> {
  const { timezone, calendar } = rule
  const stoppedDays = pauses.reduce(
    (days, { from, until }) =>
      until === null ? days : days + daysBetween(new Date(from), new Date(until), timezone),
    0,
  )
  const isHoliday = (await holidaysOf(calendar)) ?? noHolidays
  const given = { type, receivedAt, timezone, calendar, isHoliday }
  const laws = rule.laws ?? [regulation]
  return earliestDeadline(laws, { ...given, isExtended, stoppedDays })
}
