import fc from 'fast-check'
import { test } from 'tap'
import { planWebhooks } from '../src/authoring/plan-webhooks.ts'

const orders = { name: 'orders', id: 'o1' }
const people = { name: 'people', id: 'o2' }
const before = [orders, people]

test('connecting makes all anew, even what lives', async t => {
  const plan = planWebhooks('connect', before, ['orders', 'refunds'], before)
  t.strictSame(plan, { keep: [], make: ['orders', 'refunds'], remove: before })
})

test('disconnecting makes nothing and takes all away', async t => {
  const plan = planWebhooks('disconnect', before, ['orders'], before)
  t.strictSame(plan, { keep: [], make: [], remove: before })
})

test('renewing makes what is gone, and takes away what nobody wants any more', async t => {
  const wanted = ['refunds', 'people']
  t.strictSame(planWebhooks('renew', before, wanted, [people]), {
    keep: [people],
    make: ['refunds'],
    remove: [orders],
  })
  t.strictSame(planWebhooks('renew', before, wanted, []), {
    keep: [],
    make: wanted,
    remove: before,
  })
  t.strictSame(planWebhooks('renew', before, [], before), { keep: [], make: [], remove: before })
})

test('checking plans what renewing would do', async t => {
  const wanted = ['orders', 'people']
  const all = [...before, { name: 'people', id: 'o3' }]
  const plan = planWebhooks('renew', all, wanted, all)
  t.strictSame(planWebhooks('check', all, wanted, all), plan)
  t.strictSame(plan, { keep: before, make: [], remove: all.slice(2) }, 'one of each name is enough')
})

test('after renewing there is one of each name, and every other was taken away', async t => {
  const name = fc.constantFrom<string>('a', 'b', 'c')
  const known = fc.uniqueArray(fc.record({ name, id: fc.uuid() }), { selector: ({ id }) => id })
  const wanted = fc.uniqueArray(name)
  t.doesNotThrow(() => {
    fc.assert(
      fc.property(known, wanted, fc.array(fc.boolean()), (all, names, alive) => {
        const live = all.filter((_, index) => alive[index])
        const { keep, make, remove } = planWebhooks('renew', all, names, live)
        const there = [...keep.map(webhook => webhook.name), ...make]
        return (
          there.length === names.length &&
          names.every(each => there.includes(each)) &&
          keep.every(webhook => live.includes(webhook)) &&
          all.every(webhook => keep.includes(webhook) !== remove.includes(webhook)) &&
          make.every(each => live.every(webhook => webhook.name !== each))
        )
      }),
    )
  })
})
