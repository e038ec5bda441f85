import { ConduitError } from '@conduit/core'
import { decodeId, type IdKind } from '@conduit/core/host'
import { listControllers } from '@conduit/db'
import type { GraphContext, Ref } from './context.ts'

/**
 * What an API id names, if this key may see it. Ids of other controllers answer like unknown ones.
 * @param pointer where the id stands in the arguments
 * @throws {ConduitError} `invalid`, `not_found`
 */
export function refOf(context: GraphContext, kind: IdKind, id: string, pointer: string): Ref {
  const ref = decodeId(kind, id)
  if (ref === null) {
    const article = /^[aeiou]/.test(kind) ? 'an' : 'a'
    const faults = [{ pointer, detail: `must be the id of ${article} ${kind}` }]
    throw new ConduitError('invalid', { reason: 'not an id', faults })
  }
  const own = context.holder.controllerId
  if (own !== null && own !== ref.controllerId) throw new ConduitError('not_found')
  return ref
}

/**
 * The controller that an API id names, which is there.
 * @throws {ConduitError} `invalid`, `not_found`
 */
export async function existingController(
  context: GraphContext,
  id: string,
  pointer: string,
): Promise<string> {
  const { controllerId } = refOf(context, 'controller', id, pointer)
  const isOwn = context.holder.controllerId !== null
  if (!isOwn && (await context.controller(controllerId)) === null)
    throw new ConduitError('not_found')
  return controllerId
}

/** The same for an id that may be left out. */
export function optionalId(
  context: GraphContext,
  kind: IdKind,
  id: string | null | undefined,
  pointer: string,
): string | undefined {
  return id == null ? undefined : refOf(context, kind, id, pointer).id
}

/**
 * Ids of the controllers that a list is about: the one that was asked for, else all that this key
 * may see.
 */
export async function controllerIdsOf(
  context: GraphContext,
  asked: string | null | undefined,
): Promise<readonly string[]> {
  if (asked != null)
    return [refOf(context, 'controller', asked, '/filter/dataControllerId').controllerId]
  if (context.holder.controllerId !== null) return [context.holder.controllerId]
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const { edges, pageInfo } = await listControllers(context.services.database, null, {
      first: 100,
      after,
    })
    ids.push(...edges.map(({ node }) => node.controllerId))
    after = pageInfo.endCursor ?? undefined
    if (!pageInfo.hasNextPage) return ids
  }
}

/** For what only a key of the whole server may do. */
export function requireServerKey({ holder }: GraphContext): void {
  if (holder.controllerId !== null)
    throw new ConduitError('forbidden', { reason: 'a key of one controller' })
}
