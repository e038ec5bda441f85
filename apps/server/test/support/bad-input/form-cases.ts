import type { Row } from './bad-case.ts'
import { canary, withField } from './spoil.ts'

const fields = (count: number) => Array.from({ length: count }, (_, n) => `k${n}=`).join('&')
const events = (json: string) => () => Buffer.from(`mandrill_events=${encodeURIComponent(json)}`)

/** Its signature is over the fields: where they cannot be told there is nothing to verify. */
const transactional = (outcome: Row[1]) => ({ 'mailchimp transactional': outcome }) as const
const unreadable = transactional('unreadable')

/** Forms that no platform sends. */
export const formRows: readonly Row[] = [
  ['a bracket that stays open', 'recorded', body => withField(body, 'a[b=1')],
  ['a bracket too many', 'recorded', body => withField(body, 'a[]]=1')],
  ['5,000 fields', 'recorded', body => withField(body, fields(5_000)), unreadable],
  ['5,000 brackets', 'misfit', body => withField(body, `a${'[b]'.repeat(5_000)}=1`), unreadable],
  ['__proto__[x]', 'misfit', body => withField(body, `__proto__[x]=${canary}`), unreadable],
  ['%zz', 'misfit', body => withField(body, 'x=%zz'), unreadable],
  ['half a percent-code', 'misfit', body => withField(body, 'x=%'), unreadable],
  ['a field twice', 'misfit', body => withField(body, `z=1&z=${canary}`), unreadable],
  ['a value and a group', 'misfit', body => withField(body, 'z=1&z[a]=2'), unreadable],
  ['bytes that are not UTF-8', 'misfit', body => withField(body, 'x=%ff'), unreadable],
  ['raw ones', 'misfit', body => Buffer.concat([body, Buffer.from([0x26, 0xff])]), unreadable],
  ['NUL in a value', 'recorded', body => withField(body, `x=%00${canary}`)],
  ['JSON', 'misfit', () => Buffer.from(`{"a":"${canary}"}`)],
  ['nothing but &', 'misfit', () => Buffer.from('&&&')],
  // Mailchimp’s check of the URL has no body; Mandrill’s has one event list, which is empty.
  ['nothing', 'nothing to do', () => Buffer.alloc(0), transactional('misfit')],
  ['a batch that is no JSON', 'misfit', events(canary)],
  ['a batch that is cut off', 'misfit', events('[{"event":"send"')],
  ['a batch that is an object', 'misfit', events('{}')],
  ['a batch that is null', 'misfit', events('null')],
  ['a batch of nulls', 'misfit', events('[null]'), transactional('set aside')],
  ['a batch nested 5,000 deep', 'misfit', events('['.repeat(5_000) + ']'.repeat(5_000))],
  ['a batch with __proto__', 'misfit', events('[{"event":"send","__proto__":{}}]')],
  [
    'a batch of NUL, surrogates and 1e400000',
    'misfit',
    events(`[{"event":"send","_id":"\\u0000\\ud800","ts":1e400000,"zz":"${canary}"}]`),
    transactional('recorded'),
  ],
  ['a second batch', 'recorded', body => withField(body, 'mandrill_events=[]'), unreadable],
]
