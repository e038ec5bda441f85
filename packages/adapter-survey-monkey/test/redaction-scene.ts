import surveyMonkey from '@conduit/adapter-survey-monkey'
import { fakeSurveyMonkey } from '@conduit/fake-platforms/survey-monkey'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'

export const settings = {
  ...{ clientId: 'an-app', signingSecret: 'the-secret-of-the-app' },
  accessToken: 'a-token',
}
const adaMail = 'Ada@example.com'

/** Ada as a contact who opted out, two responses of hers, and others in the same surveys. */
export async function start() {
  const fake = fakeSurveyMonkey()
  const platform = await statefulPlatform(fake.answer)
  const put = (kind: Parameters<typeof fake.state.get>[0], id: string, fields: object) =>
    fake.state.get(kind)?.set(id, { id, ...fields })
  for (const id of ['11', '12']) put('surveys', id, { title: `Survey ${id}` })
  put('contacts', '21', { email: 'ada@example.com', first_name: 'Ada I.', status: 'optout' })
  put('contacts', '22', { email: 'not-ada@example.com', first_name: 'Ada' })
  put('recipients', '31', { collector_id: '41', email: adaMail, first_name: 'Ada II.' })
  put('recipients', '32', { collector_id: '41', email: 'not-ada@example.com' })
  const first = { survey_id: '11', collector_id: '41' }
  put('responses', '51', { ...first, recipient_id: '31', pages: ['Likes it.'] })
  put('responses', '52', { ...first, recipient_id: '32', pages: ['Hates it.'] })
  const second = { survey_id: '12', collector_id: '42', recipient_id: '0' }
  put('responses', '53', { ...second, pages: ['By a link.'] })
  put('responses', '54', { ...second, pages: ['By the same link.'] })
  const identifiers = knownBy('email', adaMail).identifiers
  const byLink = { object: 'response', id: '53', within: { collector: '42' } }
  const within = (object: string, id: string, where: Readonly<Record<string, string>>) =>
    ({ target: { object, id, within: where }, action: 'erase', expected: 'erased' }) as const
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        { identifiers, references: [byLink] },
        {
          identifiers: knownBy('email', 'ada@EXAMPLE.com').identifiers,
          references: [{ ...byLink, within: { survey: '12', collector: '42' } }],
        },
        {
          identifiers,
          references: [
            byLink,
            { object: 'recipient', id: '31', within: { collector: '41' } },
            { object: 'response', id: '51', within: { survey: '11' } },
          ],
        },
      ],
      goes: ['Ada I.', 'Ada II.', 'Likes it.', 'By a link.'],
      others: ['not-ada@example.com', 'Hates it.', 'By the same link.', 'Survey 12'],
      strangers: [
        knownBy('email', 'a@example.com'),
        knownBy('email', 'ada@example.com&status=active'),
        knownBy('email', '@'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '53'),
        knownAs('response', '53'),
        knownAs('recipient', '31'),
        knownAs('contact', '../surveys'),
        {
          identifiers: [],
          references: [
            { object: 'response', id: '53', within: { survey: '11' } },
            { object: 'response', id: '', within: { survey: '12' } },
            { object: 'response', id: '53/details', within: { survey: '12' } },
            { object: 'response', id: '53', within: { survey: '../surveys/12' } },
            { object: 'survey', id: '12' },
          ],
        },
      ],
      gone: [
        within('contact', '99', {}),
        within('recipient', '99', { collector: '41' }),
        within('response', '99', { survey: '11' }),
        within('response', '54', { survey: '11' }),
      ],
      outcomes: { contact: 'erased', recipient: 'erased', response: 'erased' } as const,
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: surveyMonkey,
  settings,
  checkedBy: {},
  start,
} satisfies ErasureScene
