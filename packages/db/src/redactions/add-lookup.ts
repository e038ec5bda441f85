import { isDeepStrictEqual } from 'node:util'
import type { RedactTarget, Reference } from '@conduit/core'
import { referenceTokens } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { type HoldNode, holdsOn } from '../people/active-holds.ts'
import { tokensOfOthers } from '../people/known-objects.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { openedRequest } from '../requests/request-key.ts'
import { redactionLookups, redactions, redactionTasks } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { mostTasks, type Planning } from './open-planning.ts'
import { freshTask, type LookupNode, type NewTaskRow, type TaskRow } from './redaction-node.ts'
import { whyChanged } from './redaction-obstacles.ts'
import { lockedRedaction, requestOf, tasksOf } from './redaction-rows.ts'
import { sealTarget, taskKey } from './redaction-seal.ts'

/** What a step of planning came to at one integration. */
export interface LookedUp extends Pick<LookupNode, 'outcome' | 'reason' | 'tries' | 'nextTryAt'> {
  readonly targets: readonly RedactTarget[]
  /** Objects that somebody else's data is in as well, as far as they are known before. */
  readonly shared: readonly Reference[]
  /** Nobody could list anything: somebody has to look there, by these words. */
  readonly byHand?: string
  /** What the keyed hashes of objects are made with. */
  readonly adapter: string
  readonly namespaces: readonly string[]
}

const instructionsLimit = 2_000

/**
 * Adds to a plan what an integration came to, in one transaction: its objects become tasks. What is
 * somebody else's too is left alone, and so is what a hold keeps.
 *
 * @returns the planning as it is now; null: somebody else goes on with it, or it has ended
 */
export async function addLookup(
  { database, keyring, now }: AdministrationContext,
  planning: Planning,
  integrationId: string,
  looked: LookedUp,
): Promise<Planning | null> {
  const { controllerId, id } = planning.row
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, planning.row)
    if (row.state !== 'planning' || row.version !== planning.row.version) return null
    const request = await requestOf(executor, row)
    const why = await whyChanged(executor, row, request)
    const opened = await openedRequest(executor, keyring, request)
    if (why !== null || opened === null) {
      const reason = why ?? 'key_missing'
      await endRedaction(executor, job, row, at, { state: 'failed', reason })
      return null
    }
    const { outcome, reason, tries, nextTryAt } = looked
    const endedAt = outcome === 'waiting' ? null : at
    const changes = { outcome, reason, tries, nextTryAt, endedAt }
    const tasks = await tasksFor(executor, { planning, integrationId, looked, at, key: opened.key })
    const before = await tasksOf(executor, row)
    if (before.length + tasks.length > mostTasks) {
      await endRedaction(executor, job, row, at, { state: 'failed', reason: 'too_many_objects' })
      return null
    }
    if (tasks.length > 0) await executor.insert(redactionTasks).values([...tasks])
    const table = redactionLookups
    await executor
      .update(table)
      .set(changes)
      .where(
        and(
          eq(table.controllerId, controllerId),
          eq(table.redactionId, id),
          eq(table.integrationId, integrationId),
        ),
      )
    const [moved] = await executor
      .update(redactions)
      .set({ version: row.version + 1 })
      .where(isRow(redactions, row))
      .returning()
    return {
      ...planning,
      row: moved ?? row,
      lookups: planning.lookups.map(each =>
        each.integrationId === integrationId ? { ...each, ...changes } : each,
      ),
    }
  })
}

const job = { type: 'job', id: null } as const

interface Making {
  readonly planning: Planning
  readonly integrationId: string
  readonly looked: LookedUp
  readonly at: Date
  /** Of the request. */
  readonly key: Uint8Array
}

type Optional = 'actionAfter' | 'retained' | 'justification' | 'until' | 'instructions' | 'reason'

/** A task before it is a row. */
type NewTask = Pick<TaskRow, 'action' | 'expected' | 'object'> &
  Partial<Pick<TaskRow, Optional>> & {
    readonly target: Reference | null
  }

async function tasksFor(executor: Executor, making: Making): Promise<readonly NewTaskRow[]> {
  const { planning, integrationId, looked, at } = making
  const { controllerId, members, subjectId } = planning.row
  const listed = distinct(looked.targets)
  const tokens = listed.map(({ target }) => tokensFor(making, target))
  const scope = { controllerId, integrationId, ...(subjectId !== null && { subjectId }) }
  const [hold] = await holdsOn(executor, scope, at)
  const theirs = await tokensOfOthers(executor, controllerId, members, integrationId, tokens.flat())
  const isShared = (index: number) => tokens[index]?.some(token => theirs.has(token)) === true
  const found = listed.map((each, index) =>
    isShared(index) ? sharedTask(each.target) : keptBy(hold, plannedTask(each, looked.reason)),
  )
  const unlisted = looked.shared
    .filter(target => !listed.some(each => isDeepStrictEqual(each.target, target)))
    .map(sharedTask)
  const blind = looked.byHand === undefined ? [] : [keptBy(hold, blindTask(looked, looked.byHand))]
  return [...found, ...unlisted, ...blind].map((task, position) => rowOf(making, task, position))
}

/** The keyed hashes under which an event may have brought an object; the first one names the task. */
function tokensFor({ planning, looked }: Making, target: Reference): readonly KeyedHash[] {
  const { controller } = planning
  const { keyring } = planning
  const { adapter } = looked
  const [first, ...others] = looked.namespaces.map(namespace =>
    referenceTokens(target, { keyring, controller, adapter, namespace }),
  )
  if (first === undefined) return []
  const all = [first, ...others]
  return [...all.map(({ hash }) => hash), ...all.flatMap(({ older }) => older)]
}

/** @throws {TypeError} an adapter lists what is no target */
function distinct(targets: readonly RedactTarget[]): readonly RedactTarget[] {
  const all = new Map<string, RedactTarget>()
  for (const { target, ...rest } of targets) {
    const { object, id, within } = target
    if (typeof object !== 'string' || typeof id !== 'string')
      throw new TypeError('a target is an object and an id')
    const plain = { object, id, ...(within !== undefined && { within }) }
    const name = JSON.stringify([object, id, within ?? null, rest.action])
    if (!all.has(name)) all.set(name, { ...rest, target: plain })
  }
  return [...all.values()]
}

function plannedTask(
  { target, action, expected, retained, justification, until, instructions }: RedactTarget,
  reason: string | null,
): NewTask {
  return {
    ...{ target, object: target.object, action, expected, reason },
    retained: retained ?? [],
    justification: justification ?? null,
    until: until ?? null,
    instructions: instructions ?? null,
  }
}

function sharedTask(target: Reference): NewTask {
  return { target, object: target.object, action: 'keep', expected: 'shared_identifier' }
}

/** Stands for all that somebody has to look for. */
function blindTask({ reason }: LookedUp, instructions: string): NewTask {
  return {
    ...{ target: null, object: 'person', action: 'by_hand', expected: 'manual_required' },
    ...{ instructions, reason },
  }
}

function keptBy(hold: HoldNode | undefined, task: NewTask): NewTask {
  if (hold === undefined || task.action === 'keep') return task
  const { basis: justification, endsAt: until } = hold
  const kept = { action: 'keep', actionAfter: task.action, expected: 'exempt' } as const
  return { ...task, ...kept, reason: 'held', justification, until }
}

function rowOf(
  { planning, integrationId, key, ...making }: Making,
  task: NewTask,
  position: number,
) {
  const { controllerId, id: redactionId } = planning.row
  const { target, action, actionAfter = null, expected, until = null, reason = null } = task
  const own = { controllerId, id: uuidv7() }
  const object = cleanText(task.object, textLimits.word)
  const [reference = null] =
    target === null ? [] : tokensFor({ planning, integrationId, key, ...making }, target)
  return {
    ...freshTask,
    ...{ ...own, redactionId, integrationId, position, object, reference, action, expected },
    ...{ actionAfter, until, reason },
    key: taskKey({ redactionId, integrationId, object, reference, action }),
    target: target === null ? null : sealTarget(key, own, target),
    retained: (task.retained ?? []).map(each => cleanText(each, textLimits.reason)),
    justification: cleaned(task.justification, textLimits.reason),
    instructions: cleaned(task.instructions, instructionsLimit),
  }
}

function cleaned(text: string | null | undefined, limit: number): string | null {
  return text == null ? null : cleanText(text, limit)
}
