import type { Actor } from '@conduit/db'
import { openPropagations } from '@conduit/db/propagations'
import type { Services } from '../services.ts'
import {
  type AskedPropagation,
  type PropagationPlan,
  planPropagation,
  type ShownLine,
} from './plan-propagation.ts'

/** What is told, and what becomes of it. */
export interface Propagation extends Pick<PropagationPlan, 'consent'> {
  readonly lines: readonly ShownLine[]
}

/**
 * Has platforms told what a person decided, or only says what that would do.
 * @throws {ConduitError} as `planPropagation`; `conflict`: another statement holds by now
 */
export async function propagateConsent(
  services: Services,
  actor: Actor,
  asked: AskedPropagation,
  isDryRun: boolean,
): Promise<Propagation> {
  const { basis, consent, lines } = await planPropagation(services, asked)
  const targets = lines.flatMap(({ target }) => (target === null ? [] : [target]))
  const planned = { ...basis.subject, statementId: consent.statement.id }
  const opened = isDryRun
    ? []
    : await openPropagations(
        services.administration,
        actor,
        planned,
        targets,
        services.enqueueTellings,
      )
  const rows = new Map(targets.map((target, index) => [target, opened[index] ?? null]))
  return {
    consent,
    lines: lines.map(({ target, ...line }) => ({
      ...line,
      propagation: target === null ? null : (rows.get(target) ?? null),
    })),
  }
}
