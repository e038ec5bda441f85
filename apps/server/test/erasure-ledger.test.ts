import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trustedKeys } from '@conduit/db/audit'
import type { ErasedPerson } from '@conduit/db/erasure'
import type { KeyedHash } from '@conduit/privacy'
import { t as root, type Test, test } from 'tap'
import { ledgerFile } from '../src/erasure-ledger/ledger-file.ts'
import { readLedger } from '../src/erasure-ledger/read-ledger.ts'
import { testKeyring } from './support/invented.ts'
import { testApp } from './support/test-app.ts'

root.setTimeout(300_000)

const person = (digit: number): ErasedPerson => ({
  controllerId: '01900000-0000-7000-8000-000000000001',
  subjectIds: [`01900000-0000-7000-8000-00000000000${digit}`],
  redactionId: null,
  integrationId: null,
  at: new Date('2026-10-05T10:00:00Z'),
  tokens: [{ token: String(digit).repeat(64) as KeyedHash, kind: 'email', keyId: 'k1' }],
})

async function filled(t: Test) {
  const app = await testApp(t)
  const path = join(t.testdir(), 'ledger', 'erasures.txt')
  const keyring = testKeyring()
  const keys = await trustedKeys(app.database, keyring)
  const ledger = ledgerFile(path, keyring)
  await Promise.all([1, 2, 3].map(digit => ledger.append(person(digit))))
  const read = () => readLedger(path, keys)
  const change = async (how: (text: string) => string) =>
    await writeFile(path, how(await readFile(path, 'utf8')))
  return { path, keyring, ledger, read, change }
}

test('a ledger says who was erased, and goes on after a start', async t => {
  const { path, keyring, read } = await filled(t)
  t.equal((await stat(path)).mode & 0o777, 0o600)
  await ledgerFile(path, keyring).append(person(4))
  t.same(await read(), { entries: [1, 2, 3, 4].map(person), unsigned: 0, gaps: 0 })
  t.notMatch(await readFile(path, 'utf8'), '@')
})

test('an entry that was cut, changed or put in is noticed', async t => {
  const parts = (text: string) => text.split('\n\n\n').flatMap(each => (each === '' ? [] : [each]))
  const whole = (notes: readonly string[]) =>
    `\n\n${notes.map(each => each.trim()).join('\n\n\n')}\n`
  await t.test('in the middle', async t => {
    const { read, change } = await filled(t)
    await change(text => whole(parts(text).filter((_, index) => index !== 1)))
    t.match(await read(), { entries: [person(1), person(3)], unsigned: 0, gaps: 1 })
  })
  await t.test('at the beginning', async t => {
    const { read, change } = await filled(t)
    await change(text => whole(parts(text).slice(1)))
    t.match(await read(), { entries: [person(2), person(3)], unsigned: 0, gaps: 1 })
  })
  await t.test('another person', async t => {
    const { read, change } = await filled(t)
    await change(text => text.replace('000000000002"]', '000000000009"]'))
    t.match(await read(), { entries: [person(1), person(3)], unsigned: 1, gaps: 1 })
  })
  await t.test('one whose writing broke off is passed over', async t => {
    const { read, change, ledger } = await filled(t)
    await change(text => text.slice(0, -20))
    t.match(await read(), { entries: [person(1), person(2)], unsigned: 0, gaps: 0 })
    await ledger.append(person(5))
    t.match(await read(), { entries: [person(1), person(2), person(5)], unsigned: 0, gaps: 0 })
  })
})
