import { ConduitError, isConduitError } from '@conduit/core'
import { hashKey } from '@conduit/core/host'
import { type ApiKeyHolder, findApiKey } from '@conduit/db'
import type { Services } from '../services.ts'
import { bearerOf } from './bearer-of.ts'

/**
 * Whose API key is this? Whatever is wrong with it, the answer is the same.
 * @param header `Authorization`
 * @throws {ConduitError} `unauthorized`
 */
export async function authenticate(
  services: Pick<Services, 'database'>,
  header: string | undefined,
): Promise<ApiKeyHolder> {
  const key = bearerOf(header)
  const holder = key === undefined ? null : await findApiKey(services.database, hashKey(key))
  if (holder === null) throw new ConduitError('unauthorized', { reason: 'no such API key' })
  return holder
}

/** Is the key still good? A database that cannot say leaves it so. */
export async function isSameHolder(
  services: Pick<Services, 'database'>,
  header: string | undefined,
  { id }: ApiKeyHolder,
): Promise<boolean> {
  try {
    return (await authenticate(services, header)).id === id
  } catch (error) {
    if (isConduitError(error)) return error.code !== 'unauthorized'
    throw error
  }
}
