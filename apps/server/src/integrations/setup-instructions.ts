import type { IntegrationAdapter } from '@conduit/core'
import type { WebhookUrls } from './webhook-urls.ts'

/** What a person has to do at the platform, in Markdown; without any credential. */
export function setupInstructions(adapter: IntegrationAdapter, urls: WebhookUrls): string {
  const { title } = adapter
  const steps = [
    urls.webhookUrl === null
      ? `${title} does not call: this server reads there by itself.`
      : `In ${title}, add a webhook with the address that was shown when this integration was made. It has the form \`${urls.webhookUrl}\`; if it is lost, rotate its key for a new one.`,
    ...(urls.pollUrl === null
      ? []
      : [`To read at once instead of waiting, send a POST request to \`${urls.pollUrl}\`.`]),
    ...(urls.webhookUrl === null
      ? []
      : ['Send a test event from there and look for it under deliveries.']),
  ]
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n')
}
