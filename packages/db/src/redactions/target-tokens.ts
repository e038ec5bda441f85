import type { Identifier, Reference } from '@conduit/core'
import { type Controller, type PersonToken, tokensOf } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import { and, eq, inArray, notInArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { type NameSpace, nameSpacesOf } from '../keyring/name-spaces.ts'
import { openedRequest } from '../requests/request-key.ts'
import { identifierTokens } from '../schema/index.ts'
import type { SuppressedToken } from '../suppressions/insert-suppressions.ts'
import type { RedactionRow, TaskRow } from './redaction-node.ts'
import { requestOf, tasksOf } from './redaction-rows.ts'
import { openTarget } from './redaction-seal.ts'

/** The ids by which events of an adapter's platform name whoever is this object there. */
export type IdsOfObject = (adapter: string, object: Reference) => readonly Identifier[]

/**
 * The tokens of the platforms' own ids of what a redaction erases. What a platform tells of it may name nothing
 * else, and who was found there may be known from elsewhere alone. An id that finds somebody else is
 * not among them.
 */
export async function targetTokens(
  executor: Executor,
  keyring: Keyring,
  row: RedactionRow,
  idsOf: IdsOfObject,
): Promise<readonly SuppressedToken[]> {
  const opened = await openedRequest(executor, keyring, await requestOf(executor, row))
  if (opened === null) return []
  const { controller, key } = opened
  const tasks = await tasksOf(executor, row)
  const spaces = await nameSpacesOf(executor, row.controllerId)
  const tokens = tasks.filter(isToGo).flatMap(task => {
    if (task.target === null) return []
    const target = openTarget(key, task, task.target)
    return spaces
      .filter(({ integrationId }) => integrationId === task.integrationId)
      .flatMap(space => tokensAt(space, idsOf(space.adapter, target), { keyring, controller }))
  })
  return await withoutOthers(executor, row, tokens)
}

/** What is kept for a while goes later; what is somebody else's too never does. */
function isToGo({ action, actionAfter }: TaskRow): boolean {
  return action !== 'keep' || actionAfter !== null
}

function tokensAt(
  { adapter, namespace }: NameSpace,
  ids: readonly Identifier[],
  keys: { readonly keyring: Keyring; readonly controller: Controller },
): readonly PersonToken[] {
  return ids.flatMap(id => tokensOf(id, { ...keys, adapter, namespace }))
}

async function withoutOthers(
  executor: Executor,
  { controllerId, members }: RedactionRow,
  tokens: readonly PersonToken[],
): Promise<readonly SuppressedToken[]> {
  if (tokens.length === 0) return []
  const table = identifierTokens
  const hashes = tokens.flatMap(({ hash, older }) => [hash, ...older])
  const isTheirs = and(
    eq(table.controllerId, controllerId),
    inArray(table.token, hashes),
    members.length === 0 ? undefined : notInArray(table.subjectId, [...members]),
  )
  const found = await executor.select({ token: table.token }).from(table).where(isTheirs)
  const theirs = new Set(found.map(({ token }) => token))
  return tokens
    .filter(({ hash, older }) => ![hash, ...older].some(each => theirs.has(each)))
    .map(({ hash: token, kind, keyId }) => ({ token, kind, keyId }))
}
