import type { IntegrationAdapter } from '@conduit/core'

/** Where platforms call, unless a signed URL says otherwise. */
export const publicOrigin = 'https://hooks.example.com'

/** Path below which the plugin of an adapter is registered. */
export function prefixOf(adapter: Pick<IntegrationAdapter, 'name'>): string {
  return `/api/v1/integrations/${adapter.name}`
}
