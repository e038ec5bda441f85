import type { IntegrationAdapter } from '@conduit/core'

const defaultMaxBytes = 1_048_576

/** Largest body that an adapter takes. */
export function maxBytesOf({ endpoint }: IntegrationAdapter): number {
  return endpoint?.maxBytes ?? defaultMaxBytes
}
