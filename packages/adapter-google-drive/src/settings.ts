import { hidden, needs, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const id = { pattern: '^[\\w-]{1,128}$' }

/** What connects one Google account. */
export const settings = settingsOf({
  accessToken: hidden('OAuth 2.0 access token; without refreshToken good for an hour.'),
  refreshToken: hidden(
    'OAuth 2.0 refresh token, scope `drive.metadata.readonly`; with the scope `drive` access is withdrawn from people who are to be erased.',
  ),
  clientId: Type.Optional(word('Client id of the Google Cloud project, to refresh.')),
  clientSecret: hidden('Client secret of the Google Cloud project, to refresh.'),
  changes: Type.Boolean({
    default: true,
    description: 'Watch all changes that the account sees, outside of `driveIds`.',
  }),
  driveIds: Type.Optional(
    Type.Array(word('Id of a shared drive.', id), {
      uniqueItems: true,
      description: 'Shared drives to watch, each by a channel of its own.',
    }),
  ),
  fileIds: Type.Optional(
    Type.Array(word('Id of a file or folder.', id), {
      uniqueItems: true,
      description: 'Single files, or folders with their direct children, to watch.',
    }),
  ),
})

/** A channel that was opened and not stopped. */
const channel = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('changes'), Type.Literal('files')]),
  /** Not known until the call that opens the channel has returned. */
  resourceId: Type.Optional(Type.String()),
  fileId: Type.Optional(Type.String()),
  driveId: Type.Optional(Type.String()),
  /** Milliseconds since 1970, as Google writes them. */
  expiration: Type.Optional(Type.String()),
})

/** Open channels, and up to where the changes were read: of the account, and of each shared drive. */
export const state = Type.Object({
  channels: Type.Optional(Type.Array(channel)),
  pageToken: Type.Optional(Type.String()),
  drivePageTokens: Type.Optional(Type.Record(Type.String(), Type.String())),
})

export type Settings = Static<typeof settings>
export type State = Static<typeof state>
export type Channel = Static<typeof channel>

/** A refresh token is of no use without the client that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId', 'clientSecret')
