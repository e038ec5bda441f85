import { openToken, sealToken } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import type { Addressing, Caller } from './address.ts'

/**
 * Who calls through an address that a server has minted, for `address`. A token goes out as it was
 * minted, unless it has to be bound to a channel first, as the platform's own would have been.
 *
 * @param keyring the server's
 * @param url with its credential
 */
export async function callerOf(
  keyring: Keyring,
  integration: Omit<Caller, 'dxKey'>,
  url: URL,
): Promise<Pick<Addressing, 'integration' | 'seal'>> {
  const token = url.searchParams.get('token')
  const dxKey =
    token === null ? url.searchParams.get('dxKey') : (await openToken(keyring, token)).dxKey
  return {
    integration: { ...integration, dxKey: dxKey ?? '' },
    seal: async content =>
      token !== null && content.boundTo === null && content.integrationId === integration.id
        ? token
        : await sealToken(keyring, content),
  }
}
