import { compileRows, fromMatches, pick } from '@conduit/core'
import { type AudienceSettings, audience } from '@conduit/lib-mailchimp'
import { test } from 'tap'

function categories(merges: unknown, settings: AudienceSettings = {}) {
  const event = { type: 'profile', meaning: 'subject.updated', occurredAt: null, id: null } as const
  const data = { data: { merges } }
  const rows = compileRows(audience.tables.pii, audience.rows(settings))
  const { fields } = fromMatches(pick(rows, { ...event, path: '', data }))
  return fields.map(({ path, category }) => `${category} ${path}`)
}

test('a merge field is what its name says, in any audience; an unknown one is free text', async t => {
  const merges = {
    FNAME: 'Ada',
    SHOESIZE: '44',
    SHIPTO: { city: 'Lyon' },
    ADDRESS: { city: 'Bonn' },
    MOBILENO: '+12025550143',
    SPOUSEMAIL: 'bo@example.com',
    MMERGE7: 'bo@example.com',
    GEBURTSTAG: '05/15',
  }
  t.strictSame(categories(merges).sort(), [
    'date_of_birth /data/merges/*',
    'email /data/merges/*',
    'free_text /data/merges/*',
    'name /data/merges/FNAME',
    'phone /data/merges/*',
    'postal_address /data/merges/*/*',
    'postal_address /data/merges/ADDRESS/city',
  ])
})

test('one that the operator has mapped is what it was mapped to, and nothing else', async t => {
  const mergeTags = { SHOESIZE: 'demographic', SHIPTO: 'postal_address' } as const
  t.strictSame(categories({ SHOESIZE: '44', SHIPTO: { city: 'Lyon' } }, { mergeTags }), [
    'demographic /data/merges/SHOESIZE',
    'postal_address /data/merges/SHIPTO/*',
  ])
})

test('names that every object knows are plain names', async t => {
  t.strictSame(categories(JSON.parse('{"constructor":"a","__proto__":"b"}')), [
    'free_text /data/merges/*',
  ])
  for (const merges of ['', null, [], {}]) t.strictSame(categories(merges), [])
})
