import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

/** Where an object stands: in a notification, or in what is read. */
const at = (...names: readonly string[]) =>
  names.flatMap(name => ['/resources', ''].map(part => ({ [name]: `${part}/${name}_id` })))

/** Ids count with their kind: a response and a recipient may bear the same one. */
const response = accountId({
  kind: 'response',
  object: 'response',
  // Found by one of them.
  within: at('survey', 'collector'),
})
const recipient = accountId({ kind: 'recipient', object: 'recipient', within: at('collector') })
const contact = '/metadata/contact'
const answer = '/pages/*/questions/*/answers/*'

/** A line of SurveyMonkey's contact question, by its own English labels. */
const asked = (category: PiiRow['category'], ...labels: readonly string[]): PiiRow => ({
  path: `${answer}/{text,simple_text}`,
  category,
  when: {
    '/pages/*/questions/*/family': ['demographic'],
    [`${answer}/simple_text`]: labels.map(label => `${label} | *`),
  },
})

/** Whoever answers may write anything anywhere: each text is free text, whatever else it is. */
const answers: readonly PiiRow[] = [
  { path: `${answer}/{text,simple_text}`, category: 'free_text' },
  asked('name', 'Name'),
  asked('employment', 'Company'),
  asked('postal_address', 'Address', 'Address 2', 'City/Town', 'State/Province'),
  asked('postal_address', 'ZIP/Postal Code', 'Country'),
  asked('email', 'Email Address'),
  asked('phone', 'Phone Number'),
  { path: `${answer}/download_url`, category: 'photo' },
]

/** SurveyMonkey as data. @see https://api.surveymonkey.com/v3/docs#webhooks */
export const tables: Tables = {
  events: [
    { type: 'response_deleted', meaning: 'subject.deleted', note: 'of this one response' },
    { type: 'response_*', meaning: 'processing', note: '`response_updated` once per page' },
    { type: 'collector_*', meaning: 'processing' },
    { type: 'survey_*', meaning: 'processing', note: 'a deleted survey takes its responses along' },
    { type: 'app_*', meaning: 'lifecycle' },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii: [
    // The notification. The respondent's id is, as a rule, the response's own.
    { path: '/object_id', ...response, when: { '/object_type': ['response'] } },
    { path: '/resources/respondent_id', ...accountId({ kind: 'response' }) },
    { path: '/{resources/,}recipient_id', ...recipient },
    // The owner of the survey, who is another person.
    { path: '/resources/user_id', category: 'account_id', person: '/resources/user_id' },
    // The response that was read.
    { path: '/id', ...response },
    { path: `{/email_address,${contact}/email/value}`, ...email() },
    { path: `${contact}/phone_number/value`, ...phone() },
    { path: `{,${contact}}/{first_name,last_name}{,/value}`, category: 'name' },
    { path: `${contact}/custom_value{,1,2,3,4,5,6}/value`, category: 'free_text' },
    { path: '/metadata/respondent/*{,/value}', category: 'free_text' },
    { path: '/ip_address', category: 'ip_address' },
    { path: '/{custom_value,custom_variables/*}', category: 'account_id' },
    // Whoever has these links reads and changes the answers.
    { path: '/{edit_url,analyze_url}', category: 'account_id' },
    ...answers,
  ],
}
