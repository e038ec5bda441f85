import { ConduitError } from '@conduit/core'
import { and, count, eq, inArray } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { notFound } from '../errors/not-found.ts'
import { listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { purposes } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'

/** What a controller asks consent for. */
export type PurposeNode = (typeof purposes)['$inferSelect']

/** What a controller says of a purpose. Absent: stays as it is, or is empty. */
export type PurposeDefinition = {
  readonly [Name in 'notice' | 'language' | 'jurisdiction' | 'retention' | 'withdrawalMethod']?:
    | string
    | null
} & Partial<Pick<PurposeNode, 'legalBasis' | 'isEssential'>> & {
    readonly name?: string
    readonly recipients?: readonly string[]
  }

/** A purpose to be made. */
export type NewPurpose = PurposeDefinition &
  Pick<PurposeNode, 'controllerId' | 'name' | 'legalBasis'>

const mostOfController = 500
const mostRecipients = 100
const texts = ['notice', 'language', 'jurisdiction', 'retention', 'withdrawalMethod'] as const

/** Purposes, the newest first. */
export async function listPurposes(
  database: Database,
  { controllerIds, ids }: { controllerIds: readonly string[]; ids?: readonly string[] },
  request: PageRequest,
): Promise<Page<PurposeNode>> {
  const where = [ids === undefined ? undefined : inArray(purposes.id, [...ids])]
  return await listById(database, purposes, controllerIds, where, request, rows => rows)
}

/**
 * Makes a purpose.
 * @throws {ConduitError} `invalid`; `conflict`: one has this name, or there are 500
 */
export async function createPurpose(
  context: AdministrationContext,
  actor: Actor,
  { controllerId, ...definition }: NewPurpose,
): Promise<PurposeNode> {
  const at = context.now()
  const none = { notice: null, language: null, jurisdiction: null, recipients: [] }
  const rest = { retention: null, withdrawalMethod: null, isEssential: false }
  const { legalBasis, name, ...checked } = checkedDefinition(definition)
  return await changing(context, async executor => {
    const [counted] = await executor
      .select({ count: count() })
      .from(purposes)
      .where(eq(purposes.controllerId, controllerId))
    if ((counted?.count ?? 0) >= mostOfController)
      throw new ConduitError('conflict', {
        reason: `there are ${mostOfController} purposes already`,
      })
    const [row] = await executor
      .insert(purposes)
      .values({
        ...{ controllerId, id: uuidv7(), name: name ?? '', createdAt: at, updatedAt: at },
        ...{ ...none, ...rest, legalBasis: legalBasis ?? definition.legalBasis, ...checked },
      })
      .returning()
    if (row === undefined) throw notFound('purpose')
    await audit(executor, actor, at, 'purpose.created', row)
    return row
  })
}

/**
 * Changes what is said of a purpose.
 * @throws {ConduitError} `invalid`, `not_found`; `conflict`: another one has this name
 */
export async function updatePurpose(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  definition: PurposeDefinition,
): Promise<PurposeNode> {
  const at = context.now()
  const checked = checkedDefinition(definition)
  return await changing(context, async executor => {
    const [row] = await executor
      .update(purposes)
      .set({ ...checked, updatedAt: at })
      .where(isRow(purposes, ref))
      .returning()
    if (row === undefined) throw notFound('purpose')
    await audit(executor, actor, at, 'purpose.updated', row, Object.keys(checked))
    return row
  })
}

/** The purposes of a controller by these names, which may come from a file and be no names at all. */
export async function purposesByName(
  database: Database,
  controllerId: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, PurposeNode>> {
  const wanted = new Map(names.map(name => [name, cleanName(name)]))
  const rows = await database.run(executor =>
    executor
      .select()
      .from(purposes)
      .where(
        and(
          ofControllers(purposes.controllerId, [controllerId]),
          inArray(purposes.name, [...wanted.values()]),
        ),
      ),
  )
  const known = new Map(rows.map(row => [row.name, row]))
  return new Map(
    [...wanted].flatMap(([name, clean]) => {
      const found = known.get(clean)
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
}

/** A name as it is kept. */
function cleanName(name: string): string {
  return cleanText(name, textLimits.word).trim()
}

async function changing<Result>(
  { database }: AdministrationContext,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.transaction(work)
  } catch (error) {
    throw conflictOn(error, 'purposes_name', 'another purpose has this name')
  }
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id }: PurposeNode,
  changed?: readonly string[],
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, objectType: 'purpose', objectId: id },
    ...(changed !== undefined && { details: { changed } }),
  })
}

function checkedDefinition(definition: PurposeDefinition) {
  const { name, legalBasis, isEssential, recipients } = definition
  const clean = name === undefined ? undefined : cleanName(name)
  const faults = [
    ...(clean === '' ? [{ pointer: '/name', detail: 'must not be empty' }] : []),
    ...(recipients !== undefined && recipients.length > mostRecipients
      ? [{ pointer: '/recipients', detail: `must be ${mostRecipients} at most` }]
      : []),
  ]
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not a purpose', faults })
  const said = texts.flatMap(field => {
    const value = definition[field]
    return value === undefined
      ? []
      : [[field, value === null ? null : cleanText(value, textLimits.path)] as const]
  })
  return {
    ...(clean !== undefined && { name: clean }),
    ...(legalBasis !== undefined && { legalBasis }),
    ...(isEssential !== undefined && { isEssential }),
    ...(recipients !== undefined && {
      recipients: recipients.map(each => cleanText(each, textLimits.word)),
    }),
    ...(Object.fromEntries(said) as { [Name in (typeof texts)[number]]?: string | null }),
  }
}
