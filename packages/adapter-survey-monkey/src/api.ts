import { bearerApi } from '@conduit/core'
import type { Settings } from './settings.ts'

/** The API of the account's data centre. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ accessUrl }) => `${accessUrl}/v3/`,
  token: ({ accessToken }) => accessToken,
})
