import { reasons, type SetupStep } from '@conduit/core'
import { type IntegrationRef, runSetup, type SetupReport } from '@conduit/core/host'
import {
  type Actor,
  type IntegrationNode,
  keepSetup,
  longestRenewalDays,
  openIntegration,
  schedule,
} from '@conduit/db'
import type { Services } from '../services.ts'
import { currentIntegration } from './current-integration.ts'
import { proveAccounts } from './prove-accounts.ts'
import { retryAt } from './retry-at.ts'
import { mintForPlatform } from './webhook-urls.ts'

/** Can this server be called by platforms? They take https addresses only. */
export function isReachable({ publicUrl }: Pick<Services, 'publicUrl'>): boolean {
  return publicUrl?.startsWith('https://') === true
}

/** What brings an integration in order: what is there already is kept. */
export function stepOf({ lastSetupOutcome }: IntegrationNode): 'connect' | 'renew' {
  return lastSetupOutcome === 'ok' ? 'renew' : 'connect'
}

/** Has a job bring an integration in order, where a `setup` can. */
export async function setUpSoon(services: Services, ref: IntegrationRef): Promise<void> {
  const { database, adapters, clock } = services
  const { adapter } = await currentIntegration(database, ref)
  const hasSetup = adapters.get(adapter)?.adapter.setup !== undefined
  if (hasSetup && isReachable(services)) await schedule(database, ref, { renewAt: clock() })
}

/**
 * Runs a step of the adapter's `setup` for an integration and keeps what comes of it. A failure is
 * no error: it is noted, shown to operators, and tried again by a job. Then the platform is asked
 * whose the accounts are that the integration claims, also where there is no `setup`.
 *
 * @returns null if nothing was run: the adapter has no `setup`, platforms cannot reach this server,
 *   or another run holds the integration (then it is due at once)
 */
export async function setUp(
  services: Services,
  actor: Actor,
  ref: IntegrationRef,
  step: SetupStep,
): Promise<SetupReport | null> {
  const report = await register(services, actor, ref, step)
  if (step !== 'disconnect') await proveAccounts(services, actor, ref)
  return report
}

async function register(
  services: Services,
  actor: Actor,
  ref: IntegrationRef,
  step: SetupStep,
): Promise<SetupReport | null> {
  const { database, keyring, adapters, transport, publicUrl, clock, administration } = services
  const opened = await openIntegration(database, keyring, ref)
  const running = opened === null ? undefined : adapters.get(opened.integration.adapter)
  if (opened === null || running?.adapter.setup === undefined) return null
  if (publicUrl === undefined || !isReachable(services)) return null
  const { integration } = opened
  const keyIds: string[] = []
  const { adapter } = running
  const addressee = { ...ref, did: integration.controller.did, adapter }
  const report = await runSetup({
    receiver: running.receiver,
    integration: running.receiver.open(integration),
    transport,
    step,
    webhook: async boundTo => {
      const minted = await mintForPlatform(services, actor, publicUrl, addressee, boundTo ?? null)
      if (minted.keyId !== null) keyIds.push(minted.keyId)
      return minted
    },
  })
  if (step === 'check' || step === 'disconnect') return report
  if (report === null) {
    await schedule(database, ref, { renewAt: clock() })
    return null
  }
  const { outcome, reasonKey } = report
  const why = reasonKey === undefined ? {} : { reason: reasons[reasonKey] }
  services.logger.info({ adapter: adapter.name, step, outcome, ...why }, 'setup done')
  await keepSetup(administration, actor, ref, { step, report, renewAt: nextOf(report), keyIds })
  return report
}

/** What is renewed early is no harm; what is due later than that is not believed. */
function noLater(renewAt: Date, now: Date): Date {
  const latest = now.getTime() + longestRenewalDays * 86_400_000
  return new Date(Math.min(renewAt.getTime(), latest))
}

function nextOf(report: SetupReport): Date | null {
  const { outcome, renewAt } = report
  if (outcome === 'ok') return renewAt === null ? null : noLater(renewAt, report.at)
  return outcome === 'manual' ? null : retryAt({ ...report, outcome })
}
