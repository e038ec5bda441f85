import { type Delivery, type Integration, meanings, type Parsed, refuse } from '@conduit/core'
import { notificationHeaders, type Payload } from './endpoint.ts'
import type { Settings, State } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/**
 * A notification says that something changed: in one file, which is then read, or anywhere, and then
 * the changes since the last time are. The first one of a channel only says that it is open.
 * @see https://developers.google.com/workspace/drive/api/guides/push
 */
export function parseEvent(
  delivery: Delivery<Payload>,
  { state }: Integration<Settings, State>,
): Parsed {
  const values = notificationHeaders.map(name => delivery.header(name) ?? '')
  if (values.includes('')) refuse('invalid', 'header_missing')
  const [id, number = '', resourceState = ''] = values
  const channel = state.channels?.find(each => each.id === id)
  if (channel === undefined) refuse('unauthorized', 'other_channel', { detail: 'unknown channel' })
  if (!/^\d{1,40}$/.test(number))
    refuse('invalid', 'header_missing', { detail: 'not a message number' })
  if (!/^\w{1,40}$/.test(resourceState))
    refuse('invalid', 'header_missing', { detail: 'not a resource state' })
  const deliveryId = `${channel.id}:${number}`
  if (resourceState === 'sync') return { deliveryId, events: [] }
  if (channel.kind === 'changes') return { deliveryId, events: [], catchUp: true }
  const type = `file.${resourceState}`
  const { fileId } = channel
  const event = {
    type,
    meaning: meaningOf(type),
    occurredAt: null,
    id: deliveryId,
    path: '',
    data: delivery.payload,
    ...(fileId !== undefined && { wants: { key: fileId, ref: { fileId } } }),
  }
  return { deliveryId, events: [event] }
}
