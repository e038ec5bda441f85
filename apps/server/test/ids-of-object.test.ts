import { accountId, email } from '@conduit/core'
import { test } from 'tap'
import { idsOfObject } from '../src/redactions/ids-of-object.ts'

test('an object is named by the ids that rows read as its own', t => {
  const rows = [
    { path: '/customer/id', ...accountId({ object: 'customer' }) },
    { path: '/customer', ...accountId({ object: 'customer' }) },
    { path: '/id', ...accountId({ kind: 'order', object: 'order' }) },
    { path: '/cio_id', category: 'account_id', reference: { object: 'person' } },
    { path: '/recipient', ...email({ object: 'recipient' }) },
    { path: '/device', ...accountId() },
  ] as const
  const valuesOf = (object: string) =>
    idsOfObject(rows, { object, id: '7' }).map(({ category, value }) => [category, value])
  t.strictSame(valuesOf('customer'), [['account_id', '7']], 'once')
  t.strictSame(valuesOf('order'), [['account_id', 'order:7']], 'with its kind')
  t.strictSame(valuesOf('person'), [['account_id', '7']], 'also where the row finds nobody')
  t.strictSame(valuesOf('recipient'), [], 'an address is not an id of the platform')
  t.strictSame(valuesOf('invoice'), [])
  t.end()
})
