// Verifies an exported audit log of Conduit, the proof of one entry, or a receipt. One file of plain JavaScript that needs nothing:
//
//   node verify.mjs [folder] [--key KEY]… [--anchors FILE]… [--json]
//   node verify.mjs proof.json|receipt.json --key KEY
//
// Exit code: 0 intact, 1 broken, 2 it could not run. `verify.html` is the same for a browser, without a
// network. Whoever wrote an export could have written its keys as well: compare them with those that you
// keep, or give them with --key.

// ── SHA-256 and SHA-512 (FIPS 180-4) ────────────────────────────────────────────────────────────────────

/** The first primes: their roots are the constants of both. */
const primes = firstPrimes(80)

function firstPrimes(count) {
  const found = []
  for (let each = 2; found.length < count; each += 1)
    if (found.every(prime => each % prime !== 0)) found.push(each)
  return found
}

/** The first 64 bits behind the point of a root of a whole number: of its square root, or its cube root. */
function fractionOf(value, power) {
  const scaled = BigInt(value) << BigInt(64 * power)
  let low = 0n
  let high = 1n << 70n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** BigInt(power) <= scaled) low = middle
    else high = middle
  }
  return BigInt.asUintN(64, low)
}

const start512 = primes.slice(0, 8).map(prime => fractionOf(prime, 2))
const rounds512 = primes.map(prime => fractionOf(prime, 3))
const upperHalf = value => Number(value >> 32n) | 0
const start256 = Int32Array.from(start512, upperHalf)
const rounds256 = Int32Array.from(rounds512.slice(0, 64), upperHalf)

/** One of each for all calls: a log has a million entries. */
const words = new Int32Array(64)
const state = new Int32Array(8)
let padded = new DataView(new ArrayBuffer(1 << 16))

/**
 * Hashes bytes.
 *
 * @param {...Uint8Array} parts one behind the other
 * @returns {Uint8Array} 32 bytes
 */
export function sha256(...parts) {
  let length = 0
  for (const part of parts) length += part.length
  const end = (Math.floor((length + 8) / 64) + 1) * 64
  if (padded.byteLength < end) padded = new DataView(new ArrayBuffer(end * 2))
  const bytes = new Uint8Array(padded.buffer)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  bytes.fill(0, length, end)
  bytes[length] = 0x80
  padded.setUint32(end - 8, Math.floor(length / 0x20000000))
  padded.setUint32(end - 4, (length * 8) >>> 0)
  state.set(start256)
  for (let start = 0; start < end; start += 64) compress(padded, start)
  const digest = new Uint8Array(32)
  for (let index = 0; index < 32; index += 1)
    digest[index] = state[index >> 2] >>> (24 - 8 * (index & 3))
  return digest
}

function compress(view, start) {
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(start + index * 4)
  for (let index = 16; index < 64; index += 1) {
    const one = words[index - 15]
    const two = words[index - 2]
    const small = ((one >>> 7) | (one << 25)) ^ ((one >>> 18) | (one << 14)) ^ (one >>> 3)
    const large = ((two >>> 17) | (two << 15)) ^ ((two >>> 19) | (two << 13)) ^ (two >>> 10)
    words[index] = (words[index - 16] + small + words[index - 7] + large) | 0
  }
  let a = state[0]
  let b = state[1]
  let c = state[2]
  let d = state[3]
  let e = state[4]
  let f = state[5]
  let g = state[6]
  let h = state[7]
  for (let index = 0; index < 64; index += 1) {
    const large = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + large + ((e & f) ^ (~e & g)) + rounds256[index] + words[index]) | 0
    const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const two = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  state[0] += a
  state[1] += b
  state[2] += c
  state[3] += d
  state[4] += e
  state[5] += f
  state[6] += g
  state[7] += h
}

/**
 * Hashes bytes: few of them, for signatures alone.
 *
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} 64 bytes
 */
export function sha512(bytes) {
  const blocks = Math.floor((bytes.length + 16) / 128) + 1
  const text = new Uint8Array(blocks * 128)
  text.set(bytes)
  text[bytes.length] = 0x80
  const view = new DataView(text.buffer)
  view.setBigUint64(text.length - 8, BigInt(bytes.length) * 8n)
  const cut = value => BigInt.asUintN(64, value)
  const turn = (value, by) => cut((value >> BigInt(by)) | (value << BigInt(64 - by)))
  let sums = start512
  for (let block = 0; block < blocks; block += 1) {
    const w = rounds512.map((_, at) => (at < 16 ? view.getBigUint64(block * 128 + at * 8) : 0n))
    for (let at = 16; at < 80; at += 1) {
      const [one, two] = [w[at - 15], w[at - 2]]
      const small = turn(one, 1) ^ turn(one, 8) ^ (one >> 7n)
      const large = turn(two, 19) ^ turn(two, 61) ^ (two >> 6n)
      w[at] = cut(w[at - 16] + small + w[at - 7] + large)
    }
    let [a, b, c, d, e, f, g, h] = sums
    for (let at = 0; at < 80; at += 1) {
      const large = turn(e, 14) ^ turn(e, 18) ^ turn(e, 41)
      const one = h + large + ((e & f) ^ (~e & g)) + rounds512[at] + w[at]
      const two = (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[a, b, c, d, e, f, g, h] = [cut(one + two), a, b, c, cut(d + one), e, f, g]
    }
    const added = [a, b, c, d, e, f, g, h]
    sums = sums.map((value, index) => cut(value + added[index]))
  }
  const digest = new Uint8Array(64)
  const out = new DataView(digest.buffer)
  for (const [index, value] of sums.entries()) out.setBigUint64(index * 8, value)
  return digest
}

// ── Ed25519 (RFC 8032, 5.1) ─────────────────────────────────────────────────────────────────────────────

const prime = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
const mod = value => {
  const rest = value % prime
  return rest < 0n ? rest + prime : rest
}
const power = (base, exponent) => {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square)
    square = mod(square * square)
  }
  return result
}
const inverse = value => power(value, prime - 2n)
const d = mod(-121665n * inverse(121666n))
const twiceD = mod(2n * d)
const rootOfMinusOne = power(2n, (prime - 1n) / 4n)
/** Points are X, Y, Z and T: x = X/Z, y = Y/Z, xy = T/Z. */
const neutral = [0n, 1n, 1n, 0n]
const base = pointOf(mod(4n * inverse(5n)), 0n)

function addPoints([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2))
  const b = mod((y1 + x1) * (y2 + x2))
  const c = mod(twiceD * mod(t1 * t2))
  const e = mod(2n * z1 * z2)
  const [f, g, h, i] = [b - a, e - c, e + c, b + a]
  return [mod(f * g), mod(h * i), mod(g * h), mod(f * i)]
}

function doublePoint([x, y, z]) {
  const a = mod(x * x)
  const b = mod(y * y)
  const c = 2n * mod(z * z)
  const h = a + b
  const e = h - (x + y) ** 2n
  const g = a - b
  const f = c + g
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)]
}

/** The point with this y whose x is even or odd; null: there is none. */
function pointOf(y, isOdd) {
  if (y >= prime) return null
  const square = mod(y * y)
  const [u, v] = [mod(square - 1n), mod(d * square + 1n)]
  const v3 = mod(v * v * v)
  let x = mod(u * v3 * power(mod(u * v3 * v3 * v), (prime - 5n) / 8n))
  if (mod(v * x * x) === mod(-u)) x = mod(x * rootOfMinusOne)
  if (mod(v * x * x) !== u || (x === 0n && isOdd === 1n)) return null
  if ((x & 1n) !== isOdd) x = prime - x
  return [x, y, 1n, mod(x * y)]
}

function numberOf(bytes) {
  let value = 0n
  for (let index = bytes.length - 1; index >= 0; index -= 1)
    value = (value << 8n) | BigInt(bytes[index])
  return value
}

function decodePoint(bytes) {
  const value = numberOf(bytes)
  return pointOf(BigInt.asUintN(255, value), value >> 255n)
}

function encodePoint([x, y, z]) {
  const scale = inverse(z)
  let value = mod(y * scale) | ((mod(x * scale) & 1n) << 255n)
  const bytes = new Uint8Array(32)
  for (let index = 0; index < 32; index += 1, value >>= 8n) bytes[index] = Number(value & 255n)
  return bytes
}

/**
 * Whether a signature is that of a key.
 *
 * @param {Uint8Array} publicKey 32 bytes
 * @param {Uint8Array} text what is signed
 * @param {Uint8Array} signature 64 bytes
 * @returns {boolean}
 */
export function isSignedBy(publicKey, text, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const key = decodePoint(publicKey)
  const s = numberOf(signature.subarray(32))
  if (key === null || s >= order) return false
  const r = signature.subarray(0, 32)
  const k = numberOf(sha512(joined(r, publicKey, text))) % order
  // s·base − k·key, both in one go over their bits, is the point that r encodes.
  const minus = [mod(-key[0]), key[1], key[2], mod(-key[3])]
  const both = [neutral, base, minus, addPoints(base, minus)]
  let sum = neutral
  for (let bit = 252n; bit >= 0n; bit -= 1n) {
    sum = doublePoint(sum)
    const which = Number(((s >> bit) & 1n) | (((k >> bit) & 1n) << 1n))
    if (which !== 0) sum = addPoints(sum, both[which])
  }
  return isSame(encodePoint(sum), r)
}

// ── Bytes ───────────────────────────────────────────────────────────────────────────────────────────────

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function isSame(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function hexOf(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOfHex(text) {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], pair => Number.parseInt(pair, 16))
}

function bytesOfBase64(text) {
  try {
    return Uint8Array.from(atob(text), char => char.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

// ── The tree of hashes (RFC 6962) ───────────────────────────────────────────────────────────────────────

const leafMark = Uint8Array.of(0)
const nodeMark = Uint8Array.of(1)
const entryTag = encoder.encode('conduit/audit-entry/v1\n')
const emptyRoot = sha256(new Uint8Array())

/** @param {Uint8Array} line an entry as it stands in the export */
function entryHash(line) {
  return sha256(leafMark, entryTag, line)
}

/** Adds a leaf to a tree of which only the roots of perfect subtrees are kept, the largest first. */
function appendLeaf(tree, leaf) {
  let hash = leaf
  for (let rest = tree.size; rest % 2 === 1; rest = (rest - 1) / 2)
    hash = sha256(nodeMark, tree.hashes.pop(), hash)
  tree.hashes.push(hash)
  tree.size += 1
}

function rootOf({ hashes }) {
  if (hashes.length === 0) return emptyRoot
  return hashes.reduceRight((right, left) => sha256(nodeMark, left, right))
}

function copyOf({ size, hashes }) {
  return { size, hashes: [...hashes] }
}

/** Whether hashes lead from a leaf to a root (RFC 9162, 2.1.3.2). */
function isIncluded(index, leaf, size, root, proof) {
  if (!(index >= 0 && index < size)) return false
  let at = index
  let last = size - 1
  let hash = leaf
  for (const other of proof) {
    if (last === 0 || other.length !== 32) return false
    if (at % 2 === 1 || at === last) {
      hash = sha256(nodeMark, other, hash)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = sha256(nodeMark, hash, other)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && isSame(hash, root)
}

// ── Signed notes and checkpoints (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint) ───────

/** Reads a key as C2SP writes it; null: it is none. */
function readKey(text) {
  const [, name, id, encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const bytes = bytesOfBase64(encoded)
  if (name === undefined || bytes.length !== 33 || bytes[0] !== 1) return null
  const publicKey = bytes.subarray(1)
  return keyId({ name, publicKey }) === id ? { name, publicKey, text } : null
}

function keyId({ name, publicKey }) {
  const named = joined(encoder.encode(`${name}\n`), Uint8Array.of(1), publicKey)
  return hexOf(sha256(named).subarray(0, 4))
}

/** The text of a note that one of the keys has signed; null: none has, or one that claims to has not. */
function openNote(note, keys) {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  let isSigned = false
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded] = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    if (name === undefined) return null
    const bytes = bytesOfBase64(encoded)
    const id = hexOf(bytes.subarray(0, 4))
    const key = keys.find(each => each.name === name && keyId(each) === id)
    if (key === undefined) continue
    if (!isSignedBy(key.publicKey, encoder.encode(text), bytes.subarray(4))) return null
    isSigned = true
  }
  return isSigned ? text : null
}

const checkpointShape =
  /^([^\s+]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/

function readCheckpoint(text) {
  const [, origin, size, root, at] = checkpointShape.exec(text ?? '') ?? []
  if (origin === undefined || Number.isNaN(Date.parse(at))) return null
  return { origin, size: Number(size), root: bytesOfBase64(root), at: Date.parse(at) }
}

/** What stands in the place of a checkpoint of a log: it, or why it is none. */
function judgeNote(note, log, keys) {
  const own = readCheckpoint(openNote(note, keys))
  if (own !== null && own.origin === log) return { note, ...own }
  const origin = note.slice(0, note.indexOf('\n'))
  const named = keys.map(key => ({ ...key, name: origin }))
  const isOfAnother = origin !== log && readCheckpoint(openNote(note, named)) !== null
  return { note, size: claimedSize(note), why: isOfAnother ? 'swapped' : 'unsigned' }
}

function claimedSize(note) {
  const size = Number(note.split('\n', 2)[1])
  return Number.isSafeInteger(size) && size > 0 ? size : 1
}

/** The notes of a file: each is a text, an empty line, and who signed it. */
function notesIn(file) {
  const paragraphs = file.split(/\n{2,}/)
  const areSignatures = text => text.split('\n').every(line => line.startsWith('— '))
  return paragraphs.flatMap((text, index) => {
    const signatures = (paragraphs[index + 1] ?? '').trimEnd()
    const isNote = text !== '' && !areSignatures(text) && areSignatures(signatures)
    return isNote ? [`${text}\n\n${signatures}\n`] : []
  })
}

// ── An export ───────────────────────────────────────────────────────────────────────────────────────────

/** Clocks of servers differ, and an act may take minutes until it is committed. */
const clocksDiffer = 3_600_000
/** Every server writes a checkpoint down within seconds; longer than that it takes none that runs. */
const anchoredWithin = 300_000
/** Of what lies between two checkpoints so many entries are kept to say what became of them. */
const mostKept = 20_000
const hashesAtOnce = 8_192

/** Something that keeps anything from being verified. */
export class CannotVerify extends Error {}

/**
 * Verifies an export, or the proof of one entry, or a receipt.
 *
 * @param source files: `names`, and for each `size`, and `read(name, start, end)` of its bytes
 * @param options `keys`: those that you keep, as text; `anchors`: notes that you keep, `{ place, text }`;
 *   `onProgress(share)` from 0 to 1
 * @returns what was found: no faults, and it is intact
 * @throws {CannotVerify} it is none of them
 */
export async function verify(source, options) {
  const [only] = source.names
  const isProof = source.names.length === 1 && only.endsWith('.json')
  return isProof ? await verifyProof(source, only, options) : await verifyExport(source, options)
}

async function verifyExport(source, options) {
  const { keys: given = [], anchors: kept = [], onProgress = () => {} } = options
  const keys = keysOf(given.length > 0 ? given : linesOf(await textOf(source, 'keys.txt')))
  const log = keys[0].name
  const faults = []
  const tell = (kind, seq, detail, until = seq) => faults.push({ kind, seq, until, detail })
  const manifest = await openManifest(source, keys, log, tell)
  const judged = new Map()
  const judge = note => {
    if (!judged.has(note)) judged.set(note, judgeNote(note, log, keys))
    return judged.get(note)
  }
  const own = await openCheckpoints(source, judge, tell)
  const good = new Map(own.good)
  for (const place of await anchorsOf(source, manifest, kept, tell))
    for (const each of compareAnchors(place, own, manifest, judge, tell))
      if (!good.has(each.size)) good.set(each.size, each)
  compareCount(own, manifest, faults, tell)
  const signed = [...good.values()].sort((a, b) => a.size - b.size)
  if (signed.length === 0) tell('replaced_checkpoint', 1, 'no checkpoint is signed by this log')
  const walked = await walkEntries(source, { log, manifest, signed }, tell, onProgress)
  const isEcho = fault =>
    walked.truncatedAt !== null &&
    fault.kind === 'replaced_checkpoint' &&
    fault.seq >= walked.truncatedAt
  const told = faults.filter(fault => !isEcho(fault)).sort((a, b) => a.seq - b.seq)
  return {
    log,
    isIntact: told.length === 0,
    what: `${walked.size} entries`,
    entries: walked.size,
    signedAt: signed.length === 0 ? null : new Date(signed.at(-1).at).toISOString(),
    keys: keys.map(({ text }) => text),
    areKeysYours: given.length > 0,
    faults: told,
  }
}

function keysOf(texts) {
  const keys = texts.map(readKey)
  const isFine = keys.length > 0 && keys.every(key => key !== null && key.name === keys[0].name)
  if (!isFine) throw new CannotVerify('there are no keys of one log: keys.txt, or the keys given')
  return keys
}

function linesOf(text) {
  return (text ?? '').split('\n').filter(line => line.trim() !== '')
}

/** The text of a file; null: there is none. */
async function textOf(source, name) {
  if (!source.names.includes(name)) return null
  return decoder.decode(await source.read(name, 0, await source.size(name)))
}

/** What the log said of the export when it was made; null: nothing that it has signed. */
async function openManifest(source, keys, log, tell) {
  const note = await textOf(source, 'manifest.txt')
  if (note === null) throw new CannotVerify('there is no manifest.txt')
  const isOf = text => text?.startsWith('conduit-audit-export/v1\n')
  const text = openNote(note, keys)
  if (isOf(text)) return JSON.parse(text.split('\n')[1])
  const [, name] = /\n— (\S+) /.exec(note) ?? []
  const named = keys.map(key => ({ ...key, name }))
  if (name !== log && isOf(openNote(note, named)))
    tell('swapped_controller', 0, 'the manifest is that of another log')
  else tell('replaced_manifest', 0, 'the manifest is not signed by this log')
  return null
}

/** The checkpoints that count, by size, and the sizes of all that are there. */
async function openCheckpoints(source, judge, tell) {
  const text = (await textOf(source, 'checkpoints.txt')) ?? ''
  const good = new Map()
  const stored = new Set()
  for (const note of notesIn(text)) {
    const each = judge(note)
    stored.add(each.size)
    if (each.why === undefined) good.set(each.size, each)
    else if (each.why === 'swapped')
      tell('swapped_controller', each.size, 'the checkpoint is that of another log')
    else tell('replaced_checkpoint', each.size, 'the checkpoint was not signed by this log')
  }
  return { text, good, stored }
}

/** Where nothing says which checkpoint it is, the manifest still says that one is gone. */
function compareCount({ text, good }, manifest, faults, tell) {
  const listed = manifest?.files['checkpoints.txt']?.sha256
  const isToldOf = faults.some(({ kind }) => kind !== 'removed_anchor')
  if (isToldOf || listed === undefined || listed === sumOf(text)) return
  const detail = `of the ${manifest.checkpoints} checkpoints that were exported ${good.size} are there`
  tell('replaced_checkpoint', 1, detail, manifest.entries)
}

function sumOf(text) {
  return hexOf(sha256(encoder.encode(text)))
}

/** Where checkpoints were written down: the files of the export, and those of whoever verifies. */
async function anchorsOf(source, manifest, kept, tell) {
  const places = kept.map(({ place, text }) => ({ place, text, isOwn: true }))
  const listed = Object.entries(manifest?.files ?? {}).filter(([name]) => isAnchors(name))
  const names = new Set([...listed.map(([name]) => name), ...source.names.filter(isAnchors)])
  for (const name of names) {
    const { place = name, sha256: expected } = manifest?.files[name] ?? {}
    const text = await textOf(source, name)
    if (text === null)
      tell('removed_anchor', 1, `${name} is gone: what was written down in ${place}`)
    else places.push({ name, place, text, isOwn: false, expected })
  }
  return places
}

function isAnchors(name) {
  return /^anchors-\d+\.txt$/.test(name)
}

/**
 * Compares what was written down in a place with the checkpoints.
 *
 * @returns those of the place that count
 */
function compareAnchors(place, own, manifest, judge, tell) {
  let count = 0
  const told = (...fault) => {
    count += 1
    tell(...fault)
  }
  const exportedAt = manifest === null ? Number.POSITIVE_INFINITY : Date.parse(manifest.at)
  // Who keeps notes may keep those of other logs beside them, and younger ones.
  const notes = notesIn(place.text)
    .map(judge)
    .filter(({ why, at }) => !place.isOwn || (why !== 'swapped' && !(at > exportedAt)))
  for (const note of notes) compareNote(note, place.place, own, told)
  const good = notes.filter(({ why }) => why === undefined)
  if (place.isOwn) return good
  const sizes = new Set(good.map(({ size }) => size))
  const lacking = [...own.good.values()].filter(
    ({ size, at }) => !sizes.has(size) && exportedAt - at > anchoredWithin,
  )
  if (lacking.length > 0)
    told(
      'removed_anchor',
      lacking[0].size,
      `${lacking.length} checkpoints are not in ${place.place}`,
    )
  const isAsExported = place.expected === undefined || place.expected === sumOf(place.text)
  if (count === 0 && !isAsExported)
    told('removed_anchor', 1, `what was written down in ${place.place} is not what was exported`)
  return good
}

function compareNote(note, place, { good, stored }, tell) {
  const { size, why, root, at } = note
  if (why !== undefined)
    return tell('removed_anchor', size, `${place} has a note that this log has not signed`)
  const own = good.get(size)
  if (own === undefined) {
    // What is there under that size and does not count is told of already.
    if (!stored.has(size)) tell('replaced_checkpoint', size, `only ${place} has this checkpoint`)
  } else if (!isSame(own.root, root)) {
    tell('forked', size, `two histories are signed: another one in ${place}`)
  } else if (own.at !== at) {
    tell('replaced_checkpoint', size, `${place} has it with another time`)
  }
}

// ── Its entries ─────────────────────────────────────────────────────────────────────────────────────────

/** Goes along the entries from one signed root to the next; the first that is not met ends it. */
async function walkEntries(source, { log, manifest, signed }, tell, onProgress) {
  const lines = readLines(source, onProgress)
  const times = { latest: 0, signedAt: 0 }
  let tree = { size: 0, hashes: [] }
  for (const checkpoint of signed) {
    const stretch = await readStretch(lines, tree, checkpoint.size)
    const isWhole = stretch.tree.size === checkpoint.size
    if (!isWhole || !isSame(rootOf(stretch.tree), checkpoint.root)) {
      const end = signed.at(-1).size
      const fault = await nameFault(source, { log, before: tree, checkpoint, end, ...stretch })
      tell(fault.kind, fault.seq, fault.detail, fault.until)
      return { size: tree.size, truncatedAt: fault.kind === 'truncated' ? fault.seq : null }
    }
    for (const [index, at] of stretch.times.entries())
      noteTime(times, at, tree.size + index + 1, tell)
    times.signedAt = checkpoint.at
    tree = stretch.tree
  }
  if ((await lines.next()).done !== true)
    tell('forked', tree.size + 1, 'behind the last checkpoint are entries that nothing has signed')
  else if (manifest !== null && manifest.entries > tree.size)
    tell('truncated', tree.size + 1, 'the export had more entries', manifest.entries)
  onProgress(1)
  return { size: tree.size, truncatedAt: null }
}

/** Lines of the files of entries, as bytes. */
async function* readLines(source, onProgress) {
  const number = name => Number(/^entries-(\d+)\.jsonl$/.exec(name)?.[1] ?? 0)
  const names = source.names.filter(name => number(name) > 0).sort((a, b) => number(a) - number(b))
  const sizes = await Promise.all(names.map(name => source.size(name)))
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const atOnce = 1 << 20
  let done = 0
  for (const [index, name] of names.entries()) {
    let rest = new Uint8Array()
    for (let at = 0; at < sizes[index]; at += atOnce) {
      const bytes = await source.read(name, at, Math.min(at + atOnce, sizes[index]))
      done += bytes.length
      const text = joined(rest, bytes)
      let start = 0
      for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, start)) {
        yield text.subarray(start, end)
        start = end + 1
      }
      rest = text.subarray(start)
      onProgress(done / all)
    }
    if (rest.length > 0) yield rest
  }
}

/** Reads entries until a tree has a size, or they end. */
async function readStretch(lines, before, size) {
  const stretch = { tree: copyOf(before), lines: [], hashes: [], times: [] }
  while (stretch.tree.size < size) {
    const { done, value: line } = await lines.next()
    if (done) break
    const hash = entryHash(line)
    appendLeaf(stretch.tree, hash)
    stretch.hashes.push(hash)
    stretch.times.push(Date.parse(entryIn(line).at))
    if (stretch.lines.length < mostKept) stretch.lines.push(line)
  }
  return stretch
}

/** An entry; what is none says nothing, and has a hash that no tree has. */
function entryIn(line) {
  return parsed(decoder.decode(line)) ?? {}
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** One that both an entry and a checkpoint before it say is too old was written later. */
function noteTime(times, at, seq, tell) {
  const isBefore = other => at < other - clocksDiffer
  if (isBefore(times.latest) && isBefore(times.signedAt))
    tell('backdated', seq, 'the entry is said to be older than entries that were signed before it')
  times.latest = Math.max(times.latest, at)
}

/**
 * Says what became of entries that do not lead to what was signed. `hashes.bin` has what was sealed: it is
 * believed where it leads there itself.
 */
async function nameFault(source, stretch) {
  const { log, before, checkpoint, end, lines, hashes } = stretch
  const first = before.size + 1
  const isOfAnother = line => {
    const { controller } = entryIn(line)
    return controller !== undefined && `conduit-audit/${controller}` !== log
  }
  const sealed = await readHashes(source, before.size, checkpoint.size)
  const tree = copyOf(before)
  for (const hash of sealed) appendLeaf(tree, hash)
  if (tree.size !== checkpoint.size || !isSame(rootOf(tree), checkpoint.root)) {
    const foreign = lines.findIndex(isOfAnother)
    if (foreign >= 0)
      return faultAt('swapped_controller', first + foreign, 'the entry is that of another log')
    return before.size + hashes.length < checkpoint.size
      ? faultAt('truncated', first + hashes.length, 'the log ends before this entry', end)
      : faultAt('forked', first, 'the entries are another history than was signed', checkpoint.size)
  }
  const index = sealed.findIndex((hash, at) => at >= hashes.length || !isSame(hash, hashes[at]))
  const seq = first + index
  if (index >= hashes.length)
    return faultAt('truncated', seq, 'the log ends before this entry', end)
  const line = lines[index]
  if (line === undefined) return faultAt('altered', seq, 'the entry is not as it was sealed')
  if (isOfAnother(line))
    return faultAt('swapped_controller', seq, 'the entry is that of another log')
  const isSealedAs = (each, number) =>
    sealed[number - first] !== undefined &&
    isSame(entryHash(numbered(each, number)), sealed[number - first])
  const moved = lines.findIndex((each, at) => at !== index && isSealedAs(each, seq))
  if (moved >= 0)
    return faultAt('reordered', seq, `the entry that was sealed here stands at ${first + moved}`)
  // What stands here was sealed behind it: those between are gone.
  const behind = sealed.findIndex((_, at) => at > index && isSealedAs(line, first + at))
  if (behind >= 0)
    return faultAt('missing', seq, 'there is no entry of this number', first + behind - 1)
  return faultAt('altered', seq, 'the entry is not as it was sealed')
}

function faultAt(kind, seq, detail, until = seq) {
  return { kind, seq, detail, until }
}

/** An entry with another number; it is the last of its members. */
function numbered(line, seq) {
  const text = decoder.decode(line)
  return encoder.encode(text.replace(/"seq":\d+\}$/, `"seq":${seq}}`))
}

async function readHashes(source, from, until) {
  const name = 'hashes.bin'
  const hashes = []
  if (!source.names.includes(name)) return hashes
  const last = Math.min(until, Math.floor((await source.size(name)) / 32))
  for (let at = from; at < last; at += hashesAtOnce) {
    const bytes = await source.read(name, at * 32, Math.min(at + hashesAtOnce, last) * 32)
    for (let start = 0; start < bytes.length; start += 32)
      hashes.push(bytes.subarray(start, start + 32))
  }
  return hashes
}

// ── One entry, and a receipt ────────────────────────────────────────────────────────────────────────────

/** Verifies that an entry is in a log, by `entry`, `proof` and `checkpoint`; with `receipt`, that as well. */
async function verifyProof(source, name, { keys: given = [] }) {
  const found = readProof(await textOf(source, name))
  if (given.length === 0)
    throw new CannotVerify('give the key of the log: nothing else says whose it is')
  const keys = keysOf(given)
  const log = keys[0].name
  const ofReceipt = found.receipt === undefined ? null : receiptFault(found, keys)
  const note = found.entry === null ? {} : judgeNote(found.checkpoint, log, keys)
  const fault = ofReceipt ?? entryFault(found, log, note)
  const entry =
    found.entry === null ? 'no entry' : `entry ${entryIn(encoder.encode(found.entry)).seq}`
  return {
    log,
    what: found.receipt === undefined ? entry : `the receipt of ${entry}`,
    isIntact: fault === null,
    signedAt: note.at === undefined ? null : new Date(note.at).toISOString(),
    keys: given,
    areKeysYours: true,
    faults: fault === null ? [] : [fault],
  }
}

function entryFault({ entry, proof }, log, note) {
  const bytes = encoder.encode(entry)
  const { seq = 0, controller } = entryIn(bytes)
  if (note.why === 'unsigned')
    return faultAt('replaced_checkpoint', note.size, 'the checkpoint was not signed by this log')
  if (note.why !== undefined || `conduit-audit/${controller}` !== log)
    return faultAt('swapped_controller', seq, 'it is of another log')
  return isIncluded(seq - 1, entryHash(bytes), note.size, note.root, proof.map(bytesOfHex))
    ? null
    : faultAt('altered', seq, 'the entry is not the one that was signed')
}

/** A receipt is signed, and its hash stands in an entry. */
function receiptFault({ receipt, signature, entry }, keys) {
  const text = `conduit/redaction-receipt/v1\n${canonical(receipt)}`
  if (openNote(`${text}\n\n${signature}\n`, keys) === null)
    return faultAt('not_signed', 0, 'the receipt is not as this log has signed it')
  if (entry === null)
    return faultAt('not_proven_yet', 0, 'no checkpoint covers the receipt: ask for it again later')
  const { seq = 0, action, details } = entryIn(encoder.encode(entry))
  const isRecorded = action === 'receipt.issued' && details?.receipt === sumOf(text)
  return isRecorded ? null : faultAt('not_recorded', seq, 'the entry is not that of this receipt')
}

/** JSON as RFC 8785 has it. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

function readProof(text) {
  const found = parsed(text) ?? {}
  const { receipt, signature, entry, checkpoint, proof } = found
  const isText = value => typeof value === 'string'
  const isProof = isText(entry) && isText(checkpoint) && Array.isArray(proof) && proof.every(isText)
  const isReceipt = receipt !== null && typeof receipt === 'object' && isText(signature)
  const isOpen = entry === null && checkpoint === null && proof === null
  if (receipt === undefined ? isProof : isReceipt && (isProof || isOpen)) return found
  throw new CannotVerify('this is no export, no proof of an entry and no receipt')
}

// ── What is told, and the command ───────────────────────────────────────────────────────────────────────

/** What was found, in words. */
export function textOfResult({ log, what, isIntact, signedAt, keys, areKeysYours, faults }) {
  const lines = faults.map(({ kind, seq, until, detail }) => {
    const where = seq === until ? `${seq}` : `${seq} to ${until}`
    return `  ${kind} at ${where}: ${detail}.`
  })
  const head = isIntact
    ? `${log}: ${what}, intact, signed ${signedAt}.`
    : [`${log}: BROKEN.`, ...lines].join('\n')
  const whose = areKeysYours
    ? 'Signed by the keys that were given.'
    : [
        'Its keys come with it. Compare them with those that you keep:',
        ...keys.map(key => `  ${key}`),
      ].join('\n')
  return `${head}\n${whose}`
}

/** The files in a folder, or one file, for Node. */
async function sourceAt(place) {
  const { open, readdir, stat } = await import('node:fs/promises')
  const { basename, dirname, join } = await import('node:path')
  const isFolder = (await stat(place)).isDirectory()
  const folder = isFolder ? place : dirname(place)
  return {
    names: isFolder ? await readdir(place) : [basename(place)],
    size: async name => (await stat(join(folder, name))).size,
    read: async (name, start, end) => {
      const file = await open(join(folder, name))
      try {
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
        return bytes.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
  }
}

async function runCommand(words) {
  const { parseArgs } = await import('node:util')
  const { readFile } = await import('node:fs/promises')
  const { dirname } = await import('node:path')
  const many = { type: 'string', multiple: true, default: [] }
  const options = { key: many, anchors: many, json: { type: 'boolean' } }
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true })
  const place = positionals[0] ?? dirname(words.script)
  const anchors = await Promise.all(
    values.anchors.map(async file => ({ place: file, text: await readFile(file, 'utf8') })),
  )
  let shown = -1
  const onProgress = share => {
    const percent = Math.floor(share * 100)
    if (process.stderr.isTTY && percent !== shown) process.stderr.write(`\r${percent} %`)
    shown = percent
  }
  const result = await verify(await sourceAt(place), { keys: values.key, anchors, onProgress })
  if (process.stderr.isTTY) process.stderr.write('\r')
  console.log(values.json ? JSON.stringify(result) : textOfResult(result))
  return result.isIntact ? 0 : 1
}

async function main() {
  const [, script, ...words] = process.argv
  try {
    process.exitCode = await runCommand(Object.assign(words, { script }))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 2
  }
}

if (typeof process !== 'undefined' && /(^|[\\/])verify\.mjs$/.test(process.argv?.[1] ?? ''))
  await main()
