import type { IntegrationAdapter } from '@conduit/core'
import type { WebhookUrls } from './webhook-urls.ts'

/** What a person has to do at the platform, in Markdown; without any credential. */
export function setupInstructions(adapter: IntegrationAdapter, urls: WebhookUrls): string {
  const { title, instructions } = adapter
  const webhook =
    urls.webhookUrl === null
      ? `${title} does not call: this server reads there by itself.`
      : `The webhook URL has the form \`${urls.webhookUrl}\`. It was shown in full when this integration was made; if it is lost, rotate its key for a new one.`
  const poll =
    urls.pollUrl === null
      ? null
      : `To read at once instead of waiting, send a POST request to \`${urls.pollUrl}\`.`
  const generic = urls.webhookUrl === null ? null : `In ${title}, add a webhook with that address.`
  return [instructions ?? generic, webhook, poll].filter(part => part !== null).join('\n\n')
}
