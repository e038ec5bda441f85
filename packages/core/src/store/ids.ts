import { randomFillSync } from 'node:crypto'
import { V7Generator } from 'uuidv7'

/**
 * Ids as the API shows them: a prefix for the kind, then the controller's UUID and the object's,
 * base64url. They carry the controller because every key in the database starts with it.
 */
const prefixes = {
  controller: 'ctl',
  integration: 'int',
  delivery: 'dlv',
  activity: 'act',
  subject: 'sub',
  key: 'key',
  quarantine: 'qua',
  audit: 'aud',
  consent: 'con',
  purpose: 'pur',
  mapping: 'map',
  request: 'req',
  export: 'exp',
  notification: 'ntf',
  hold: 'hol',
  entry: 'ent',
  propagation: 'prp',
  redaction: 'rdn',
  redactionTask: 'rdt',
  notice: 'rnt',
  suppression: 'spr',
} as const

/** Kind of object that an API id names. */
export type IdKind = keyof typeof prefixes

/**
 * Makes an API id.
 * @param id UUID of the object; for a controller the same as `controllerId`
 * @example encodeId('delivery', controllerId, deliveryId) // 'dlv_AZ…'
 */
export function encodeId(kind: IdKind, controllerId: string, id: string): string {
  const bytes = Buffer.from((controllerId + id).replaceAll('-', ''), 'hex')
  return `${prefixes[kind]}_${bytes.toString('base64url')}`
}

/** Reads an API id; null if it is not one of this kind. */
export function decodeId(kind: IdKind, text: string): { controllerId: string; id: string } | null {
  const prefix = `${prefixes[kind]}_`
  if (!text.startsWith(prefix)) return null
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== text.slice(prefix.length)) return null
  return { controllerId: uuidOf(bytes.subarray(0, 16)), id: uuidOf(bytes.subarray(16)) }
}

// The library's own asks for the random bytes of three ids at a time, which costs as much as an id.
const pool = new Uint32Array(1_024)
let used = pool.length

const generator = new V7Generator({
  nextUint32() {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const next = pool[used] ?? 0
    used += 1
    return next
  },
})

/** A new UUIDv7. Those of one process are in the order in which they were made. */
export function newId(): string {
  return generator.generate().toString()
}

/** Sixteen bytes as the text of a UUID. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The sixteen bytes of a UUID's text. */
export function uuidBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}
