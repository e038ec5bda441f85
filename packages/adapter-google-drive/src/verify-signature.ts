import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { isSameText, refuse } from '@conduit/core'
import type { Settings, State } from './settings.ts'

/**
 * Google signs nothing. Beside the token, which only this integration and this channel can have, the
 * channel must be one that was opened and not stopped, and its resource the one that was watched.
 * @see https://developers.google.com/workspace/drive/api/guides/push
 */
export function verifySignature(
  request: WebhookRequest,
  { state }: Integration<Settings, State>,
): Proof {
  const id = request.header('x-goog-channel-id')
  const channel = state.channels?.find(each => each.id === id)
  if (channel === undefined) refuse('unauthorized', 'other_channel', { detail: 'unknown channel' })
  const resource = request.header('x-goog-resource-id')
  if (resource === undefined) refuse('invalid', 'header_missing')
  // The first message may come before the call that opens the channel has returned.
  const { resourceId = resource } = channel
  if (!isSameText(resource, resourceId))
    refuse('unauthorized', 'other_channel', { detail: 'another resource' })
  return 'unsigned'
}
