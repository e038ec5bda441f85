import {
  type Call,
  isThere,
  jsonCall,
  type Registering,
  registerWebhooks,
  restWebhook,
  sendJson,
  textAt,
  valueAt,
} from '@conduit/core'
import { audienceCall } from './audience-api.ts'
import type { AudienceSettings } from './audience-settings.ts'

/** By API all flags are sent: what one means that is left out is not documented. */
const events = {
  subscribe: true,
  unsubscribe: true,
  profile: true,
  cleaned: true,
  upemail: true,
  campaign: false,
}
/** `api` too: what other systems write counts as well. */
const sources = { user: true, admin: true, api: true }
/** Three generations of the ten audiences that the settings take. */
const maxSecrets = 30

const audience = restWebhook<AudienceSettings>((id, registering) => webhookOf(id, registering))

/**
 * Registers one webhook in each audience. Mailchimp calls its URL by GET first, and shows its secret
 * in this answer only; each audience has one of its own.
 * @see https://mailchimp.com/developer/marketing/api/list-webhooks/
 */
export const audienceSetup = registerWebhooks<AudienceSettings>({
  names: ({ audienceIds = [] }) => audienceIds,
  // A key may also be there for copies alone.
  isByHand: ({ signingSecret, audienceIds = [] }) =>
    signingSecret !== undefined || audienceIds.length === 0,
  // Those that fail too often may be dropped.
  lookEvery: 86_400,
  async create(url, registering) {
    const { platform } = registering
    const made = await sendJson(platform, 'POST', webhooksOf(registering), { url, events, sources })
    return { id: textAt(made, '/id'), settings: withSecret(made, registering.settings) }
  },
  // Of an audience's webhooks no two may differ by the query alone, as ours would: the old one gets
  // the new address, and keeps its secret.
  async move(id, url, registering) {
    const { settings, platform } = registering
    // Nobody can tell its secret any more: a new one has to take its place.
    if (settings.signingSecret === undefined) {
      await audience.remove(id, registering)
      return null
    }
    const call = jsonCall(webhookOf(id, registering), 'PATCH', { url, events, sources })
    return isThere(await platform.request({ ...call, idempotent: true })) ? {} : null
  },
  ...audience,
})

/**
 * The newest secret first, and those of the other audiences. An account that does not sign yet gives
 * none: then the webhook is known, and what it sends waits.
 */
function withSecret(made: unknown, settings: AudienceSettings): Partial<AudienceSettings> {
  const secret = valueAt(made, '/signing_secret')
  if (typeof secret !== 'string' || secret === '') return {}
  const { signingSecret, previousSigningSecrets = [] } = settings
  const before = [signingSecret ?? [], previousSigningSecrets].flat()
  const previous = before.slice(0, maxSecrets)
  return {
    signingSecret: secret,
    ...(previous.length > 0 && { previousSigningSecrets: previous }),
  }
}

function webhookOf(id: string, registering: Registering<AudienceSettings>): Call {
  return webhooksOf(registering, `/${encodeURIComponent(id)}`)
}

function webhooksOf({ settings, name }: Registering<AudienceSettings>, item = ''): Call {
  return audienceCall(settings, `/lists/${encodeURIComponent(name)}/webhooks${item}`)
}
