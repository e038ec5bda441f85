import { createHash } from 'node:crypto'
import {
  auditEntryHash,
  checkpointText,
  leafHash,
  noteSigner,
  type ReceiptFile,
  receiptHash,
  receiptText,
  signNote,
  signReceipt,
  verifyReceipt,
} from '@conduit/privacy/merkle'
import { test } from 'tap'

const seedOf = (text: string) => createHash('sha256').update(text).digest()
const origin = 'conduit-audit/01930000-0000-7000-8000-000000000001'
const signer = noteSigner(origin, seedOf('a seed'))
const stranger = noteSigner(origin, seedOf('another seed'))
const elsewhere = noteSigner('conduit-audit/01930000-0000-7000-8000-000000000002', seedOf('a seed'))

const receipt = {
  ...{ version: 1, kind: 'job', job: 'rdn_AZ', request: 'req_AZ', planHash: 'a'.repeat(64) },
  ...{ state: 'completed', reason: null, issuedAt: '2026-11-01T12:00:00.000Z' },
  objects: [
    {
      ...{ task: 'rdt_AZ', object: 'customer', action: 'erase', outcome: 'erased' },
      ...{ at: '2026-11-01T12:00:00.000Z', retained: ['invoices'], legalBasis: 'tax law' },
      until: '2030-01-01T00:00:00.000Z',
    },
  ],
}

/** A receipt in a log of two entries. */
function fileOf(own: object = receipt, key = signer): ReceiptFile {
  const text = receiptText(own)
  const entry = receiptText({
    ...{ action: 'receipt.issued', seq: 2, details: { receipt: receiptHash(text) } },
    ...{ controller: origin.slice(14), objectId: 'x' },
  })
  const before = leafHash('before')
  const root = createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), before, auditEntryHash(entry)]))
    .digest()
  const at = new Date('2026-11-01T12:10:00.000Z')
  return {
    ...{ receipt: JSON.parse(text), signature: signReceipt(text, key), entry },
    proof: [before.toString('hex')],
    checkpoint: signNote(checkpointText({ origin: key.name, size: 2, root, at }), key),
  }
}

test('a receipt is good by the keys of its log alone', async t => {
  t.equal(verifyReceipt(fileOf(), [stranger, signer]), null)
  t.equal(verifyReceipt(JSON.parse(JSON.stringify(fileOf())), [signer]), null, 'read from a file')
  t.equal(verifyReceipt(fileOf(), []), 'not_signed', 'nobody is trusted by being in the file')
  t.equal(verifyReceipt(fileOf(receipt, stranger), [signer]), 'not_signed')
})

test('the signature is that of a text which anybody can make', async t => {
  const { receipt: own, signature } = fileOf()
  const text = `conduit/redaction-receipt/v1\n${receiptText(own)}\n`
  t.equal(signNote(text, signer), `${text}\n${signature}\n`)
  const hash = createHash('sha256').update(`conduit/redaction-receipt/v1\n${receiptText(own)}`)
  t.equal(receiptHash(receiptText(own)), hash.digest('hex'))
})

test('each value that is changed is noticed', async t => {
  const changes: string[] = []
  const changed = (value: unknown, path: string): readonly (readonly [string, unknown])[] => {
    if (Array.isArray(value) || (typeof value === 'object' && value !== null)) {
      const more = Array.isArray(value) ? [[path, [...value, 'more']] as const] : []
      const within = Object.entries(value).flatMap(([name, each]) =>
        changed(each, `${path}/${name}`).map(([at, other]) => {
          const copy = Array.isArray(value) ? [...value] : { ...value }
          Reflect.set(copy, name, other)
          return [at, copy] as const
        }),
      )
      return [...more, ...within]
    }
    return [[path, typeof value === 'number' ? value + 1 : `${value}x`]]
  }
  for (const [path, other] of changed(receipt, '')) {
    const file = { ...fileOf(), receipt: other }
    t.equal(verifyReceipt(file, [signer]), 'not_signed', path)
    changes.push(path)
  }
  t.ok(changes.length > 15)
  t.equal(verifyReceipt({ ...fileOf(), receipt: { ...receipt, more: 1 } }, [signer]), 'not_signed')
})

test('what is wrong has a name', async t => {
  const good = fileOf()
  const other = fileOf({ ...receipt, state: 'failed' })
  const notProven = { entry: null, proof: null, checkpoint: null }
  const pretty = JSON.stringify(JSON.parse(good.entry ?? ''), null, 1)
  const renumbered = (good.entry ?? '').replace('"seq":2', '"seq":1')
  const otherAct = (good.entry ?? '').replace('receipt.issued', 'receipt.revoked')
  const cases: readonly (readonly [unknown, string])[] = [
    [null, 'malformed'],
    ['text', 'malformed'],
    [{ ...good, receipt: [] }, 'malformed'],
    [
      { ...good, receipt: JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) },
      'malformed',
    ],
    [{ ...good, proof: ['zz'] }, 'malformed'],
    [{ ...good, proof: 'x' }, 'malformed'],
    [{ ...good, entry: 7 }, 'malformed'],
    [{ ...good, signature: undefined }, 'malformed'],
    [{ ...good, signature: '' }, 'not_signed'],
    [{ ...good, signature: good.signature.replace(/.{6}$/, 'AAAAA=') }, 'not_signed'],
    [{ ...good, signature: other.signature }, 'not_signed'],
    [{ ...good, ...notProven }, 'not_proven_yet'],
    [{ ...good, entry: other.entry }, 'not_recorded'],
    [{ ...good, entry: pretty }, 'not_recorded'],
    [{ ...good, entry: otherAct }, 'not_recorded'],
    [{ ...good, entry: '{' }, 'not_recorded'],
    [{ ...good, entry: renumbered }, 'not_included'],
    [{ ...good, proof: [] }, 'not_included'],
    [{ ...good, proof: [leafHash('another').toString('hex')] }, 'not_included'],
    [{ ...good, checkpoint: other.checkpoint }, 'not_included'],
    [{ ...good, checkpoint: good.checkpoint?.replace('\n2\n', '\n3\n') }, 'checkpoint_not_signed'],
    [{ ...good, checkpoint: fileOf(receipt, stranger).checkpoint }, 'checkpoint_not_signed'],
    [{ ...good, checkpoint: fileOf(receipt, elsewhere).checkpoint }, 'checkpoint_not_signed'],
    [{ ...good, checkpoint: signNote('something else\n', signer) }, 'checkpoint_not_signed'],
  ]
  for (const [index, [file, fault]] of cases.entries())
    t.equal(verifyReceipt(file, [signer, elsewhere]), fault, `case ${index}`)
})
