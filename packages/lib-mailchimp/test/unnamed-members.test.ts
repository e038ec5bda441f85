import { unnamedMembers } from '@conduit/lib-mailchimp'
import { test } from 'tap'

test('what others have named is taken away, and numbers', async t => {
  const fields = { FNAME: 'Ada', SHOESIZE: '44', POINTS: 7, SHIPTO: { city: 'Lyon' } }
  t.strictSame(unnamedMembers(fields, new Set(['FNAME'])), {
    SHOESIZE: '44',
    SHIPTO: { city: 'Lyon' },
  })
})

test('names that every object knows are plain names', async t => {
  const fields = JSON.parse('{"constructor":"a","__proto__":"b"}')
  t.strictSame(Object.keys(unnamedMembers(fields, new Set())), ['constructor', '__proto__'])
})

test('of what is no object nothing is left', async t => {
  for (const value of ['text', 7, null, undefined, []]) {
    t.strictSame(unnamedMembers(value, new Set()), {})
  }
})
