import surveyMonkey from '@conduit/adapter-survey-monkey'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { notification, settings } from './bench.ts'

function extract(data: unknown, changes: object = {}) {
  const rest = { type: 'response_completed', meaning: 'processing', id: null } as const
  const event = { ...rest, occurredAt: null, path: '', data }
  const found = pick(compileRows(surveyMonkey.tables.pii), event)
  return surveyMonkey.extractPii(event, { settings: { ...settings, ...changes }, state: {} }, found)
}
const ids = (data: unknown, changes?: object) =>
  extract(data, changes).people.map(({ identifiers }) =>
    identifiers.map(({ value }) => value).sort(),
  )

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

/** Answers to one question of a response that is not anonymous. */
const asked = (question: object, ...answers: readonly object[]) => ({
  ip_address: '203.0.113.7',
  pages: [{ questions: [{ ...question, answers }] }],
})
const line = (label: string, text: string) => ({ text, simple_text: `${label} | ${text}` })

test('answers are free text, and what their label, their question or their form tells', async t => {
  const found = (question: object, answer: object) =>
    extract(asked(question, answer))
      .fields.filter(({ path }) => path.includes('/answers/'))
      .map(({ path, category }) => `${path.split('/').slice(6).join('/')} ${category}`)
      .sort()
  const both = (category: string) => [
    `0/simple_text ${category}`,
    '0/simple_text free_text',
    `0/text ${category}`,
    '0/text free_text',
  ]
  const contact = { family: 'demographic' }
  const labels: Readonly<Record<string, readonly string[]>> = {
    name: ['Name', 'NAME:', 'Your name', 'Nom :', 'Nombre', 'Vorname *'],
    employment: ['Company', 'company:', 'Entreprise'],
    postal_address: ['Address 2', 'City/Town:', 'ZIP', 'Country:', 'State/Province', 'PLZ', 'Land'],
    email: ['Email Address:', 'e-mail', 'Adresse e-mail :', 'Email Address (Optional)'],
    phone: ['Phone Number', 'Mobile:', 'Teléfono'],
  }
  for (const [category, all] of Object.entries(labels)) {
    for (const label of all) {
      t.strictSame(found(contact, line(label, 'x')), both(category).sort(), label)
    }
  }
  const open = { family: 'open_ended' }
  const address = line('Whatever', 'ada@example.com')
  t.strictSame(found(open, address), [
    '0/simple_text free_text',
    '0/text email',
    '0/text free_text',
  ])
  t.strictSame(found(open, line('Mobile number', '1')), both('phone').sort())
  t.strictSame(found({ ...open, heading: 'When is your birthday?' }, { text: 'soon' }), [
    '0/text date_of_birth',
    '0/text free_text',
  ])
  t.strictSame(found(contact, line('Who?', 'Ada')), ['0/simple_text free_text', '0/text free_text'])
  t.strictSame(found({}, { simple_text: 'Uwe | Good' }), ['0/simple_text free_text'])
  t.strictSame(found({}, { download_url: 'https://example.com/x' }), ['0/download_url photo'])
  t.strictSame(found({}, { filename: 'passport-quinn.png' }), ['0/filename free_text'])
  t.strictSame(found({}, { tag_data: [{ label: 'VIP' }] }), ['0/tag_data/0/* free_text'])
})

test('an address in a contact question finds whoever gave it, and nobody else', async t => {
  const address = line('Email Address:', 'ada@example.com')
  const found = (question: object, answer = address) =>
    ids(asked({ family: 'demographic', ...question }, answer)).flat()
  t.strictSame(found({ heading: 'Contact information' }), ['ada@example.com'])
  t.strictSame(found({ heading: 'Vos coordonnées' }), ['ada@example.com'])
  t.strictSame(found({}, line('Phone', '+12025550101')), ['+12025550101'])
  t.strictSame(found({ heading: 'Refer a friend' }), [])
  t.strictSame(found({ heading: 'Emergency contact' }), [])
  t.strictSame(found({}, line('Spouse’s e-mail', 'ada@example.com')), [])
  t.strictSame(found({}, line('Anything', 'ada@example.com')), [], 'its form alone')
  t.strictSame(found({ family: 'open_ended' }), [], 'no contact question')
})

test('in an anonymous survey it finds nobody, unless the setting says so', async t => {
  const question = { family: 'demographic', answers: [line('Email', 'ada@example.com')] }
  const response = { ip_address: '', email_address: '', pages: [{ questions: [question] }] }
  t.strictSame(ids(response), [[]])
  t.strictSame(ids(response, { anonymousAnswersIdentify: true }), [['ada@example.com']])
  t.strictSame(ids({ ...response, email_address: 'bo@example.com' }).flat(), [
    'ada@example.com',
    'bo@example.com',
  ])
})

test('what a link brings along finds a person where its name says so', async t => {
  t.strictSame(
    ids({ custom_variables: { email: 'ada@example.com', friend_email: 'b@example.com' } }),
    [['ada@example.com']],
  )
  t.strictSame(ids({ custom_value: 'ada@example.com' }), [[]], 'its form alone')
})
