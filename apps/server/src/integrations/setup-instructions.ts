import { readFile } from 'node:fs/promises'
import type { IntegrationAdapter } from '@conduit/core'
import type { IntegrationNode } from '@conduit/db'
import type { WebhookUrls } from './webhook-urls.ts'

/** An integration whose platform is to be told of it. */
export interface ToInstruct {
  readonly adapter: IntegrationAdapter
  readonly outcome: IntegrationNode['lastSetupOutcome']
  /** Settings that still have to be brought. */
  readonly missing: readonly string[]
  /** Without their credentials. */
  readonly urls: WebhookUrls
  /** Platforms can reach this server. */
  readonly isReachable: boolean
}

/** What a person has to do at the platform, in Markdown; without any credential. */
export async function setupInstructions(integration: ToInstruct): Promise<string> {
  const { adapter, outcome, missing, urls } = integration
  const poll =
    urls.pollUrl === null
      ? null
      : `To read at once instead of waiting, send a POST request to \`${urls.pollUrl}\`.`
  const parts =
    outcome === 'ok'
      ? await registered(adapter, missing)
      : [failure(integration), ...(await byHand(adapter, urls))]
  return [...parts, poll].filter(part => part !== null).join('\n\n')
}

async function registered(
  { title, guides }: IntegrationAdapter,
  missing: readonly string[],
): Promise<readonly string[]> {
  const done = `The webhook was registered at ${title} by itself`
  if (missing.length > 0) {
    const names = missing.map(name => `\`${name}\``).join(', ')
    return [`${done}. What is left is to bring ${names} from there:`, await textOf(guides.connect)]
  }
  const { afterSetup } = guides
  const left = afterSetup === undefined ? 'There is nothing left to do.' : await textOf(afterSetup)
  return [`${done}.`, left]
}

async function byHand(
  { title, guides }: IntegrationAdapter,
  { webhookUrl }: WebhookUrls,
): Promise<readonly string[]> {
  const connect = await textOf(guides.connect)
  if (webhookUrl === null) {
    return [connect, `${title} does not call: this server reads there by itself.`]
  }
  return [
    connect,
    `The webhook URL has the form \`${webhookUrl}\`. It was shown in full when this integration was made; if it is lost, \`conduit keys rotate\` shows a new one.`,
  ]
}

async function textOf(guide: URL): Promise<string> {
  return (await readFile(guide, 'utf8')).trim()
}

/** Why it did not happen by itself, where it could have. */
function failure({ adapter, outcome, isReachable }: ToInstruct): string | null {
  const { title, setup } = adapter
  if (setup === undefined) return null
  if (!isReachable) {
    return 'Nothing can be registered by itself: give this server its https address, `CONDUIT_PUBLIC_URL`.'
  }
  if (outcome === 'auth_failed') {
    return `${title} refused the key to register the webhook with. It is tried again every hour; or do it by hand:`
  }
  if (outcome === 'upstream_error' || outcome === 'rate_limited') {
    return `Registering the webhook at ${title} failed. It is tried again soon; or do it by hand:`
  }
  return null
}
