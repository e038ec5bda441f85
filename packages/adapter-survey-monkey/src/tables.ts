import { accountId, email, open, type PiiRow, phone, type Tables } from '@conduit/core'

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

/** The invited contact: older responses have it at the top, each value by itself. */
const contact = '{/metadata,}/contact'
const question = '/pages/*/questions/*'
const answer = `${question}/answers/*`

/** Whoever answers may write anything anywhere: each text is free text, whatever else it is. */
export const answered: PiiRow = { path: `${answer}/{text,simple_text}`, category: 'free_text' }

const answers: readonly PiiRow[] = [
  answered,
  // What the text's form tells, and what the question or the label in front of it does: see `extractPii`.
  { path: answered.path, ...open() },
  { path: `${answer}/download_url`, category: 'photo' },
  // What its owner called a file.
  { path: `${answer}/{filename,file_name}`, category: 'free_text' },
  // Whoever analyses the answers sticks words of their own to them.
  { path: `${answer}/tag_data`, ...open({ skip: /^(tag_type|hexcolor)$/ }) },
  { path: `${answer}/*others`, ...open({ others: null }) },
  // What is asked is the author's, who may repeat an answer in it.
  { path: `${question}/heading`, category: 'free_text', person: null },
  { path: `${question}/*others`, ...open({ others: null, typed: /text$/ }) },
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
    // What the owner of the survey called the webhook; and the owner, who is another person.
    { path: '/name', category: 'free_text', person: null },
    { path: '/resources/user_id', category: 'account_id', person: '/resources/user_id' },
    // The response that was read.
    { path: '/id', ...response },
    { path: '/email_address', ...email() },
    { path: '/{first_name,last_name}', category: 'name' },
    { path: `${contact}/{email_address,email}{,/value}`, ...email() },
    { path: `${contact}/{phone_number,phone}{,/value}`, ...phone() },
    { path: `${contact}/{first_name,last_name}{,/value}`, category: 'name' },
    { path: `${contact}/*others`, ...open({ skip: /^type$/ }) },
    { path: '/metadata/*others', ...open({ finds: true }) },
    { path: '/ip_address', category: 'ip_address' },
    // Whoever sends the link chooses them: an id in another system, as a rule, or an address.
    { path: '/{custom_value,custom_variables/*}', category: 'account_id' },
    { path: '/custom_value', ...open({ others: null }) },
    { path: '/custom_variables', ...open({ finds: true, others: null }) },
    // Whoever has these links reads and changes the answers.
    { path: '/{edit_url,analyze_url}', category: 'account_id' },
    ...answers,
    { path: '/*others', ...open({ others: null, skip: /_id$|^href$/ }) },
  ],
}
