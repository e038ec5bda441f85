import { type Static, Type } from '@sinclair/typebox'
import type { IntegrationAdapter } from '../adapter.ts'
import type { Platform } from '../platform/platform.ts'

/** Part of an adapter's `state`: the webhooks that `setup` made at the platform. */
export const registeredWebhooks = Type.Optional(
  Type.Array(
    Type.Object({
      name: Type.String({ description: 'Which of the webhooks that the adapter wants.' }),
      id: Type.String({ description: 'Its id at the platform.' }),
    }),
  ),
)

/** How a platform registers webhooks. */
export interface WebhookRegistration<Settings> {
  /** Names of the webhooks, where it takes several (topics, audiences). Default: one, `all`. */
  names?(settings: Settings): readonly string[]
  /** A person has registered it: the settings hold what else `create` would bring. Default: never. */
  isByHand?(settings: Settings): boolean
  /** Seconds between two looks whether all are still there. Default: nobody looks. */
  readonly lookEvery?: number
  /**
   * The platform takes an address of ours only once, whatever its query: what is to be replaced goes
   * first, and what happens in between is lost. Default: it goes last.
   */
  readonly replacesFirst?: boolean
  /** Makes one. Before this returns, our endpoint may be called already and has to answer. */
  create(url: string, registering: Registering<Settings>): Promise<RegisteredWebhook<Settings>>
  /** Is it there, and switched on? With `remove` mostly from `restWebhook()`. */
  isLive(id: string, registering: Registering<Settings>): Promise<boolean>
  /** Takes it away; that it is gone already is no fault. */
  remove(id: string, registering: Registering<Settings>): Promise<void>
}

/** What a call about one webhook works with. */
export interface Registering<Settings> {
  /** With what was learned from the webhooks that were made just before. */
  readonly settings: Settings
  readonly platform: Pick<Platform, 'request' | 'authorized' | 'now'>
  /** One of `names`. */
  readonly name: string
}

/** A webhook that the platform has made. */
export interface RegisteredWebhook<Settings> {
  readonly id: string
  /** What only the answer tells, such as the signing secret. */
  readonly settings?: Partial<Settings>
}

/** State of an adapter whose `setup` is `registerWebhooks()`. */
export interface WithWebhooks {
  readonly webhooks?: Static<typeof registeredWebhooks>
}

type Webhook = NonNullable<WithWebhooks['webhooks']>[number]

/**
 * The `setup` of a platform that has an API to register webhooks.
 *
 * Connecting makes a new webhook of each name, then takes the old ones away, so that nothing falls
 * between them (`replacesFirst`: the other way round). Renewing makes only those that are gone or switched off. Each one is kept in
 * `state.webhooks` as soon as it is made: whatever fails, the next try takes it away.
 *
 * @example
 * const state = Type.Object({ webhooks: registeredWebhooks })
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
  const { names = () => ['all'], isByHand = () => false, lookEvery, replacesFirst } = registration
  return async (step, { settings, state }, platform) => {
    const before = state.webhooks ?? []
    if (before.length === 0 && isByHand(settings)) return { manual: true }
    const context = { settings, platform }
    const wanted = step === 'disconnect' ? [] : names(settings)
    // Connecting replaces even what lives: its address may have been revoked.
    const live = step === 'connect' ? [] : await liveOf(registration, before, wanted, context)
    const missing = wanted.filter(name => live.every(webhook => webhook.name !== name))
    if (step === 'check') return { healthy: missing.length === 0 }

    const removeOld = async () => {
      for (const { id, name } of before.filter(webhook => !live.includes(webhook)))
        await registration.remove(id, { ...context, name })
    }
    if (replacesFirst) await removeOld()
    const made: Webhook[] = []
    const save = (webhooks: readonly Webhook[]) =>
      platform.save({ ...state, webhooks: [...webhooks] })
    let learned: Partial<Settings> = {}
    if (missing.length > 0) {
      const { url } = await platform.webhook()
      for (const name of missing) {
        const registering = { platform, name, settings: { ...settings, ...learned } }
        const { id, settings: own } = await registration.create(url, registering)
        made.push({ name, id })
        await save([...before, ...made])
        learned = { ...learned, ...own }
      }
    }
    if (!replacesFirst) await removeOld()
    await save([...live, ...made])
    const isWatched = lookEvery !== undefined && wanted.length > 0
    return {
      settings: learned,
      ...(isWatched && { renewAt: new Date(platform.now.getTime() + lookEvery * 1000) }),
    }
  }
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
