import salesforce from '@conduit/adapter-salesforce'
import { fakeSalesforce } from '@conduit/fake-platforms/salesforce'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import jsforce from 'jsforce'

export const settings = {
  organizationId: '00D5g000004KxQzEAK',
  instanceUrl: 'https://sample.my.salesforce.com',
  clientId: 'an-app',
  clientSecret: 'the-secret-of-the-app',
}
const adaMail = String.raw`Ada.O'N\eil@example.com`

/** An organisation, and the community's client that fills it. */
export async function connect() {
  const fake = fakeSalesforce()
  const platform = await statefulPlatform(fake.answer)
  const client = new jsforce.Connection({
    ...{ instanceUrl: platform.origin, accessToken: 'a-token', version: '64.0' },
  })
  const create = async (object: string, fields: Readonly<Record<string, unknown>>) => {
    const made = await client.sobject(object).create(fields)
    return made.id ?? ''
  }
  /** For good. */
  const destroy = async (object: string, id: string) => {
    await client.sobject(object).delete(id)
    await client.soap.emptyRecycleBin([id])
    fake.settle()
  }
  const held = () => [...fake.state].map(([name, records]) => [name, [...records]])
  return { fake, platform, client, create, destroy, held }
}

export const target = (object: string, id: string) =>
  ({ target: { object, id }, action: 'erase', expected: 'erased' }) as const

/** A contact with her individual, somebody of the same name, and a contact that was purged. */
async function start() {
  const { fake, platform, create, destroy, held } = await connect()
  const IndividualId = await create('Individual', { LastName: 'Individual of Ada' })
  const contact = await create('Contact', {
    ...{ FirstName: 'Ada', LastName: 'O’Neil', Email: adaMail, Phone: '+1 (202) 555-0101' },
    ...{ MailingStreet: '1 Sample Street', IndividualId },
  })
  await create('Contact', { FirstName: 'Ada', LastName: 'O’Neil', Email: 'bo@example.com' })
  await create('Task', { WhoId: contact, Subject: 'Call her.' })
  const gone = await create('Contact', { LastName: 'Gone', Email: 'gone@example.com' })
  await destroy('Contact', gone)
  const company = await create('Account', { Name: 'A company.' })
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', contact),
        knownAs('Contact', contact.slice(0, 15)),
        {
          identifiers: knownBy('email', adaMail).identifiers,
          references: [{ object: 'Individual', id: IndividualId }],
        },
      ],
      goes: ['eil@example.com', '555-0101', '1 Sample Street', 'Individual of Ada'],
      stays: ['Call her.'],
      others: ['bo@example.com', 'O’Neil', 'A company.'],
      strangers: [
        knownBy('email', "x@example.com' OR Email LIKE '%"),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '202 555 0101'),
        knownBy('account_id', `${contact}' OR Id > '0`),
        knownAs('Contact', '../query'),
        knownAs('Contact', gone),
        knownAs('toString', contact),
      ],
      gone: [
        target('Contact', gone),
        target('Lead', '00Q5g000099zzzzAAA'),
        // What is no person is none that there is.
        target('Account', company),
      ],
      outcomes: {
        related: 'manual_required' as const,
        Contact: 'erased' as const,
        Individual: 'erased' as const,
      },
      settle: () => fake.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: salesforce,
  settings,
  checkedBy: { client: 'jsforce' },
  start,
} satisfies ErasureScene
