import { type ConsentState, consentState } from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { membersOf } from '../people/subject-members.ts'
import { type ConsentStatementNode, statementsOf } from './statements.ts'

/** What a person allowed or withdrew, for one purpose on one channel. */
export interface ConsentNode extends ConsentState<ConsentStatementNode> {
  readonly controllerId: string
  /** Of the statement that holds. */
  readonly id: string
  /** Who stands for the person: those who were merged are one. */
  readonly subjectId: string
  readonly channel: string
  /** The controller's purpose; null: nothing maps what the platform calls it. */
  readonly purposeId: string | null
  /** What the platform calls it, of the statement that holds. */
  readonly purpose: string
  /** What each platform's own statements come to, and those that somebody recorded. */
  readonly sources: readonly ConsentSource[]
  /** A platform goes by another state than the one that holds. */
  readonly isConflict: boolean
}

/** What the statements of one integration come to. */
export interface ConsentSource
  extends Pick<ConsentState<ConsentStatementNode>, 'state' | 'since' | 'statement'> {
  /** Null: what somebody recorded. */
  readonly integrationId: string | null
}

/**
 * The consents of people, by the id of who stands for each.
 * @param subjectIds any members of them
 */
export async function consentsOf(
  executor: Executor,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ConsentNode[]>> {
  const members = await membersOf(executor, controllerIds, subjectIds)
  const roots = new Map(members.map(({ id, root }) => [id, root]))
  const statements = await statementsOf(executor, controllerIds, [...roots.keys()])
  const people = grouped(statements, ({ subjectId }) => roots.get(subjectId) ?? subjectId)
  return new Map([...people].map(([root, said]) => [root, consentsOfPerson(root, said)]))
}

function consentsOfPerson(
  subjectId: string,
  statements: readonly ConsentStatementNode[],
): readonly ConsentNode[] {
  const groups = grouped(statements, ({ purposeId, purpose, channel }) =>
    // What is not mapped is one where platforms call it the same.
    JSON.stringify([channel, purposeId, purposeId === null ? purpose : null]),
  )
  return [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => consentOf(subjectId, group))
}

function consentOf(
  subjectId: string,
  group: readonly ConsentStatementNode[],
): readonly ConsentNode[] {
  const found = consentState(group)
  if (found === null) return []
  const { controllerId, id, channel, purposeId, purpose } = found.statement
  const sources = sourcesOf(group)
  const isConflict = sources.some(
    ({ integrationId, state }) => integrationId !== null && state !== found.state,
  )
  return [
    { ...found, controllerId, id, subjectId, channel, purposeId, purpose, sources, isConflict },
  ]
}

function sourcesOf(group: readonly ConsentStatementNode[]): readonly ConsentSource[] {
  const bySource = grouped(group, ({ integrationId }) => integrationId)
  return [...bySource]
    .toSorted(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1))
    .flatMap(([integrationId, said]) => {
      const found = consentState(said)
      if (found === null) return []
      const { state, since, statement } = found
      return [{ integrationId, state, since, statement }]
    })
}
