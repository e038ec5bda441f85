import { type SettingFault, standardPublicKey, standardSecret } from '@conduit/core'
import type { Mapping } from './mapping.ts'
import type { Settings } from './settings.ts'

/** What a schema cannot say of settings; told when they are saved, not when a call comes. */
export function check(settings: Settings): readonly SettingFault[] {
  const { signingSecret, previousSigningSecrets = [], publicKeys = [], mapping } = settings
  return [
    ...[signingSecret ?? []].flat().flatMap(secret => secretFaults(secret, '/signingSecret')),
    ...previousSigningSecrets.flatMap((secret, index) =>
      secretFaults(secret, `/previousSigningSecrets/${index}`),
    ),
    ...publicKeys.flatMap((key, index) => publicKeyFaults(key, `/publicKeys/${index}`)),
    ...mappingFaults(mapping),
    ...erasureFaults(settings),
  ]
}

/** A question that nobody signed is one that nobody may answer. */
function erasureFaults({ erasureUrl, erasureSecret }: Settings): readonly SettingFault[] {
  if (erasureUrl === undefined && erasureSecret === undefined) return []
  if (erasureUrl === undefined)
    return [{ path: '/erasureUrl', message: 'needed where erasureSecret is set' }]
  if (!URL.canParse(erasureUrl)) return [{ path: '/erasureUrl', message: 'expected an address' }]
  if (erasureSecret === undefined)
    return [{ path: '/erasureSecret', message: 'needed where erasureUrl is set' }]
  return secretFaults(erasureSecret, '/erasureSecret')
}

function secretFaults(secret: string, path: string): readonly SettingFault[] {
  if (standardSecret(secret) !== null) return []
  const message = secret.startsWith('v1,')
    ? 'leave out “v1,”: it belongs to signatures'
    : 'expected whsec_ and 24 to 64 bytes in padded standard base64'
  return [{ path, message }]
}

function publicKeyFaults(key: string, path: string): readonly SettingFault[] {
  if (standardPublicKey(key) !== null) return []
  const message = key.startsWith('whsk_')
    ? 'this is a private key: only its owner may have it'
    : 'expected whpk_ and 32 bytes in padded standard base64'
  return [{ path, message }]
}

function mappingFaults({
  root,
  type,
  types,
  occurredAt,
  id,
  fields,
}: Mapping): readonly SettingFault[] {
  const personal = fields.map(field => field.pointer)
  const single = Object.entries({ root, type, occurredAt, id }).flatMap(([name, pointer]) => {
    const path = `/mapping/${name}`
    if (pointer === null) return []
    if (pointer.split('/').includes('*')) return [{ path, message: '“*” is for fields only' }]
    const isClear = name === 'type' || name === 'id'
    if (isClear && personal.includes(pointer)) {
      return [{ path, message: 'kept in clear, so it must not be a field of personal data' }]
    }
    return pointerFaults(pointer, path)
  })
  return [...single, ...typeFaults(types), ...fieldFaults(personal)]
}

/** In a table braces are choices, and a few dozen of them more rows than any memory holds. */
function typeFaults(types: Mapping['types']): readonly SettingFault[] {
  const isBraced = Object.keys(types).some(type => type.includes('{'))
  return isBraced ? [{ path: '/mapping/types', message: '“{” is for no type' }] : []
}

function fieldFaults(pointers: readonly string[]): readonly SettingFault[] {
  const known = new Set<string>()
  return pointers.flatMap((pointer, index) => {
    const path = `/mapping/fields/${index}/pointer`
    if (known.has(pointer)) return [{ path, message: 'listed twice' }]
    known.add(pointer)
    return pointerFaults(pointer, path)
  })
}

function pointerFaults(pointer: string, path: string): readonly SettingFault[] {
  const isPointer = /^(\/([^~/]|~[01])*)*$/.test(pointer)
  return isPointer ? [] : [{ path, message: 'expected a JSON Pointer (RFC 6901)' }]
}
