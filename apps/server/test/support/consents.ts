import { decodeId } from '@conduit/core/host'
import type { Recording } from '@conduit/recordings'
import type { Test } from 'tap'
import type { Connected } from './over-http.ts'
import { find } from './people.ts'
import type { Activity } from './records.ts'
import { rowsOf } from './rows-of.ts'
import type { TestApp } from './test-app.ts'

/** A row of what somebody said. */
interface Statement {
  readonly activity: string
  readonly subject: string
  readonly channel: string
  readonly purpose: string
  readonly state: string
}

/** Is every choice of a recording on record: with its activity, and for its person? */
export async function compareConsents(
  t: Test,
  app: TestApp,
  { expect }: Recording,
  connected: readonly Connected[],
  activities: readonly Activity[],
): Promise<void> {
  const all = await rowsOf<Statement>(
    app,
    'select activity_id as activity, subject_id as subject, channel, purpose, state from consent_events order by id',
  )
  const ids = new Set(activities.map(({ id }) => decodeId('activity', id)?.id))
  const added = all.filter(({ activity }) => ids.has(activity))
  const silent = activities.filter(
    ({ id, meaning, dataSubjects }) =>
      meaning.startsWith('consent.') &&
      dataSubjects.length > 0 &&
      !added.some(({ activity }) => activity === decodeId('activity', id)?.id),
  )
  t.strictSame(silent, [], 'every event that means consent says what of')
  for (const { identifier, meaning, channel, purpose } of expect.consent ?? []) {
    const people = identifier === undefined ? null : await find(app, connected, identifier)
    const subjects = people?.map(id => decodeId('subject', id)?.id)
    const isSaid = added.some(
      each =>
        `consent.${each.state}` === meaning &&
        each.channel === (channel ?? each.channel) &&
        each.purpose === (purpose ?? each.purpose) &&
        (subjects === undefined || subjects.includes(each.subject)),
    )
    t.ok(isSaid, `${meaning} of ${identifier?.category ?? 'somebody'}`)
  }
}
