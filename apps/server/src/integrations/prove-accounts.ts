import { type IntegrationRef, type ProofReport, runProof } from '@conduit/core/host'
import { type Actor, keepProof, openIntegration, schedule } from '@conduit/db'
import type { Services } from '../services.ts'
import { currentIntegration } from './current-integration.ts'
import { retryAt } from './retry-at.ts'

/**
 * Asks the platform whose the accounts are that an integration claims, and keeps what it says. A
 * failure is no error: a job asks again. Nothing of it shows whether others claim them as well.
 */
export async function proveAccounts(
  services: Services,
  actor: Actor,
  ref: IntegrationRef,
): Promise<void> {
  const { database, keyring, adapters, transport, administration, logger } = services
  const opened = await openIntegration(database, keyring, ref)
  const running = opened === null ? undefined : adapters.get(opened.integration.adapter)
  if (opened === null || running?.adapter.proveAccounts === undefined) return
  const { receiver, adapter } = running
  const integration = receiver.open(opened.integration)
  const report = await runProof({ receiver, integration, transport })
  if (report !== null) {
    logger.info({ adapter: adapter.name, outcome: report.outcome }, 'accounts asked for')
    await keepProof(administration, actor, ref, report)
  }
  // Without a `setup` nothing but this is ever due.
  const { renewAt } = await currentIntegration(database, ref)
  const due = [adapter.setup === undefined ? null : renewAt, againAt(report)]
  await schedule(database, ref, { renewAt: earliest(due) })
}

function againAt(report: ProofReport | null): Date | null {
  if (report === null || report.outcome === 'ok') return null
  return retryAt({ ...report, outcome: report.outcome })
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const given = times.filter(time => time !== null).map(time => time.getTime())
  return given.length === 0 ? null : new Date(Math.min(...given))
}
