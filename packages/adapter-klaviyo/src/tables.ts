import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

/** Where an event's own properties stand, in an item of a batch. */
export const propertiesAt = '/payload/data/attributes/event_properties'
const anywhere = `${propertiesAt}/**`
const unnamed = `${anywhere}/*others`

const profileId = accountId({ object: 'profile' })

/** Properties known by their name, at any depth and in any spelling; others by their form. */
const properties: readonly PiiRow[] = [
  { path: `${anywhere}/({recipient email address,email address,customer email})`, ...email() },
  { path: `${anywhere}/({$originating_email,$email,email})`, ...email() },
  { path: `${anywhere}/({phone number,recipient phone number,phone,$phone_number})`, ...phone() },
  { path: `${anywhere}/({to number,from number})`, category: 'phone' },
  { path: `${anywhere}/({first name,last name,$first_name,$last_name})`, category: 'name' },
  { path: `${anywhere}/({customer name,reviewer name})`, category: 'name' },
  { path: `${anywhere}/({ip address,$ip,ip})`, category: 'ip_address' },
  { path: `${anywhere}/({subject,message body,comment,content,body})`, category: 'free_text' },
  { path: `${anywhere}/({review title,review content})`, category: 'free_text' },
  // Whatever their name: perhaps of somebody else.
  { path: unnamed, category: 'email', when: { [unnamed]: { shape: 'email' } } },
  { path: unnamed, category: 'phone', when: { [unnamed]: { shape: 'phone' } } },
]

function profileRows(at: string): readonly PiiRow[] {
  const a = `${at}/attributes`
  const rows: readonly PiiRow[] = [
    { path: `${at}/id`, ...profileId },
    { path: `${a}/email`, ...email() },
    { path: `${a}/phone_number`, ...phone() },
    { path: `${a}/external_id`, category: 'account_id' },
    { path: `${a}/anonymous_id`, category: 'device_id' },
    { path: `${a}/{first_name,last_name}`, category: 'name' },
    { path: `${a}/{organization,title}`, category: 'employment' },
    { path: `${a}/image`, category: 'photo' },
    { path: `${a}/locale`, category: 'demographic' },
    { path: `${a}/location/{address1,address2,zip}`, category: 'postal_address' },
    {
      path: `${a}/location/{city,region,country,latitude,longitude,timezone}`,
      category: 'location',
    },
    { path: `${a}/location/ip`, category: 'ip_address' },
    { path: `${a}/properties/**`, category: 'free_text' },
  ]
  return rows.map(row => ({ ...row, when: { [`${at}/type`]: ['profile'] } }))
}

/** What the profile is known by, and its contact data where they are sent along or were read. */
const structured: readonly PiiRow[] = [
  { path: '/payload/data/relationships/profile/data/id', ...profileId },
  ...profileRows('/payload/included/*'),
  ...profileRows('/data'),
  { path: '/profile/id', ...profileId },
  { path: '/profile/email', ...email() },
  { path: '/profile/phone_number', ...phone() },
  { path: '/profile/{first_name,last_name}', category: 'name' },
]

const own = 'event:klaviyo.'
const optIns = ['to_email_marketing', 'to_sms_marketing', 'to_list']
const optOuts = [
  'unsubscribed_from_email',
  'unsubscribed_from_sms',
  'manually_suppressed_from_email',
]
const messages = [
  '{received,opened,clicked,bounced,dropped}_email',
  '{email_delivered,clicked_email_to_unsubscribe,skipped_send}',
  '{sent,received,clicked,failed_to_deliver}_sms',
  '{received,failed_to_deliver}_automated_response_sms',
  '{received,opened,bounced}_push',
  'social_{comment,dm,ugc}',
].map(topic => ({ type: own + topic, meaning: 'communication' as const }))
const orders = [
  'placed_order',
  'ordered_product',
  'refunded_order',
  'cancelled_order',
  'fulfilled_order',
]
const unlessOut = 'consent.withdrawn where the profile, once read, says UNSUBSCRIBED'

/** Klaviyo as data. @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
export const tables: Tables = {
  events: [
    { type: `${own}subscribed_{${optIns}}`, meaning: 'consent.granted' },
    { type: `${own}{${optOuts}}_marketing`, meaning: 'consent.withdrawn' },
    { type: `${own}marked_email_as_spam`, meaning: 'consent.withdrawn' },
    { type: `${own}updated_email_preferences`, meaning: 'subject.updated', note: unlessOut },
    { type: `${own}merged_profile`, meaning: 'subject.updated' },
    ...messages,
    { type: `event:*.{${orders}}`, meaning: 'transaction', note: 'of shops and the API' },
    { type: '*', meaning: 'processing', note: 'reviews, other metrics, lifted suppressions' },
  ],
  pii: [...structured, ...properties],
}
