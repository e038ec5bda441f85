import surveyMonkey from '@conduit/adapter-survey-monkey'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { notification, settings } from './bench.ts'

function extract(data: unknown) {
  const rest = { type: 'response_completed', meaning: 'processing', id: null } as const
  const event = { ...rest, occurredAt: null, path: '', data }
  const found = pick(compileRows(surveyMonkey.tables.pii), event)
  return surveyMonkey.extractPii(event, { settings, state: {} }, found)
}
const ids = (data: unknown) =>
  extract(data).people.map(({ identifiers }) => identifiers.map(({ value }) => value).sort())

test('a response and a recipient are told apart by kind, and where they stand is kept', async t => {
  const resources = { respondent_id: '7', recipient_id: '7', collector_id: '5', survey_id: '3' }
  const { people } = extract(notification({ resources }))
  t.strictSame(people, [
    {
      at: '',
      identifiers: [
        { category: 'account_id', value: 'response:7' },
        { category: 'account_id', value: 'recipient:7' },
      ],
      references: [
        { object: 'response', id: '7', within: { survey: '3' } },
        { object: 'recipient', id: '7', within: { collector: '5' } },
      ],
    },
  ])
})

test('a recipient of a web link is nobody', async t => {
  for (const recipient_id of ['0', 0, '', ' ', null, undefined]) {
    const resources = { recipient_id, survey_id: '3' }
    t.strictSame(ids(notification({ resources })), [['response:7']], JSON.stringify(recipient_id))
  }
})

test('the owner of the survey is not the person who answered', async t => {
  const { fields, people } = extract(notification({ resources: { user_id: '74' } }))
  t.strictSame(
    people.map(({ identifiers }) => identifiers.length),
    [1, 0],
  )
  t.match(
    fields.filter(({ path }) => path === '/resources/user_id'),
    [{ category: 'account_id', person: 1 }],
  )
})

test('an object that is no response has no person', async t => {
  t.strictSame(ids(notification({ object_type: 'survey', resources: {} })), [])
})

test('a contact is found in either place', async t => {
  const contact = { email: { value: 'ada@example.com' }, phone_number: { value: '+15550100' } }
  t.strictSame(ids({ id: '7', survey_id: '3', recipient_id: '9', metadata: { contact } }), [
    ['+15550100', 'ada@example.com', 'recipient:9', 'response:7'],
  ])
  t.strictSame(ids({ id: '7', email_address: '', metadata: {} }), [['response:7']])
})

test('answers are free text; lines of the contact question are also what they ask for', async t => {
  const answers = (family: string, ...lines: readonly object[]) =>
    extract({ pages: [{ questions: [{ family, answers: lines }] }] }).fields.map(
      ({ path, category }) => `${path.split('/').slice(6).join('/')} ${category}`,
    )
  const email = { text: 'ada@example.com', simple_text: 'Email Address | ada@example.com' }
  t.strictSame(answers('demographic', email).sort(), [
    '0/simple_text email',
    '0/simple_text free_text',
    '0/text email',
    '0/text free_text',
  ])
  t.strictSame(answers('open_ended', email), ['0/text free_text', '0/simple_text free_text'])
  t.strictSame(answers('demographic', { text: 'Ada', simple_text: 'Who? | Ada' }), [
    '0/text free_text',
    '0/simple_text free_text',
  ])
  t.strictSame(answers('file_upload', { download_url: 'https://example.com/x' }), [
    '0/download_url photo',
  ])
})
