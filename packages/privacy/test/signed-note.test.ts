import { createHash } from 'node:crypto'
import {
  checkpointText,
  leafHash,
  noteSigner,
  openNote,
  readCheckpoint,
  signNote,
  verifierKey,
} from '@conduit/privacy/merkle'
import { test } from 'tap'

const seed = createHash('sha256').update('a seed').digest()
const origin = 'example.com/log'
const signer = noteSigner(origin, seed)
const checkpoint = {
  origin,
  size: 3,
  root: leafHash('a'),
  at: new Date('2026-11-01T10:00:00.123Z'),
}

test('a note of the Go implementation opens', async t => {
  // The example of golang.org/x/mod/sumdb/note.
  const [name = '', , key = ''] =
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'.split('+')
  const publicKey = Buffer.from(key, 'base64').subarray(1)
  t.equal(verifierKey({ name, publicKey }), `${name}+c74f20a3+${key}`)
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const signature =
    'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM='
  const note = `${text}\n— PeterNeumann ${signature}\n`
  t.equal(openNote(note, [{ name, publicKey }]), text)
  t.equal(openNote(note.replace('answer', 'reason'), [{ name, publicKey }]), null)
})

test('a checkpoint is signed, opened and read', async t => {
  const text = checkpointText(checkpoint)
  t.equal(text.split('\n').slice(0, 2).join(' '), 'example.com/log 3')
  const note = signNote(text, signer)
  const opened = openNote(note, [signer])
  t.equal(opened, text)
  t.same(readCheckpoint(opened ?? ''), checkpoint)
  t.match(verifierKey(signer), /^example\.com\/log\+[0-9a-f]{8}\+A[A-Za-z0-9+/]{43}$/)
})

test('what another key has signed, or nobody, does not open', async t => {
  const text = checkpointText(checkpoint)
  const note = signNote(text, signer)
  const other = noteSigner(origin, createHash('sha256').update('another').digest())
  const elsewhere = noteSigner('example.com/other', seed)
  t.equal(openNote(note, [other]), null)
  t.equal(openNote(note, [elsewhere]), null)
  t.equal(openNote(note.replace('\n3\n', '\n4\n'), [signer]), null)
  t.equal(openNote(text, [signer]), null)
  t.equal(openNote(`${note}more\n`, [signer]), null)
  // A key that is known and has not signed spoils what others have.
  const both = `${note}${signNote(text, other).split('\n\n')[1]}`
  t.equal(openNote(both, [signer, other]), text)
  const forged = both.replace(/.{9}=\n$/, 'AAAAAAAAA=\n')
  t.equal(openNote(forged, [signer, other]), null)
})

test('what is no checkpoint is not read', async t => {
  const text = checkpointText(checkpoint)
  const root = Buffer.from(checkpoint.root).toString('base64')
  const wrong = [
    text.replace('\n3\n', '\n03\n'),
    text.replace(root, 'AAAA'),
    text.replace('2026-11-01', '2026-13-01'),
    text.replace('example.com/log', 'two words'),
    `${text}more\n`,
    '',
  ]
  for (const each of wrong) t.equal(readCheckpoint(each), null)
  t.throws(() => noteSigner('two words', seed), RangeError)
  t.throws(() => noteSigner(origin, seed.subarray(1)), RangeError)
  t.throws(() => signNote('no end', signer), RangeError)
})
