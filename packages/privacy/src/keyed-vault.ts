import { randomBytes } from 'node:crypto'
import type { ControllerKeys } from './keyring.ts'
import { KeyringError } from './master-key.ts'
import { open, type Sealed, seal, sealedKeyId, VaultError } from './vault.ts'

const wrapLabel = 'dek-wrap'

/** The key of one data subject. Once `wrapped` is destroyed, nothing sealed under `key` opens again. */
export interface SubjectKey {
  /** 32 bytes, for {@link seal} and {@link open}; in memory only. */
  readonly key: Uint8Array
  /** The same key sealed under the controller's, to be stored. */
  readonly wrapped: Sealed
}

/**
 * Makes the key of a data subject. What the subject's rows hold is sealed under it, so destroying
 * it is a second line behind the deletion of the rows.
 *
 * @param keys the controller's keys
 * @param keyId the master key to wrap under
 * @param controllerId the controller's UUID
 * @param subjectId the subject's UUID; the wrapped key opens for this pair alone
 * @throws {KeyringError} `unknown_key`
 * @example
 * const { key, wrapped } = createSubjectKey(keys, keyring.active, controller.id, subject.id)
 */
export function createSubjectKey(
  keys: ControllerKeys,
  keyId: string,
  controllerId: string,
  subjectId: string,
): SubjectKey {
  const key = new Uint8Array(randomBytes(32))
  const aad = wrapAad(controllerId, subjectId)
  return { key, wrapped: seal(keys.derive(wrapLabel, keyId), key, aad, keyId) }
}

/**
 * Opens the stored key of a data subject, whichever master key wrapped it.
 *
 * @param keys the controller's keys
 * @param controllerId the controller's UUID
 * @param subjectId the subject's UUID
 * @param wrapped what {@link createSubjectKey} gave to store
 * @returns the subject's key, 32 bytes
 * @throws {VaultError} `tampered`, `unknown_key`, `malformed`
 * @example
 * const key = openSubjectKey(keys, controller.id, subject.id, row.wrapped)
 */
export function openSubjectKey(
  keys: ControllerKeys,
  controllerId: string,
  subjectId: string,
  wrapped: Sealed,
): Uint8Array {
  return open(keyOf(keys, wrapLabel, wrapped), wrapped, wrapAad(controllerId, subjectId))
}

/**
 * Wraps the stored key of a data subject anew. The key itself stays, and so does all that is sealed under it.
 *
 * @param keys the controller's keys
 * @param keyId the master key to wrap under
 * @param controllerId the controller's UUID
 * @param subjectId the subject's UUID
 * @param wrapped what is stored, under whichever master key
 * @returns what is to be stored in its place
 * @throws {VaultError} `tampered`, `unknown_key`, `malformed`
 * @throws {KeyringError} `unknown_key`: the one to wrap under
 * @example
 * const wrapped = rewrapSubjectKey(keys, keyring.active, controller.id, subject.id, row.wrapped)
 */
export function rewrapSubjectKey(
  keys: ControllerKeys,
  keyId: string,
  controllerId: string,
  subjectId: string,
  wrapped: Sealed,
): Sealed {
  const key = openSubjectKey(keys, controllerId, subjectId, wrapped)
  return seal(keys.derive(wrapLabel, keyId), key, wrapAad(controllerId, subjectId), keyId)
}

/**
 * Encrypts what belongs to a controller and to no single person: settings, state, quarantine,
 * fetch references, platform tokens.
 *
 * @param keys the controller's keys
 * @param keyId the master key
 * @param label what it is; each label has a key of its own
 * @param plaintext any bytes
 * @param aad what the blob belongs to, `controller|row|field`: it opens nowhere else
 * @throws {KeyringError} `unknown_key`, `bad_label`
 * @example
 * const blob = sealFor(keys, keyring.active, 'settings', bytes, `${controllerId}|${id}|settings`)
 */
export function sealFor(
  keys: ControllerKeys,
  keyId: string,
  label: string,
  plaintext: Uint8Array,
  aad: string,
): Sealed {
  return seal(keys.derive(sealLabel(label), keyId), plaintext, aad, keyId)
}

/**
 * Decrypts what {@link sealFor} made, whichever master key it was sealed under.
 *
 * @param keys the controller's keys
 * @param label what it is
 * @param blob the blob
 * @param aad what it belongs to, as it was given to `sealFor`
 * @throws {VaultError} `tampered`, `unknown_key`, `malformed`
 * @example
 * const bytes = openFor(keys, 'settings', blob, `${controllerId}|${id}|settings`)
 */
export function openFor(
  keys: ControllerKeys,
  label: string,
  blob: Sealed,
  aad: string,
): Uint8Array {
  return open(keyOf(keys, sealLabel(label), blob), blob, aad)
}

// A label may also name a key for hashes, and one key never serves two algorithms.
function sealLabel(label: string): string {
  return `seal:${label}`
}

function wrapAad(controllerId: string, subjectId: string): string {
  if (controllerId.includes('|') || subjectId.includes('|')) {
    throw new TypeError('an id holds no vertical bar')
  }
  return `${controllerId}|${subjectId}|dek`
}

function keyOf(keys: ControllerKeys, label: string, blob: Sealed): Uint8Array {
  const keyId = sealedKeyId(blob)
  try {
    return keys.derive(label, keyId)
  } catch (error) {
    if (error instanceof KeyringError && error.code === 'unknown_key') {
      throw new VaultError('unknown_key')
    }
    throw error
  }
}
