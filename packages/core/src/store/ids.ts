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

/** Sixteen bytes as the text of a UUID. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The sixteen bytes of a UUID's text. */
export function uuidBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}
