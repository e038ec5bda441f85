import { type Static, Type } from '@sinclair/typebox'
import type { IntegrationAdapter } from '../contract/adapter.ts'
import type { JsonObject } from '../contract/event.ts'
import type { Platform } from '../contract/platform.ts'
import type { SettingsChange } from '../contract/settings.ts'
import { changedSettings } from './changed-settings.ts'
import { planWebhooks, type Webhook } from './plan-webhooks.ts'

/** `state` of an adapter whose `setup` is `registerWebhooks()`: the webhooks that it made. */
export const webhooksState = Type.Object({
  webhooks: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ description: 'Which of the webhooks that the adapter wants.' }),
        id: Type.String({ description: 'Its id at the platform.' }),
      }),
    ),
  ),
})

/** How a platform registers webhooks. */
export interface WebhookRegistration<Settings> {
  /** Names of the webhooks, where it takes several (topics, audiences). Default: one, `all`. */
  names?(settings: Settings): readonly string[]
  /** A person has registered it: the settings hold what else `create` would bring. Default: never. */
  isByHand?(settings: Settings): boolean
  /** Seconds between two looks whether all are still there. Default: nobody looks. */
  readonly lookEvery?: number
  /** Makes one. Before this returns, our endpoint may be called already and has to answer. */
  create(url: string, registering: Registering<Settings>): Promise<RegisteredWebhook<Settings>>
  /**
   * Gives one another address and switches it on, where that is better than a new one: its id and
   * secret stay. Null: it is gone. Default: a new one takes its place.
   */
  move?(
    id: string,
    url: string,
    registering: Registering<Settings>,
  ): Promise<SettingsChange<Settings> | null>
  /** Is it there, and switched on? With `remove` mostly from `restWebhook()`. */
  isLive(id: string, registering: Registering<Settings>): Promise<boolean>
  /** Takes it away; that it is gone already is no fault. */
  remove(id: string, registering: Registering<Settings>): Promise<void>
}

/** What a call about one webhook works with. */
export interface Registering<Settings> {
  /** With what was learned from the webhooks that were made just before. */
  readonly settings: Settings
  readonly platform: Platform
  /** One of `names`. */
  readonly name: string
}

/** A webhook that the platform has made. */
export interface RegisteredWebhook<Settings> {
  readonly id: string
  /** What only the answer tells, such as the signing secret; null: what is known is outdated. */
  readonly settings?: SettingsChange<Settings>
}

/** What `webhooksState` holds. */
export type WithWebhooks = Static<typeof webhooksState>

/**
 * The `setup` of a platform that has an API to register webhooks.
 *
 * Connecting makes a new webhook of each name, or moves the old one to the new address, then takes
 * away what is left, so that nothing falls between them. Renewing does so only with those that are
 * gone or switched off. Each is kept in `state.webhooks` from when it is made until it is taken
 * away, and so are the settings that it brought: whatever fails, the next try goes on from there.
 *
 * @example
 * const setup = registerWebhooks<Settings>({
 *   isByHand: ({ signingSecret }) => signingSecret !== undefined,
 *   async create(url, { settings, platform }) {
 *     const made = await requestJson(platform, postOf(settings, { url }))
 *     return { id: textAt(made, '/id'), settings: { signingSecret: textAt(made, '/secret') } }
 *   },
 *   ...restWebhook((id, { settings }) => callOf(settings, id)),
 * })
 */
export function registerWebhooks<Settings, State extends WithWebhooks = WithWebhooks>(
  registration: WebhookRegistration<Settings>,
): NonNullable<IntegrationAdapter<Settings, State>['setup']> {
  const { names = () => ['all'], isByHand = () => false, lookEvery } = registration
  return async (step, { settings, state }, platform) => {
    const before = state.webhooks ?? []
    if (before.length === 0 && isByHand(settings)) return { manual: true }
    const context = { settings, platform }
    const wanted = step === 'disconnect' ? [] : names(settings)
    const isLooked = step === 'check' || step === 'renew'
    const live = isLooked ? await liveOf(registration, before, wanted, context) : []
    const { keep, make, remove } = planWebhooks(step, before, wanted, live)
    if (step === 'check') return { healthy: make.length === 0 }

    const kept = [...keep]
    const old = new Set(remove)
    let learned: SettingsChange<Settings> = {}
    const save = () =>
      platform.save({ ...state, webhooks: [...old, ...kept] }, learned as JsonObject)
    if (make.length > 0) {
      const { url } = await platform.webhook()
      for (const name of make) {
        const registering = { platform, name, settings: changedSettings(settings, learned) }
        const moved = await movedOf(registration, old, url, registering)
        const made = moved ?? (await registration.create(url, registering))
        kept.push({ name, id: made.id })
        learned = { ...learned, ...made.settings }
        await save()
      }
    }
    for (const webhook of old) {
      await registration.remove(webhook.id, { ...context, name: webhook.name })
      old.delete(webhook)
      await save()
    }
    const isWatched = lookEvery !== undefined && wanted.length > 0
    return isWatched ? { renewAt: new Date(platform.now.getTime() + lookEvery * 1000) } : {}
  }
}

/** An old one of the name that lives on at the new address, and is old no more. */
async function movedOf<Settings>(
  { move }: WebhookRegistration<Settings>,
  old: Set<Webhook>,
  url: string,
  registering: Registering<Settings>,
): Promise<RegisteredWebhook<Settings> | null> {
  for (const webhook of old) {
    if (webhook.name !== registering.name) continue
    const settings = (await move?.(webhook.id, url, registering)) ?? null
    if (settings === null) continue
    old.delete(webhook)
    return { id: webhook.id, settings }
  }
  return null
}

/** One of each wanted name that is there. */
async function liveOf<Settings>(
  { isLive }: WebhookRegistration<Settings>,
  known: readonly Webhook[],
  wanted: readonly string[],
  context: Omit<Registering<Settings>, 'name'>,
): Promise<readonly Webhook[]> {
  const live: Webhook[] = []
  for (const webhook of known) {
    const { name, id } = webhook
    const isNeeded = wanted.includes(name) && live.every(each => each.name !== name)
    if (isNeeded && (await isLive(id, { ...context, name }))) live.push(webhook)
  }
  return live
}
