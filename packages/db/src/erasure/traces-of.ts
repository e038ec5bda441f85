import type { Controller } from '@conduit/core/host'
import { type KeyedHash, type Keyring, open, openSubjectKey } from '@conduit/privacy'
import { and, eq, inArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { referenceOf } from '../people/known-objects.ts'
import { referenceAad } from '../people/seal-people.ts'
import { identifierTokens, platformRefs, subjectKeys, suppressions } from '../schema/index.ts'
import type { Traces } from './find-in-leaves.ts'

/**
 * By what a person is known: its tokens, and the ids of its objects.
 * @param redactionId by what it suppressed the person is known too, where its tokens have gone before
 */
export async function tracesOf(
  executor: Executor,
  { keyring, controller }: { readonly keyring: Keyring; readonly controller: Controller },
  memberIds: readonly string[],
  redactionId: string | null,
): Promise<Traces> {
  const { id: controllerId } = controller
  const ids = [...memberIds]
  const found = await executor
    .select({ token: identifierTokens.token })
    .from(identifierTokens)
    .where(
      and(
        eq(identifierTokens.controllerId, controllerId),
        inArray(identifierTokens.subjectId, ids),
      ),
    )
  const { subjectId, integrationId, sealed } = platformRefs
  const references = await executor
    .select({ subjectId, integrationId, sealed, wrapped: subjectKeys.wrapped })
    .from(platformRefs)
    .innerJoin(
      subjectKeys,
      and(
        eq(subjectKeys.controllerId, platformRefs.controllerId),
        eq(subjectKeys.subjectId, platformRefs.subjectId),
      ),
    )
    .where(and(eq(platformRefs.controllerId, controllerId), inArray(subjectId, ids)))
  const keys = keyring.forController(controller)
  const objectIds = new Map<string, Set<string>>()
  for (const { subjectId: owner, integrationId: at, wrapped, sealed: bytes } of references) {
    const key = openSubjectKey(keys, controllerId, owner, wrapped)
    const plaintext = open(key, bytes, referenceAad(controllerId, owner))
    const { id } = referenceOf(Buffer.from(plaintext).toString())
    objectIds.set(at, (objectIds.get(at) ?? new Set()).add(id))
  }
  const suppressed = await suppressedBy(executor, controllerId, redactionId)
  return { tokens: new Set([...found, ...suppressed].map(({ token }) => token)), objectIds }
}

async function suppressedBy(
  executor: Executor,
  controllerId: string,
  redactionId: string | null,
): Promise<readonly { readonly token: KeyedHash }[]> {
  if (redactionId === null) return []
  return await executor
    .select({ token: suppressions.token })
    .from(suppressions)
    .where(
      and(eq(suppressions.controllerId, controllerId), eq(suppressions.redactionId, redactionId)),
    )
}
