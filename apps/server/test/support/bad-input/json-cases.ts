import type { Row } from './bad-case.ts'
import { canary, withMember, withTexts } from './spoil.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const text = (value: string) => () => Buffer.from(value)

/** It takes any JSON: one call refused would hold up all that come after it. */
const customerIo = { 'customer-io': 'set aside' } as const
/** What is in every text stands in ids, types and accounts as well: each platform’s own affair. */
const everywhere = {
  custom: 'recorded',
  'custom list': 'recorded',
  'customer-io': 'recorded',
  hubspot: 'set aside',
  klaviyo: 'unproven',
  shopify: 'unproven',
  woocommerce: 'recorded',
  xero: 'set aside',
} as const
/** A type of more than a hundred characters is nobody's name of a type. */
const tooLong = {
  ...everywhere,
  custom: 'set aside',
  'custom list': 'set aside',
  'customer-io': 'set aside',
} as const

/** JSON that no platform sends. */
export const jsonRows: readonly Row[] = [
  ['cut off', 'misfit', body => body.subarray(0, -2)],
  ['cut in the middle', 'misfit', body => body.subarray(0, Math.floor(body.length / 2))],
  ['no JSON at all', 'misfit', text(`${canary} is not JSON`)],
  ['nothing', 'misfit', text('')],
  ['a NUL byte at its end', 'misfit', body => Buffer.concat([body, Buffer.from([0])])],
  ['bytes that are not UTF-8', 'misfit', body => withMember(body, 'zz', '"x"').fill(0xff, 9, 10)],
  ['nested 5,000 deep', 'misfit', body => withMember(body, 'zz', nested(5_000))],
  ['alone and nested 5,000 deep', 'misfit', text(nested(5_000))],
  ['300,000 values', 'misfit', body => withMember(body, 'zz', `[${'1,'.repeat(300_000)}1]`)],
  ['__proto__', 'misfit', body => withMember(body, '__proto__', `{"x":"${canary}"}`)],
  ['constructor.prototype', 'misfit', body => withMember(body, 'constructor', '{"prototype":{}}')],
  ['NUL in a text', 'recorded', body => withMember(body, 'zz', `"\\u0000${canary}"`)],
  ['surrogates in a text', 'recorded', body => withMember(body, 'zz', `"\\udfff\\ud800${canary}"`)],
  ['surrogates in a name', 'recorded', body => withMember(body, '\\ud800zz', `"${canary}"`)],
  ['1e400000', 'recorded', body => withMember(body, 'zz', '1e400000')],
  [
    'a name twice',
    'recorded',
    body => withMember(withMember(body, 'zz', '1'), 'zz', `"${canary}"`),
  ],
  ['NUL in all texts', 'misfit', body => withTexts(body, each => `${each}\u0000`), everywhere],
  [
    'surrogates in all texts',
    'misfit',
    body => withTexts(body, each => `${each}\ud800`),
    everywhere,
  ],
  ['long texts', 'misfit', body => withTexts(body, each => each + 'x'.repeat(5_000)), tooLong],
  ['null', 'misfit', text('null'), customerIo],
  ['a number', 'misfit', text('4711'), customerIo],
  ['a text alone', 'misfit', text(`"${canary}"`), customerIo],
  ['an empty object', 'misfit', text('{}'), customerIo],
  [
    'an empty list',
    'misfit',
    text('[]'),
    { ...customerIo, hubspot: 'nothing to do', quickbooks: 'nothing to do' },
  ],
  ['a list of nothing', 'misfit', text('[null, null]'), { ...customerIo, hubspot: 'set aside' }],
]
