import type { Api } from './api-client.ts'
import type { MintedUrls } from './integrations.ts'

/** A key that was just made, and the addresses that hold it. */
export interface RotatedKey extends MintedUrls {
  readonly dxKey: string
  readonly dxKeyId: string
}

/**
 * Makes a new DX Key in the place of those before: of a controller, or of one of its integrations.
 *
 * @param overlapUntil how long the old ones still open; undefined: they end at once
 */
export async function rotateKey(
  api: Api,
  input: {
    readonly dataControllerId: string
    readonly integrationId?: string | undefined
    readonly overlapUntil?: Date | undefined
  },
): Promise<RotatedKey> {
  const { rotateDxKey } = await api.run<{ rotateDxKey: RotatedKey }>(
    `mutation ($controller: ID!, $integration: ID, $overlapUntil: DateTime) {
      rotateDxKey(
        dataControllerId: $controller, integrationId: $integration, overlapUntil: $overlapUntil
      ) { dxKey dxKeyId webhookUrl redactUrl pollUrl }
    }`,
    {
      controller: input.dataControllerId,
      integration: input.integrationId,
      overlapUntil: input.overlapUntil,
    },
  )
  return rotateDxKey
}
