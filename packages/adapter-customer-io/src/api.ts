import { bearerApi } from '@conduit/core'
import type { Settings } from './settings.ts'

const hostOf = { us: 'api.customer.io', eu: 'api-eu.customer.io' } as const

/** The App API. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ region }) => `https://${hostOf[region]}/v1/`,
  token: ({ appApiKey }) => appApiKey,
})
