import { email, open, type PiiRow, phone, type Tables } from '@conduit/core'

const ofInbound = { type: ['inbound'] }
const ofSms = { type: ['sms_*'] }
const sender = '/{msg,reject}/sender'
const others = '/msg/{to,cc,bcc}/*'
const ownNumber = '/{,msg/}from'
const trackedPlace = 'country_short,country,country_long,region,city,postal_code,timezone'

/** Rows for one event of a batch, whichever of the three families it is of. */
const pii: readonly PiiRow[] = [
  { path: '/msg/metadata/*others', ...open() },
  // A number may be somebody's too.
  { path: '/msg/metadata/*others', category: 'free_text' },
  { path: '/msg/email', ...email({ object: 'recipient' }), unless: { '/event': ['inbound'] } },
  { path: '/{reject,entry}/email', ...email({ object: 'recipient' }) },
  { path: '/msg/from_email', ...email({ object: 'correspondent' }), when: ofInbound },
  { path: '/msg/from_name', category: 'name', when: ofInbound },
  // Our own addresses, and whoever else got a mail.
  { path: '/msg/email', category: 'email', when: ofInbound, person: '/msg/email' },
  { path: sender, category: 'email', person: sender },
  { path: `${others}/0`, category: 'email', person: others },
  { path: `${others}/1`, category: 'name', person: others },
  // Where a message by SMS takes its numbers: what its events say is not documented.
  { path: '/{,msg/}{to,phone,phone_number,recipient}', ...phone(), when: ofSms },
  { path: ownNumber, category: 'phone', when: ofSms, person: ownNumber },
  // The sender's own ids. One may stand in the mails to several people: an order's, a company's.
  { path: '/msg/metadata/{user_id,customer_id,account_id,member_id}', category: 'account_id' },
  { path: '/{,msg/opens/*/,msg/clicks/*/}ip', category: 'ip_address' },
  { path: `/location/{${trackedPlace},latitude,longitude}`, category: 'location' },
  { path: '/msg/{opens,clicks}/*/location', category: 'location' },
  { path: '/{user_agent,msg/opens/*/ua,msg/clicks/*/ua}', category: 'device_id' },
  {
    path: '/user_agent_parsed/{type,ua_family,ua_name,ua_version,os_family,os_name}',
    category: 'device_id',
  },
  { path: '/{,msg/clicks/*/}url', category: 'free_text' },
  { path: '/msg/{subject,text,html,raw_msg,diag}', category: 'free_text' },
  { path: '/msg/{headers,attachments}', category: 'free_text', read: 'whole' },
  { path: '/{msg/smtp_events/*/diag,reject/detail,entry/detail}', category: 'free_text' },
  { path: '/msg/spf/detail', category: 'free_text' },
  { path: '/msg/images', category: 'photo', read: 'whole' },
  // Names that the sender's people make up, and what filters say of a mail.
  {
    path: '/{msg/tags/*,msg/template,msg/subaccount,reject/subaccount}',
    category: 'free_text',
    person: null,
  },
  { path: '/msg/spam_report/matched_rules/*/description', category: 'free_text', person: null },
  { path: '/{msg/resends,msg/reject}', ...open({ others: null }) },
  { path: '/{msg,reject,entry}/*others', ...open({ finds: true, others: null, skip: /^reason$/ }) },
  { path: '/*others', ...open({ finds: true, others: null }) },
]

const byPerson = 'consent.withdrawn where the reason is unsub or spam'
const byOperator = { meaning: 'processing', note: 'by the operator' } as const
const smsSteps = 'processing,queued,sent,delivered,canceled,failed,open,click'

/**
 * Mailchimp Transactional as data.
 * @see https://mailchimp.com/developer/transactional/docs/webhooks/
 */
export const mandrillTables: Tables = {
  events: [
    { type: '{send,delivered,deferral}', meaning: 'communication' },
    { type: '{hard_bounce,soft_bounce,reject}', meaning: 'communication', note: 'not delivered' },
    { type: '{open,click}', meaning: 'communication', note: 'tracking' },
    { type: '{unsub,spam,sms_unsub}', meaning: 'consent.withdrawn' },
    { type: '{blacklist,denylist}.{add,change}', meaning: 'processing', note: byPerson },
    { type: '{blacklist,denylist}.remove', ...byOperator },
    { type: '{whitelist,allowlist,safelist}.{add,change,remove}', ...byOperator },
    { type: 'inbound', meaning: 'communication', note: 'a person wrote' },
    { type: `sms_{${smsSteps}}`, meaning: 'communication' },
  ],
  pii,
}
