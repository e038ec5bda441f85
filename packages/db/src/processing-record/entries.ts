import { ConduitError } from '@conduit/core'
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { notFound } from '../errors/not-found.ts'
import { integrations, processingEntries } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { type EntryDefinition, entryFaults } from './entry-faults.ts'

/** What is declared of one kind of processing. */
export type ProcessingEntryNode = (typeof processingEntries)['$inferSelect']

/** For itself, or on behalf of others. */
export type RecordRole = ProcessingEntryNode['role']

const mostOfController = 500

/** They may have lines. */
const texts = ['retention', 'contact', 'representative', 'dpoContact'] as const
const lists = [
  'purposes',
  'subjectKinds',
  'recipients',
  'securityMeasures',
  'jointControllers',
  'clients',
] as const

const empty = {
  ...{ integrationIds: [], purposes: [], legalBasis: null, specialBasis: null, categories: [] },
  ...{ subjectKinds: [], recipients: [], transfers: [], retention: null, securityMeasures: [] },
  ...{ contact: null, representative: null, dpoContact: null, jointControllers: [], clients: [] },
  ...{ dpiaUrl: null, leftAsDeclared: [], reviewedAt: null },
}

/** The entries of a record, what was declared first at the top. */
export async function listEntries(
  database: Database,
  controllerId: string,
  role: RecordRole,
): Promise<readonly ProcessingEntryNode[]> {
  return await database.run(executor =>
    executor
      .select()
      .from(processingEntries)
      .where(
        and(eq(processingEntries.controllerId, controllerId), eq(processingEntries.role, role)),
      )
      .orderBy(asc(processingEntries.id))
      .limit(mostOfController),
  )
}

/**
 * Declares one more kind of processing.
 * @throws {ConduitError} `invalid`; `not_found`: no such integration; `conflict`: one has this name, or
 *   there are 500
 */
export async function addEntry(
  context: AdministrationContext,
  actor: Actor,
  { controllerId, role }: Pick<ProcessingEntryNode, 'controllerId' | 'role'>,
  definition: EntryDefinition,
): Promise<ProcessingEntryNode> {
  const at = context.now()
  const { name = '', ...checked } = cleaned({ ...definition, name: definition.name ?? '' })
  return await changing(context, async executor => {
    await assertIntegrations(executor, controllerId, checked.integrationIds)
    await assertRoom(executor, controllerId)
    const own = { controllerId, id: uuidv7(), role, name, version: 1, createdAt: at, updatedAt: at }
    const [row] = await executor
      .insert(processingEntries)
      .values({ ...empty, ...checked, ...own })
      .returning()
    if (row === undefined) throw notFound('entry')
    await audit(executor, actor, at, 'processing_entry.created', row)
    return row
  })
}

/**
 * Changes what is declared of a kind of processing.
 * @throws {ConduitError} `invalid`; `not_found`; `conflict`: another one has this name
 */
export async function updateEntry(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  definition: EntryDefinition,
): Promise<ProcessingEntryNode> {
  const at = context.now()
  const checked = cleaned(definition)
  return await changing(context, async executor => {
    await assertIntegrations(executor, ref.controllerId, checked.integrationIds)
    const [row] = await executor
      .update(processingEntries)
      .set({ ...checked, version: sql`${processingEntries.version} + 1`, updatedAt: at })
      .where(isRow(processingEntries, ref))
      .returning()
    if (row === undefined) throw notFound('entry')
    await audit(executor, actor, at, 'processing_entry.updated', row, Object.keys(checked))
    return row
  })
}

/**
 * Takes an entry out of the record.
 * @throws {ConduitError} `not_found`
 */
export async function removeEntry(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  await context.database.transaction(async executor => {
    const [row] = await executor
      .delete(processingEntries)
      .where(isRow(processingEntries, ref))
      .returning()
    if (row === undefined) throw notFound('entry')
    await audit(executor, actor, context.now(), 'processing_entry.removed', row)
  })
}

async function changing<Result>(
  { database }: AdministrationContext,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.transaction(work)
  } catch (error) {
    throw conflictOn(error, 'processing_entries_name', 'another entry has this name')
  }
}

/** @throws {ConduitError} `invalid` */
function cleaned(definition: EntryDefinition): EntryDefinition {
  assertShort(definition)
  const { name, transfers, leftAsDeclared, dpiaUrl } = definition
  const word = (text: string) => cleanText(text, textLimits.word).trim()
  const clean: EntryDefinition = {
    ...definition,
    ...(name !== undefined && { name: word(name) }),
    ...Object.fromEntries(
      lists.flatMap(list => {
        const given = definition[list]
        return given === undefined ? [] : [[list, given.map(word).filter(each => each !== '')]]
      }),
    ),
    ...Object.fromEntries(
      texts.flatMap(text => {
        const given = definition[text]
        return given == null ? [] : [[text, cleanLines(given)]]
      }),
    ),
    ...(dpiaUrl != null && { dpiaUrl: cleanText(dpiaUrl, textLimits.path) }),
    ...(transfers !== undefined && {
      transfers: transfers.map(({ country, recipient, safeguard }) => ({
        ...{ country, safeguard, recipient: recipient === null ? null : word(recipient) },
      })),
    }),
    ...(leftAsDeclared !== undefined && {
      leftAsDeclared: leftAsDeclared.map(each => ({ ...each, reason: word(each.reason) })),
    }),
  }
  const faults = entryFaults(clean)
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not an entry', faults })
  return clean
}

/** The same as {@link cleanText}, line by line. */
function cleanLines(text: string): string {
  const lines = text.split(/\r?\n/)
  return lines.map(line => cleanText(line, textLimits.path)).join('\n')
}

/** What is declared is not to be cut. @throws {ConduitError} `invalid` */
function assertShort(definition: EntryDefinition): void {
  const { name, transfers = [], leftAsDeclared = [] } = definition
  const words: readonly (readonly [pointer: string, text: string | null | undefined])[] = [
    ['/name', name],
    ...lists.flatMap(list =>
      (definition[list] ?? []).map((text, index) => [`/${list}/${index}`, text] as const),
    ),
    ...transfers.map(
      ({ recipient }, index) => [`/transfers/${index}/recipient`, recipient] as const,
    ),
    ...leftAsDeclared.map(
      ({ reason }, index) => [`/leftAsDeclared/${index}/reason`, reason] as const,
    ),
  ]
  const longer = [...texts, 'dpiaUrl' as const].map(text => [`/${text}`, definition[text]] as const)
  const faults = [...tooLong(words, textLimits.word), ...tooLong(longer, textLimits.path)]
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not an entry', faults })
}

function tooLong(
  given: readonly (readonly [pointer: string, text: string | null | undefined])[],
  limit: number,
) {
  return given
    .filter(([, text]) => (text ?? '').length > limit)
    .map(([pointer]) => ({ pointer, detail: `must be ${limit} characters at most` }))
}

async function assertIntegrations(
  executor: Executor,
  controllerId: string,
  ids: readonly string[] | undefined,
): Promise<void> {
  if (ids === undefined || ids.length === 0) return
  const found = await executor
    .select({ id: integrations.id })
    .from(integrations)
    .where(and(eq(integrations.controllerId, controllerId), inArray(integrations.id, [...ids])))
  if (found.length < new Set(ids).size) throw notFound('integration')
}

async function assertRoom(executor: Executor, controllerId: string): Promise<void> {
  const [counted] = await executor
    .select({ count: count() })
    .from(processingEntries)
    .where(eq(processingEntries.controllerId, controllerId))
  if ((counted?.count ?? 0) < mostOfController) return
  throw new ConduitError('conflict', { reason: `there are ${mostOfController} entries already` })
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id }: ProcessingEntryNode,
  changed?: readonly string[],
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, objectType: 'processing_entry', objectId: id },
    ...(changed !== undefined && { details: { changed } }),
  })
}
