import { oneOf, secret, settingsOf } from '@conduit/core'
import { type IntegerOptions, type Static, Type } from '@sinclair/typebox'

const text = (description: string, options: { pattern?: string; default?: string } = {}) =>
  Type.String({ minLength: 1, ...options, description })
const number = (description: string, options: IntegerOptions = {}) =>
  Type.Integer({ minimum: 1, ...options, description })
const path = { pattern: '^/(?!/)[\\w./~-]+$' }

/** What connects one hotel, or several of a chain. What says “check” is not publicly documented. */
export const settings = settingsOf({
  baseUrl: text('Address of the API as given at onboarding, without a path.', {
    pattern: '^https://[a-zA-Z0-9.-]+(:\\d{1,5})?/?$',
  }),
  tokenPath: text('Path of access tokens. Check it.', { ...path, default: '/v2/auth/token' }),
  reservationPath: Type.Optional(text('Path of the search, if not that of `api`.', path)),
  username: text('User name of the API account.'),
  password: secret(text('Password of the API account.')),
  chainId: number('Id of the chain.'),
  hotelIds: Type.Array(number('Id of a hotel.'), { minItems: 1, description: 'Hotels to read.' }),
  api: oneOf(['crs', 'sph'], {
    default: 'crs',
    description: '`crs`: Reservation Services; `sph`: Property Hub.',
  }),
  incrementalParam: text('`crs`: query parameter for changes since a time. Check it.', {
    default: 'lastActivityStartDateTime',
  }),
  pageSize: number('`crs`: reservations a page.', { maximum: 1000, default: 100 }),
  tenantId: number('`sph`: 1 community, 2 enterprise edition.', { maximum: 2, default: 2 }),
  client: Type.Optional(text('`sph`: client name as given at onboarding.')),
  intervalMinutes: number('Minutes between two polls.', { minimum: 5, maximum: 15, default: 10 }),
  overlapSeconds: number('`crs`: how far a poll reaches back.', { minimum: 0, default: 60 }),
})

/** Up to where all was read: for `crs` a time in UTC, for `sph` a text of the platform’s. */
export const state = Type.Object({ cursor: Type.Optional(Type.String()) })

export type Settings = Static<typeof settings>
export type State = Static<typeof state>
