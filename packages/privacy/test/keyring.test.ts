import { hkdfSync } from 'node:crypto'
import { createKeyring } from '@conduit/privacy'
import { test } from 'tap'
import {
  controllerId,
  keyring,
  keys,
  otherControllerId,
  rotatedKeyring,
  salt,
} from './test-keys.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('a controller key is HKDF over the controller and the label', async t => {
  const master = Uint8Array.from({ length: 32 }, (_, index) => index)
  const info = `idtoken/v1|${controllerId}|suppression`
  const expected = hkdfSync('sha256', master, salt, info, 32)
  t.equal(hex(keys.derive('suppression')), hex(new Uint8Array(expected)))
})

test('label, controller, salt and master key each give another key', async t => {
  const other = keyring.forController({ id: otherControllerId, salt })
  const resalted = keyring.forController({ id: controllerId, salt: Buffer.alloc(32, 1) })
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  const derived = [
    keys.derive('email'),
    keys.derive('phone'),
    other.derive('email'),
    resalted.derive('email'),
    rotated.derive('email'),
    keyring.server('email'),
  ]
  t.equal(new Set(derived.map(hex)).size, derived.length)
})

test('a key is derived once, and by default from the active master key', async t => {
  t.equal(keys.derive('email'), keys.derive('email', 'k1'))
  const again = keyring.forController({ id: controllerId, salt: Uint8Array.from(salt) })
  t.equal(keyring.forController({ id: controllerId, salt }), again)
  t.equal(keyring.server('credential'), keyring.server('credential', 'k1'))
})

test('an old master key still gives the keys that it gave', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  t.equal(hex(rotated.derive('email', 'k1')), hex(keys.derive('email')))
  t.equal(hex(rotatedKeyring.server('credential', 'k1')), hex(keyring.server('credential')))
})

test('what a caller does to its arrays afterwards changes nothing', async t => {
  const bytes = Buffer.from(keyring.server('any'))
  const ownSalt = Uint8Array.from(salt)
  const own = createKeyring([{ id: 'k1', bytes }])
  const before = hex(own.forController({ id: controllerId, salt: ownSalt }).derive('email'))
  bytes.fill(0)
  ownSalt.fill(0)
  t.equal(hex(own.forController({ id: controllerId, salt }).derive('email')), before)
})

test('a thousand other controllers later the keys are the same', async t => {
  const before = hex(keys.derive('email'))
  for (let index = 0; index < 1001; index += 1) {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    keyring.forController({ id, salt })
  }
  t.equal(hex(keyring.forController({ id: controllerId, salt }).derive('email')), before)
})

test('unfit arguments are refused', async t => {
  t.throws(() => keys.derive('email', 'k9'), { code: 'unknown_key' })
  t.throws(() => keys.derive(''), { code: 'bad_label' })
  t.throws(() => keys.derive('email\0email/1'), { code: 'bad_label' })
  t.throws(() => keyring.server('credential', 'k9'), { code: 'unknown_key' })
  const uuidFault = { code: 'bad_controller' }
  t.throws(() => keyring.forController({ id: 'a|b', salt }), uuidFault)
  t.throws(() => keyring.forController({ id: controllerId.toUpperCase(), salt }), uuidFault)
  t.throws(() => keyring.forController({ id: controllerId, salt: salt.subarray(1) }), uuidFault)
})
