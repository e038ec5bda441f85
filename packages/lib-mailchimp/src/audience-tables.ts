import { accountId, email, open, type PiiRow, phone, type Tables } from '@conduit/core'

const merges = '/data/merges'

/** Merge tags that mean the same in every audience. */
const tags = {
  name: ['FNAME', 'LNAME', 'MNAME', 'NAME', 'FULLNAME'],
  phone: ['PHONE', 'SMSPHONE', 'MOBILE'],
  date_of_birth: ['BIRTHDAY', 'BDAY', 'DOB'],
  employment: ['COMPANY', 'JOBTITLE'],
}

const pii: readonly PiiRow[] = [
  // Fields of the account's own: each audience calls them what it likes.
  { path: `${merges}/*others`, ...open({ finds: true }) },
  // An address is what everything of a contact is found by, and erased.
  { path: '/data/{email,new_email,old_email}', ...email({ object: 'contact' }) },
  { path: `${merges}/EMAIL`, ...email() },
  // There it is the campaign's own id.
  { path: '/data/{id,new_id,web_id}', ...accountId(), unless: { '/type': ['campaign'] } },
  { path: '/data/{ip_opt,ip_signup}', category: 'ip_address' },
  { path: `${merges}/{${tags.name}}`, category: 'name' },
  { path: `${merges}/{${tags.phone}}`, ...phone({ region: `${merges}/ADDRESS/country` }) },
  { path: `${merges}/ADDRESS`, category: 'postal_address' },
  { path: `${merges}/ADDRESS/{addr1,addr2,city,state,zip,country}`, category: 'postal_address' },
  { path: `${merges}/{${tags.date_of_birth}}`, category: 'date_of_birth' },
  { path: `${merges}/{${tags.employment}}`, category: 'employment' },
  {
    path: `${merges}/{INTERESTS,INTERESTS/**,GROUPINGS/*/groups,GROUPINGS/*/groups/**}`,
    category: 'demographic',
  },
  // What people called a campaign or a group of interests.
  { path: `{/data/subject,${merges}/GROUPINGS/*/name}`, category: 'free_text', person: null },
  { path: '/data/{phone,phone_number,sms_phone_number}', ...phone() },
  { path: '/data/*others', ...open({ finds: true, others: null, skip: /^(action|reason)$/ }) },
]

/**
 * Audience webhooks as data.
 * @see https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
export const audienceTables: Tables = {
  events: [
    { type: 'subscribe', meaning: 'consent.granted' },
    {
      type: 'unsubscribe',
      meaning: 'consent.withdrawn',
      note: 'subject.deleted where the action is delete and the reason is not abuse',
    },
    { type: 'profile', meaning: 'subject.updated' },
    { type: 'upemail', meaning: 'subject.updated', note: 'old and new address are one person' },
    {
      type: 'cleaned',
      meaning: 'processing',
      note: 'bounced; consent.withdrawn where the reason is abuse',
    },
    {
      type: 'campaign',
      meaning: 'communication',
      note: 'nobody in particular',
      nobody:
        'tells that a campaign was sent or stopped, by its id and subject, and names no contact',
    },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii,
}
