import { ConduitError } from '@conduit/core'
import { and, eq, isNull } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { subjectAliases } from '../schema/index.ts'
import { movePeopleEpoch } from './people-epoch.ts'
import { rootsOf } from './subject-members.ts'

/** Two subjects of a controller that are the same person. */
export interface Merge {
  readonly controllerId: string
  /** Becomes a member, with all who were merged into it. */
  readonly subjectId: string
  readonly into: string
}

/**
 * Merges a subject into another one, inside a transaction. Nothing that was recorded is rewritten.
 * @throws {ConduitError} `conflict`: they are one person already, or the subject is a member of another
 */
export async function mergeSubjects(
  executor: Executor,
  { controllerId, subjectId, into }: Merge,
  at: Date,
): Promise<void> {
  // Under its lock two merges of a controller cannot make a circle.
  await movePeopleEpoch(executor, controllerId)
  const roots = await rootsOf(executor, [controllerId], [subjectId, into])
  const [root = subjectId, target = into] = [roots.get(subjectId), roots.get(into)]
  if (root !== subjectId) throw conflict('the data subject was merged already')
  if (root === target) throw conflict('they are one data subject already')
  await executor
    .insert(subjectAliases)
    .values({ controllerId, subjectId, aliasOf: target, mergedAt: at })
    // What was ended at the moment at which it had begun never was.
    .onConflictDoUpdate({
      target: [subjectAliases.controllerId, subjectAliases.subjectId, subjectAliases.mergedAt],
      set: { aliasOf: target, separatedAt: null },
    })
}

/**
 * Ends a merge, inside a transaction: the subject is a person of its own again, with those who were
 * merged into it.
 * @throws {ConduitError} `not_found`: it is no member of another one
 */
export async function separateSubject(
  executor: Executor,
  { controllerId, subjectId }: Omit<Merge, 'into'>,
  at: Date,
): Promise<void> {
  await movePeopleEpoch(executor, controllerId)
  const ended = await executor
    .update(subjectAliases)
    .set({ separatedAt: at })
    .where(
      and(
        eq(subjectAliases.controllerId, controllerId),
        eq(subjectAliases.subjectId, subjectId),
        isNull(subjectAliases.separatedAt),
      ),
    )
    .returning({ id: subjectAliases.subjectId })
  if (ended.length === 0) throw notFound('merge of this data subject')
}

function conflict(reason: string): ConduitError {
  return new ConduitError('conflict', { reason })
}
