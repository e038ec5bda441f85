import { createHash, createHmac } from 'node:crypto'
import {
  type Call,
  type JsonValue,
  type Platform,
  PlatformError,
  standardSecret,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** Where the operator's system is asked to erase: that one host. */
export function hosts({ erasureUrl }: Settings): readonly string[] {
  return erasureUrl === undefined ? [] : [new URL(erasureUrl).host]
}

/**
 * A question to the operator's system, signed as Standard Webhooks are. Asked again with the same id it is the same
 * question.
 *
 * @param id default: one that the body gives
 * @throws `PlatformError` `auth_failed` where the settings name no such system
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function question(
  { erasureUrl, erasureSecret }: Settings,
  { now }: Platform,
  { type, data, id }: { readonly type: string; readonly data: JsonValue; readonly id?: string },
): Call {
  const key = standardSecret(erasureSecret ?? '')
  if (erasureUrl === undefined || key === null)
    throw new PlatformError('auth_failed', 'no system is named that erases')
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data })
  const name =
    id ??
    createHash('sha256')
      .update(JSON.stringify([type, data]))
      .digest('hex')
  const time = String(Math.floor(now.getTime() / 1000))
  const code = createHmac('sha256', key).update(`${name}.${time}.${body}`).digest('base64')
  return {
    method: 'POST',
    url: erasureUrl,
    idempotent: true,
    json: true,
    headers: {
      'content-type': 'application/json',
      'webhook-id': name,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${code}`,
    },
    body,
  }
}
