import klaviyo from '@conduit/adapter-klaviyo'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, platformAccess, type Transport } from '@conduit/core/host'
import { fakeKlaviyo } from '@conduit/fake-platforms/klaviyo'
import { createKeyring } from '@conduit/privacy'
import { statefulPlatform } from '@conduit/testing'
import { ApiKeySession, DataPrivacyApi, EventsApi, ListsApi, ProfilesApi } from 'klaviyo-api'

/** A fake Klaviyo, what Klaviyo's own client calls it with, and all that it holds. */
export async function startFake() {
  const fake = fakeKlaviyo()
  const platform = await statefulPlatform(fake.answer)
  const session = new ApiKeySession('pk_fake')
  const at = <Api extends { basePath: string }>(api: Api): Api =>
    Object.assign(api, { basePath: platform.origin })
  return {
    fake,
    platform,
    profiles: at(new ProfilesApi(session)),
    events: at(new EventsApi(session)),
    lists: at(new ListsApi(session)),
    privacy: at(new DataPrivacyApi(session)),
    get state() {
      const { held, ...rest } = fake.state
      return [[...held].map(([kind, items]) => [kind, [...items]]), [...rest.subscribed], rest]
    },
  }
}

/** The way to the fake, as a server opens it. */
export async function accessTo(settings: JsonObject, transport: Transport) {
  const store = memoryStore([{ adapter: klaviyo.name, settings }])
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const receiver = createReceiver(klaviyo, { store, keyring })
  const [stored] = store.integrations
  const access =
    stored && (await platformAccess({ receiver, integration: receiver.open(stored), transport }))
  if (!access) throw new Error('no access')
  return access
}
