import { createHmac } from 'node:crypto'

const key = Buffer.from('a key of the bench, 32 bytes long')

/** Secret that lists of events are signed with, in the form of Standard Webhooks. */
export const listSecret = `whsec_${key.toString('base64')}`

/**
 * A list of so many events, each about somebody else. 20,000 of them fit into a body of 1 MB.
 * @param name what tells it from other lists
 */
export function eventList(events: number, name: string): Buffer {
  const list = Array.from({ length: events }, (_, index) => ({
    kind: 'updated',
    email: `${name}.${index}@example.com`,
  }))
  return Buffer.from(JSON.stringify({ events: list }))
}

/** The headers that sign a list, as https://www.standardwebhooks.com asks for them. */
export function listHeaders(id: string, at: Date, list: Buffer): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000)
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.`).update(list)
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': `${seconds}`,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  }
}
