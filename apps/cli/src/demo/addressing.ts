import type { Scope } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import { type Addressing, callerOf } from '@conduit/recordings'
import type { Controller } from '../api/controllers.ts'
import { strangerTo } from '../samples/remote-caller.ts'
import { type DemoIntegration, integrationRef } from './demo-integrations.ts'

/**
 * How an integration of a server is called.
 * @param keyring the server's: a channel's token is sealed as the platform would have been given it
 */
export async function addressing(
  keyring: Keyring,
  { did }: Controller,
  { id, webhookUrl, pollUrl }: DemoIntegration,
  scope: Scope,
): Promise<Omit<Addressing, 'adapter'>> {
  const minted = scope === 'poll' ? pollUrl : webhookUrl
  if (minted === null) throw new Error('nothing to send to')
  const url = new URL(minted)
  return {
    ...(await callerOf(keyring, { ...integrationRef(id), did }, url)),
    stranger: strangerTo(did),
    ...{ scope, origin: url.origin },
  }
}
