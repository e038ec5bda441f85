import type { Answer, Call } from '../contract/platform.ts'
import type { Registering, WebhookRegistration } from './register-webhooks.ts'
import { successOf } from './request-json.ts'

/**
 * How to look at a webhook and take it away where it has an address of its own: GET and DELETE.
 *
 * @param itemOf the GET of one webhook, in JSON; its id has to be escaped
 * @param isOn whether what that answers is switched on, and as it should be; default: all that is there is
 * @example restWebhook((id, { settings }) => callOf(settings, id), json => valueAt(json, '/status') === 'active')
 */
export function restWebhook<Settings>(
  itemOf: (id: string, registering: Registering<Settings>) => Call,
  isOn: (json: unknown, registering: Registering<Settings>) => boolean = () => true,
): Pick<WebhookRegistration<Settings>, 'isLive' | 'remove'> {
  return {
    async isLive(id, registering) {
      const answer = await registering.platform.request({
        ...itemOf(id, registering),
        json: true,
      })
      return isThere(answer) && isOn(answer.json, registering)
    },
    async remove(id, registering) {
      const item = itemOf(id, registering)
      const call: Call = { ...item, method: 'DELETE', json: false, idempotent: true }
      isThere(await registering.platform.request(call))
    },
  }
}

/** Is what was called there? 404 and 410 say that it is gone. @throws `PlatformError` as `successOf` */
export function isThere(answer: Answer): boolean {
  if (answer.status === 404 || answer.status === 410) return false
  successOf(answer)
  return true
}
