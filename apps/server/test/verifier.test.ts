import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import {
  checkpointText,
  leafHash,
  nodeHash,
  noteSigner,
  signNote,
  verifierKey,
} from '@conduit/privacy/merkle'
import { test } from 'tap'

interface Found {
  readonly isIntact: boolean
  readonly faults: readonly { readonly kind: string }[]
}

interface Verifier {
  readonly verify: (source: object, options: object) => Promise<Found>
  readonly textOfResult: (found: Found) => string
  readonly sha256: (...parts: readonly Uint8Array[]) => Uint8Array
  readonly sha512: (bytes: Uint8Array) => Uint8Array
  readonly isSignedBy: (key: Uint8Array, text: Uint8Array, signature: Uint8Array) => boolean
}

const path = new URL('../../verifier/verify.mjs', import.meta.url).href
const { verify, textOfResult, sha256, sha512, isSignedBy }: Verifier = await import(path)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => Buffer.from(text, 'hex')

/** Of FIPS 180-4, as NIST publishes them with it. */
const digests = [
  {
    text: 'abc',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    sha512:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  },
  {
    text: 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    sha256: '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    sha512:
      '204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445',
  },
]

/** Of RFC 8032, 7.1: tests 1, 2 and 3. */
const signatures = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    text: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    text: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    text: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
]

test('hashes are those of FIPS 180-4, and those of an outside implementation for any length', async t => {
  for (const each of digests) {
    t.equal(hex(sha256(Buffer.from(each.text))), each.sha256)
    t.equal(hex(sha512(Buffer.from(each.text))), each.sha512)
  }
  t.equal(
    hex(sha256(Buffer.alloc(1_000_000, 'a'))),
    'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  )
  for (let length = 0; length < 300; length += 1) {
    const text = randomBytes(length)
    const [one, other] = [hash('sha256', text), hash('sha512', text)]
    const isSame = hex(sha256(text)) === one && hex(sha512(text)) === other
    const halves = [text.subarray(0, length / 2), text.subarray(length / 2)]
    if (!isSame || hex(sha256(...halves)) !== one) t.fail(`length ${length}: ${hex(text)}`)
  }
})

test('signatures are judged as RFC 8032 does', async t => {
  for (const { key, text, signature } of signatures) {
    const [given, told, signed] = [bytes(key), bytes(text), bytes(signature)]
    t.ok(isSignedBy(given, told, signed))
    t.notOk(isSignedBy(given, Buffer.concat([told, Buffer.alloc(1)]), signed))
    for (const at of [0, 31, 32, 63]) {
      const spoiled = Buffer.from(signed)
      spoiled[at] = (spoiled[at] ?? 0) ^ 1
      t.notOk(isSignedBy(given, told, spoiled), `byte ${at}`)
    }
    t.notOk(isSignedBy(given, told, signed.subarray(1)))
    t.notOk(isSignedBy(bytes('ff'.repeat(32)), told, signed), 'a key that is no point')
    t.notOk(isSignedBy(given, told, withOrderAdded(signed)), 'the same number, written otherwise')
  }
})

/** A second way to write the scalar of a signature, which RFC 8032 refuses. */
function withOrderAdded(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const scalar = BigInt(`0x${hex(signature.subarray(32).toReversed())}`) + order
  const written = bytes(scalar.toString(16).padStart(64, '0')).toReversed()
  return Buffer.concat([signature.subarray(0, 32), written])
}

test('an outside implementation signs what is judged here', async t => {
  for (let index = 0; index < 8; index += 1) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(12)
    const text = randomBytes(index * 50)
    const signature = sign(null, text, privateKey)
    t.ok(isSignedBy(key, text, signature))
    t.notOk(isSignedBy(key, randomBytes(20), signature))
  }
})

const log = 'conduit-audit/018bcfe5-0000-7000-8000-000000000001'
const signer = noteSigner(log, Buffer.alloc(32, 7))
const tag = 'conduit/redaction-receipt/v1\n'

/** A receipt whose entry is the second of a log. */
function receiptFile() {
  const receipt = { state: 'done', planHash: 'ab', objects: [{ object: 'Ünïcode', at: null }] }
  // In the order of RFC 8785.
  const text = '{"objects":[{"at":null,"object":"Ünïcode"}],"planHash":"ab","state":"done"}'
  const details = `{"receipt":"${hash('sha256', tag + text)}"}`
  const controller = log.slice('conduit-audit/'.length)
  const entry = `{"action":"receipt.issued","controller":"${controller}","details":${details},"seq":2}`
  const first = leafHash('the first')
  const root = nodeHash(first, leafHash(`conduit/audit-entry/v1\n${entry}`))
  const own = { origin: log, size: 2, root, at: new Date('2026-11-01T10:00:00.000Z') }
  return {
    receipt,
    signature: signNote(`${tag}${text}\n`, signer).split('\n\n')[1]?.trimEnd() ?? '',
    ...{ entry, proof: [hex(first)], checkpoint: signNote(checkpointText(own), signer) },
  }
}

async function verifyFile(file: object, keys = [verifierKey(signer)]) {
  const bytes = Buffer.from(JSON.stringify(file))
  const read = async (_name: string, start: number, end: number) => bytes.subarray(start, end)
  const found = await verify(
    { names: ['receipt.json'], size: async () => bytes.length, read },
    { keys },
  )
  return { text: textOfResult(found), kinds: found.faults.map(({ kind }) => kind) }
}

test('a receipt is signed, recorded and in the log, or told what it is not', async t => {
  const good = receiptFile()
  t.match(await verifyFile(good), { kinds: [], text: /the receipt of entry 2, intact/ })
  const kinds = async (file: object, keys?: string[]) => (await verifyFile(file, keys)).kinds
  t.same(await kinds({ ...good, receipt: { ...good.receipt, state: 'stopped' } }), ['not_signed'])
  const open = { ...good, entry: null, proof: null, checkpoint: null }
  t.same(await kinds(open), ['not_proven_yet'])
  const entry = good.entry.replace('"receipt":"', '"receipt":"00')
  t.same(await kinds({ ...good, entry }), ['not_recorded'])
  t.same(await kinds({ ...good, entry: good.entry.replace('"seq":2', '"seq":1') }), ['altered'])
  t.same(await kinds({ ...good, proof: [hex(leafHash('other'))] }), ['altered'])
  const checkpoint = good.checkpoint.replace('\n2\n', '\n3\n')
  t.same(await kinds({ ...good, checkpoint }), ['replaced_checkpoint'])
  const stranger = verifierKey(noteSigner(log, Buffer.alloc(32, 8)))
  t.same(await kinds(good, [stranger]), ['not_signed'])
  await t.rejects(verifyFile(good, []), /give the key/)
  for (const spoiled of [{ ...good, signature: 1 }, { ...good, entry: null }, {}, []])
    await t.rejects(verifyFile(spoiled), /no receipt/)
})
