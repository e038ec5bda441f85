import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto'

/** The Ed25519 key of whoever signs notes under a name. */
export interface NoteKey {
  readonly name: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
}

/** One that can sign. */
export interface NoteSigner extends NoteKey {
  readonly sign: (text: Uint8Array) => Uint8Array
}

const seedLength = 32
/** What stands before a seed, and before a public key, in DER (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicHead = Buffer.from('302a300506032b6570032100', 'hex')
/** Ed25519, in ids of keys. */
const algorithm = 1
const idLength = 4
const signatureLength = 64

/**
 * Makes a signer.
 *
 * @param name without spaces and `+`
 * @param seed 32 secret bytes; the same ones make the same key
 */
export function noteSigner(name: string, seed: Uint8Array): NoteSigner {
  if (!/^[^\s+]+$/.test(name) || seed.length !== seedLength)
    throw new RangeError('a signer has a name without spaces, and 32 bytes')
  const der = Buffer.concat([privateHead, seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    name,
    publicKey: new Uint8Array(spki.subarray(publicHead.length)),
    sign: text => sign(null, text, key),
  }
}

/** The key in the form in which C2SP's signed notes publish it: `<name>+<id>+<base64>`. */
export function verifierKey(key: NoteKey): string {
  const bytes = Buffer.from([algorithm, ...key.publicKey])
  return `${key.name}+${keyIdOf(key).toString('hex')}+${bytes.toString('base64')}`
}

/**
 * Signs a text, as C2SP's signed notes have it.
 *
 * @param text lines, each with its end
 * @see https://c2sp.org/signed-note
 */
export function signNote(text: string, signer: NoteSigner): string {
  if (!text.endsWith('\n')) throw new RangeError('a note ends with a line')
  const signature = Buffer.concat([keyIdOf(signer), signer.sign(Buffer.from(text))])
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`
}

/**
 * Opens a signed note.
 *
 * @returns its text; null: none of the keys has signed it, or one that claims to has not
 */
export function openNote(note: string, keys: readonly NoteKey[]): string | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2, -1).split('\n')
  const signatures = lines.map(line => /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line))
  if (!signatures.every(found => found !== null)) return null
  let isSigned = false
  for (const [, name = '', encoded = ''] of signatures) {
    const bytes = Buffer.from(encoded, 'base64')
    const key = keys.find(
      key => key.name === name && keyIdOf(key).equals(bytes.subarray(0, idLength)),
    )
    if (key === undefined) continue
    if (!hasSigned(key, text, bytes.subarray(idLength))) return null
    isSigned = true
  }
  return isSigned ? text : null
}

function hasSigned({ publicKey }: NoteKey, text: string, signature: Uint8Array): boolean {
  if (signature.length !== signatureLength) return false
  const der = Buffer.concat([publicHead, publicKey])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, signature)
}

function keyIdOf({ name, publicKey }: NoteKey): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([algorithm]), publicKey])
  return hash('sha256', named, 'buffer').subarray(0, idLength)
}
