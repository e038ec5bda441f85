import { accountId, email, open, type PiiRow, phone, type RowCondition } from '@conduit/core'
import { preferencesChanged } from './preferences.ts'

const recipient = '/data/recipient'
const isMobile: RowCondition = { '/object_type': ['sms', 'whatsapp'] }
/** Goes to an id or to an e-mail address. */
const isInside: RowCondition = { '/object_type': ['in_app', 'inbox'] }
const isAddress: RowCondition = { [recipient]: { shape: 'email' } }
/** Our own mark, see `parseEvent`. */
const toSeveral: RowCondition = { '/@recipient': ['several'] }
const hasCioId: RowCondition = { '/data/identifiers/cio_id': ['*'] }
const isGroup: RowCondition = { '/type': ['group'] }
const isReport: RowCondition = { '/metric': ['*'] }

/** Reporting webhooks, and what the App API answers: identifiers are written alike. */
const reports: readonly PiiRow[] = [
  { path: '{,/data,/customer}/identifiers/{id,cio_id}', ...accountId() },
  { path: '{,/data,/customer}/identifiers/email', ...email() },
  { path: '{,/data,/customer}/identifiers/*others', ...open({ finds: true }), when: isReport },
  { path: '/data/email_address', ...email() },
  { path: '/{data/customer_id,customer/id}', category: 'account_id' },
  // One reference is enough to erase a person; workspaces by id alone have no other.
  {
    path: '/data/identifiers/cio_id',
    category: 'account_id',
    reference: { object: 'person' },
  },
  {
    path: '/data/identifiers/id',
    category: 'account_id',
    reference: { object: 'person' },
    unless: hasCioId,
  },
  { path: recipient, ...email(), when: { '/object_type': ['email'] }, unless: toSeveral },
  // Which of several is the person's is not told.
  {
    path: recipient,
    ...email(),
    person: recipient,
    read: { split: /[;,]/, apart: true },
    when: { '/object_type': ['email'], ...toSeveral },
  },
  { path: recipient, ...phone(), when: isMobile },
  { path: recipient, category: 'email', when: { ...isInside, ...isAddress } },
  { path: recipient, category: 'account_id', when: isInside, unless: isAddress },
  { path: recipient, category: 'social_handle', when: { '/object_type': ['slack'] } },
  // Of a channel that they have yet to add.
  {
    path: recipient,
    ...open(),
    unless: {
      '/object_type': ['email', 'sms', 'whatsapp', 'in_app', 'inbox', 'slack', 'webhook'],
    },
  },
  // Our own number, which the person wrote to.
  { path: '/data/to', category: 'phone', person: '/data/to' },
  { path: '/data/recipients/*/device_id', category: 'device_id' },
  {
    path: '/data/{subject,href,tracked_response,failure_message,recipients/*/failure_message}',
    category: 'free_text',
  },
  { path: '/data/headers', category: 'free_text', read: 'whole' },
  { path: '/data/content', category: 'free_text', unless: { '/metric': [preferencesChanged] } },
  { path: '/data/*others', ...open({ finds: true, others: null }), when: isReport },
  { path: '/customer/topics/*/{name,description}', category: 'free_text', person: null },
]

const isOlder: RowCondition = { '/event_type': ['*'] }

/** Reports of the older form name the person by one id. */
const olderReports: readonly PiiRow[] = [
  { path: '{,/data}/customer_id', ...accountId({ object: 'person' }) },
  { path: '/email_address', ...email() },
  { path: '/*others', ...open({ finds: true, others: null }) },
].map(row => ({ ...row, when: { ...isReport, ...isOlder } }))

/** Calls of data pipelines and of the Track API: who did what, with what is known of them. */
const calls: readonly PiiRow[] = [
  { path: '/{userId,previousId}', ...accountId() },
  { path: '/{primary,secondary}/{id,cio_id}', ...accountId() },
  { path: '/{primary,secondary}/email', ...email() },
  { path: '/anonymousId', category: 'device_id' },
  { path: '/groupId', category: 'account_id' },
  { path: '/context/ip', category: 'ip_address' },
  { path: '/{context/,}device/{id,token,advertisingId,name,model}', category: 'device_id' },
  { path: '/context/page', ...open() },
  { path: '/context/{app,library,os,screen,network}', ...open({ others: null }) },
  { path: '/context/*others', ...open({ finds: true }) },
  { path: '/context/device/*others', ...open({ others: null }) },
  // Of a company, whose address is nobody's of these.
  { path: '/traits/name', category: 'employment', when: isGroup },
  { path: '/traits/*others', ...open(), when: isGroup },
  { path: '/traits/name', category: 'name', unless: isGroup },
  { path: '/traits/*others', ...open({ finds: true }), unless: isGroup },
  { path: '/{attributes,context/traits}/name', category: 'name' },
  { path: '/{attributes,context/traits}/*others', ...open({ finds: true }) },
  { path: '/properties', ...open({ finds: true }) },
  { path: '/device/attributes', ...open({ others: null }) },
  // What happened, and the page on which, in words that people chose.
  { path: '/{event,name}', category: 'free_text', person: null },
]

/** Bodies that a campaign's author has written, and whatever else comes to be sent. */
const named = ['/data', '/customer', '/identifiers', '/device', '/primary', '/secondary']
const texts = [
  ...['/context', '/context/device', '/traits', '/attributes', '/data/recipients'],
  ...['/data/identifiers', '/customer/identifiers', '/customer/topics'],
]
const free: readonly PiiRow[] = [
  ...named.map(path => ({ path: `${path}/*others`, ...open({ finds: true }), unless: isReport })),
  ...[...named, ...texts].map(path => ({
    path,
    ...open({ finds: true }),
    when: { [path]: ['*'] },
  })),
  {
    path: '/*others',
    ...open({ finds: true }),
    unless: { ...isReport, '/customer/topics/0/id': ['*'] },
  },
]

/** Personal data of what Customer.io sends and answers. */
export const piiRows: readonly PiiRow[] = [...reports, ...olderReports, ...calls, ...free]
