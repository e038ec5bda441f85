import { createHash } from 'node:crypto'
import type { ConsentStatement } from '@conduit/core'
import { ConduitError } from '@conduit/core'
import { and, eq, inArray, ne } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { uuidOf } from '../database/short-hash.ts'
import { notFound } from '../errors/not-found.ts'
import { holdPeopleEpochs } from '../people/people-epoch.ts'
import { consentEvents, dataSubjects, purposes } from '../schema/index.ts'
import { attestedFaults } from './attested-faults.ts'
import { channelWord } from './channel-word.ts'

/** Something that a person said, as somebody with a key of the API answers for it. */
export interface AttestedConsent {
  readonly subjectId: string
  readonly purposeId: string
  readonly channel: string
  readonly state: ConsentStatement['state']
  readonly saidAt: Date
  readonly method: Exclude<(typeof consentEvents)['$inferSelect']['method'], 'platform'>
  readonly legalBasis?: string | null
  /** Which form, which letter. */
  readonly givenThrough?: string | null
}

/** What became of statements. */
interface RecordedConsents {
  readonly statements: readonly { readonly id: string; readonly channel: string }[]
  readonly recorded: number
}

/**
 * Records what people said elsewhere than at a platform, all of it or none. The same said twice is one.
 *
 * @returns the statements as they are kept, in their order, and how many are new
 * @throws {ConduitError} `invalid`: see `attestedFaults`; `not_found`: no such
 *   person or purpose, or the person was erased
 */
export async function recordConsents(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  consents: readonly AttestedConsent[],
): Promise<RecordedConsents> {
  const at = now()
  const found = await attestedFaults(database, controllerId, consents, at)
  const faults = found.flatMap((each, index) =>
    each.map(({ member, detail }) => ({
      pointer: `/${index}/${member}`,
      detail,
    })),
  )
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not a consent', faults })
  if (consents.length === 0) return { statements: [], recorded: 0 }
  return await database.transaction(async executor => {
    await holdPeopleEpochs(executor, new Set([controllerId]))
    await assertPeople(executor, controllerId, consents)
    const names = await namesOf(executor, controllerId, consents)
    const rows = consents.map(consent => {
      return consentRow(controllerId, actor, at, names.get(consent.purposeId) ?? '', consent)
    })
    const added = await executor
      .insert(consentEvents)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: consentEvents.id })
    await writeAudit(executor, {
      at,
      controllerId,
      actor,
      action: 'consent.recorded',
      objectType: 'consent',
      objectId: rows.length === 1 ? (rows[0]?.id ?? null) : null,
      details: { count: added.length },
    })
    const statements = rows.map(({ id, channel }) => ({ id, channel }))
    return { statements, recorded: added.length }
  })
}

async function assertPeople(
  executor: Executor,
  controllerId: string,
  consents: readonly AttestedConsent[],
): Promise<void> {
  const ids = new Set(consents.map(({ subjectId }) => subjectId))
  const known = await executor
    .select({ id: dataSubjects.id })
    .from(dataSubjects)
    .where(
      and(
        eq(dataSubjects.controllerId, controllerId),
        inArray(dataSubjects.id, [...ids]),
        ne(dataSubjects.state, 'erased'),
      ),
    )
  if (known.length < ids.size) throw notFound('data subject')
}

async function namesOf(
  executor: Executor,
  controllerId: string,
  consents: readonly AttestedConsent[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(consents.map(({ purposeId }) => purposeId))
  const known = await executor
    .select({ id: purposes.id, name: purposes.name })
    .from(purposes)
    .where(and(eq(purposes.controllerId, controllerId), inArray(purposes.id, [...ids])))
  if (known.length < ids.size) throw notFound('purpose')
  return new Map(known.map(({ id, name }) => [id, name]))
}

function consentRow(
  controllerId: string,
  actor: Actor,
  recordedAt: Date,
  purpose: string,
  { legalBasis = null, givenThrough = null, ...consent }: AttestedConsent,
) {
  const { subjectId, purposeId, state, saidAt, method } = consent
  const channel = channelWord(consent.channel)
  return {
    ...{ controllerId, subjectId, purposeId, purpose, channel, state, saidAt, method, recordedAt },
    ...{ legalBasis, givenThrough },
    id: idOf(saidAt, [subjectId, purposeId, channel, state, method]),
    isTimeSigned: true,
    verification: 'attested' as const,
    actorType: actor.type,
    actorId: actor.id,
  }
}

/**
 * A UUIDv7 of when it was said: what is the same has the same id, so that a file which is imported
 * again adds nothing.
 */
function idOf(saidAt: Date, parts: readonly string[]): string {
  const time = Math.max(saidAt.getTime(), 0).toString(16).padStart(12, '0')
  const rest = createHash('sha256')
    .update(JSON.stringify([saidAt.toISOString(), ...parts]))
    .digest('hex')
  return uuidOf(`${time}7${rest.slice(0, 3)}8${rest.slice(3, 18)}`)
}
