import {
  createSubjectKey,
  open,
  openFor,
  openSubjectKey,
  seal,
  sealedKeyId,
  sealFor,
} from '@conduit/privacy'
import { test } from 'tap'
import {
  controllerId,
  keyring,
  keys,
  otherControllerId,
  rotatedKeyring,
  salt,
} from './test-keys.ts'

const rotated = rotatedKeyring.forController({ id: controllerId, salt })
const other = keyring.forController({ id: otherControllerId, salt })
const subjectId = '01890a5d-ac96-774b-bcce-b302099a8057'
const aad = `${controllerId}|${subjectId}|settings`
const secret = Buffer.from('a platform token')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

test('a subject key opens from what is stored', async t => {
  const { key, wrapped } = createSubjectKey(keys, 'k1', controllerId, subjectId)
  t.equal(key.length, 32)
  t.equal(hex(openSubjectKey(keys, controllerId, subjectId, wrapped)), hex(key))
  t.notOk(hex(wrapped).includes(hex(key)))
})

test('each subject key is new', async t => {
  const made = [1, 2].map(() => createSubjectKey(keys, 'k1', controllerId, subjectId))
  t.equal(new Set(made.map(({ key }) => hex(key))).size, 2)
})

test('a wrapped key opens for no other subject, controller or keys', async t => {
  const { wrapped } = createSubjectKey(keys, 'k1', controllerId, subjectId)
  const tampered = { code: 'tampered' }
  t.throws(() => openSubjectKey(keys, controllerId, otherControllerId, wrapped), tampered)
  t.throws(() => openSubjectKey(keys, otherControllerId, subjectId, wrapped), tampered)
  t.throws(() => openSubjectKey(other, controllerId, subjectId, wrapped), tampered)
})

test('an id that could pose as two is refused', async t => {
  t.throws(() => createSubjectKey(keys, 'k1', 'a|b', 'c'), TypeError)
  t.throws(() => createSubjectKey(keys, 'k1', 'a', 'b|c'), TypeError)
})

test('a subject key seals fields, each in its own place', async t => {
  const { key } = createSubjectKey(keys, 'k1', controllerId, subjectId)
  const blob = seal(key, secret, `${controllerId}|${subjectId}|reference`)
  t.equal(text(open(key, blob, `${controllerId}|${subjectId}|reference`)), 'a platform token')
  t.throws(() => open(key, blob, `${controllerId}|${subjectId}|email`), { code: 'tampered' })
})

test('what is sealed for a controller opens by label and place alone', async t => {
  const blob = sealFor(keys, 'k1', 'settings', secret, aad)
  t.equal(text(openFor(keys, 'settings', blob, aad)), 'a platform token')
  t.throws(() => openFor(keys, 'state', blob, aad), { code: 'tampered' })
  t.throws(() => openFor(keys, 'settings', blob, `${aad}2`), { code: 'tampered' })
  t.throws(() => openFor(other, 'settings', blob, aad), { code: 'tampered' })
})

test('rotation: blobs of the old key open beside those of the new one', async t => {
  const before = sealFor(keys, 'k1', 'settings', secret, aad)
  const after = sealFor(rotated, 'k2', 'settings', secret, aad)
  t.same([before, after].map(sealedKeyId), ['k1', 'k2'])
  t.equal(text(openFor(rotated, 'settings', before, aad)), 'a platform token')
  t.equal(text(openFor(rotated, 'settings', after, aad)), 'a platform token')

  const { key, wrapped } = createSubjectKey(keys, 'k1', controllerId, subjectId)
  t.equal(hex(openSubjectKey(rotated, controllerId, subjectId, wrapped)), hex(key))
})

test('a blob of a key that is gone says so', async t => {
  const blob = sealFor(rotated, 'k2', 'settings', secret, aad)
  t.throws(() => openFor(keys, 'settings', blob, aad), { name: 'VaultError', code: 'unknown_key' })
  t.throws(() => openFor(keys, 'settings', seal(keys.derive('x'), secret, aad), aad), {
    code: 'unknown_key',
  })
})

test('misuse is told apart from a bad blob', async t => {
  const blob = sealFor(keys, 'k1', 'settings', secret, aad)
  t.throws(() => openFor(keys, 'a\0b', blob, aad), { code: 'bad_label' })
  t.throws(() => sealFor(keys, 'k9', 'settings', secret, aad), { code: 'unknown_key' })
  t.throws(() => openFor(keys, 'settings', Uint8Array.of(9), aad), { code: 'malformed' })
})

test('sealing and hashing never share a key, even under one label', async t => {
  const blob = sealFor(keys, 'k1', 'settings', secret, aad)
  t.throws(() => open(keys.derive('settings'), blob, aad), { code: 'tampered' })
})
