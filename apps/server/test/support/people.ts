import { normalisePhone } from '@conduit/privacy'
import type { Recording } from '@conduit/recordings'
import type { Test } from 'tap'
import { ask, type Connected } from './over-http.ts'
import type { Activity } from './records.ts'
import type { TestApp } from './test-app.ts'

type Identifier = { readonly category: string; readonly value: string }

const subjectsQuery =
  'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter, first: 1) { totalCount nodes { id } } }'

/** Looks every expected person up, and at what was recorded of them. */
export async function comparePeople(
  t: Test,
  app: TestApp,
  { expect }: Recording,
  connected: readonly Connected[],
  activities: readonly Activity[],
): Promise<void> {
  for (const [index, event] of (expect.events ?? []).entries()) {
    const own = event.identifiers ?? event.subject?.identifiers ?? []
    for (const identifier of own) {
      const found = await find(app, connected, identifier)
      if (found === null) continue
      const place = `event ${index}: its person by ${identifier.category}`
      t.ok(isAmong(found, activities.slice(index, index + 1)), place)
    }
  }
  for (const identifier of expect.subject?.identifiers ?? []) {
    const found = await find(app, connected, identifier)
    if (found === null) continue
    t.ok(isAmong(found, activities), `a person by ${identifier.category}`)
  }
  for (const { identifiers } of expect.otherSubjects ?? []) {
    const all: (string | null)[] = []
    for (const identifier of identifiers) {
      const found = await find(app, connected, identifier)
      if (found !== null) all.push(isAmong(found, activities) ? (found[0] ?? null) : null)
    }
    t.equal(new Set(all).size, 1, 'another subject is one person')
    t.notOk(all.includes(null), 'whom all of the identifiers find')
  }
}

/** Those who are found by an identifier; null: nobody can tell which number is meant. */
export async function find(
  app: TestApp,
  connected: readonly Connected[],
  { category, value }: Identifier,
): Promise<readonly string[] | null> {
  if (category === 'phone' && !isFindable(value)) return null
  const found: string[] = []
  // A key has sixty look-ups a minute, and the clock may stand still.
  const key = await app.apiKey('auditor')
  for (const { controllerId, integrationId } of connected) {
    const whose = category === 'account_id' && { integrationId }
    const filter = { dataControllerId: controllerId, identifier: { category, value, ...whose } }
    const { dataSubjects } = await ask<{
      dataSubjects: { totalCount: number; nodes: { id: string }[] }
    }>(app, subjectsQuery, { filter }, key)
    if (dataSubjects.totalCount > 1) throw new Error(`one ${category} leads to several people`)
    found.push(...dataSubjects.nodes.map(({ id }) => id))
  }
  return found
}

/** Without a country no number is meant, and behind a switchboard's sit many people. */
function isFindable(phone: string): boolean {
  const normalised = normalisePhone(phone)
  return 'ok' in normalised && !('extension' in normalised.ok)
}

function isAmong(subjects: readonly string[], activities: readonly Activity[]): boolean {
  const known = new Set(activities.flatMap(each => each.dataSubjects.map(({ id }) => id)))
  return subjects.some(id => known.has(id))
}
