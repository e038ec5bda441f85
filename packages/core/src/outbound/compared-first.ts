import type { JsonObject } from '../contract/event.ts'
import { type Platform, PlatformError } from '../contract/platform.ts'
import type { OpenIntegration, Receiver } from '../receiver/create-receiver.ts'
import { refOf } from '../store/store.ts'

/** For whom the operator's access is used. */
interface Used {
  readonly receiver: Receiver
  readonly integration: OpenIntegration
  readonly settings: JsonObject
}

/** The token that was in use when what it opens was compared, by integration as it is set up. */
const compared = new WeakMap<OpenIntegration, string | null>()

/**
 * The way out by the operator's access, which at some platforms opens one account, whichever is named.
 * Before anything is asked for, the platform tells which accounts it opens: all that the integration
 * has proven have to be among them. Asked once for each token. An adapter that cannot ask has accounts
 * that the owner of this server has approved, and nobody else has proven.
 *
 * @throws from its methods: `PlatformError` `auth_failed` where it opens another account
 */
export function comparedFirst(used: Used, platform: Platform): Platform {
  let asked: Promise<void> | undefined
  const compare = () => {
    asked ??= compareOnce(used, platform)
    return asked
  }
  return {
    get now() {
      return platform.now
    },
    async request(call) {
      await compare()
      return await platform.request(call)
    },
    async authorized(obtain, call) {
      await compare()
      return await platform.authorized(obtain, call)
    },
  }
}

async function compareOnce(
  { receiver, integration, settings }: Used,
  platform: Platform,
): Promise<void> {
  const { adapter, store } = receiver
  if (adapter.proveAccounts === undefined) return
  const ref = refOf(integration.stored)
  const token = async () => (await store.sessions.token(ref))?.value ?? null
  if (compared.get(integration) === (await token())) return
  const own = { settings, state: await store.sessions.state(ref) }
  const opened = await adapter.proveAccounts(own, platform)
  if (!integration.accounts.every(account => opened.includes(account)))
    throw new PlatformError('auth_failed', 'the access among the options opens another account')
  compared.set(integration, await token())
}
