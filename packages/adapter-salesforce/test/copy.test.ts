import salesforce from '@conduit/adapter-salesforce'
import { fakeSalesforce } from '@conduit/fake-platforms/salesforce'
import { accessTo, exportSuite, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import jsforce from 'jsforce'
import { test } from 'tap'

const settings = {
  organizationId: '00D5g000004KxQzEAK',
  instanceUrl: 'https://sample.my.salesforce.com',
  clientId: 'an-app',
  clientSecret: 'the-secret-of-the-app',
}
const adaMail = String.raw`Ada.O'N\eil@example.com`
const number = '+1 (202) 555-0101'

type Options = NonNullable<Parameters<typeof fakeSalesforce>[0]>

/** An organisation, and the community's client that fills it. */
async function connect(options: Options = {}) {
  const fake = fakeSalesforce(options)
  const platform = await statefulPlatform(fake.answer)
  const client = new jsforce.Connection({
    ...{ instanceUrl: platform.origin, accessToken: 'a-token', version: '64.0' },
  })
  const create = async (object: string, fields: Readonly<Record<string, unknown>>) => {
    const made = await client.sobject(object).create(fields)
    return made.id ?? ''
  }
  const held = () => [...fake.state].map(([name, records]) => [name, [...records]])
  return { platform, create, held }
}

/** A contact with more tasks than a page and a batch hold, and somebody who looks alike. */
async function startContact(options: Options = {}) {
  const { platform, create, held } = await connect(options)
  const isPlain = options.isPlain === true
  const IndividualId = isPlain
    ? undefined
    : await create('Individual', { LastName: 'Individual O.' })
  const contact = await create('Contact', {
    ...{ FirstName: 'Ada', LastName: 'O’Neil', Email: adaMail, Phone: number, IndividualId },
    ...{ MailingStreet: '1 Sample Street', Favourite__c: 'Violets.' },
  })
  const bo = await create('Contact', {
    LastName: 'Bo',
    Email: 'bo@example.com',
    Phone: '2025550101',
  })
  const ParentId = await create('Case', { ContactId: contact, Subject: 'Case of Ada.' })
  await create('CaseComment', { ParentId, CommentBody: 'Ada was called.' })
  await create('Case', { ContactId: bo, Subject: 'Case of Bo.', SuppliedEmail: adaMail })
  for (let each = 0; each < 201; each++) {
    await create('Task', { WhoId: contact, Subject: `Task ${each}.` })
  }
  await create('Task', { WhoId: bo, Subject: 'Task of Bo.' })
  await create('CampaignMember', { ContactId: contact, Status: 'Came along.' })
  await create('OpportunityContactRole', { ContactId: contact, Role: 'Decides.' })
  await create('Note', { ParentId: contact, Body: 'Note of Ada.' })
  await create('ContentVersion', { FirstPublishLocationId: contact, Title: 'File of Ada.' })
  await create('ContentVersion', { FirstPublishLocationId: bo, Title: 'File of Bo.' })
  if (!isPlain) {
    for (let each = 0; each < 26; each++) {
      await create('EmailMessage', { ParentId, TextBody: `Mail ${each} of the case.` })
    }
    const EmailMessageId = await create('EmailMessage', { TextBody: 'Mail to Ada.' })
    await create('EmailMessageRelation', { EmailMessageId, RelationId: contact })
    await create('Order', { ShipToContactId: contact, Description: 'Sent to Ada.' })
    await create('Order', { ShipToContactId: bo, Description: 'Sent to Bo.' })
    const ContactPointId = await create('ContactPointEmail', {
      ...{ ParentId: IndividualId, EmailAddress: 'second@example.com' },
    })
    await create('CommSubscriptionConsent', { ContactPointId, Name: 'Letters to the second.' })
    await create('CommSubscriptionConsent', { ConsentGiverId: contact, Name: 'Letters.' })
    await create('ContactPointConsent', { ContactPointId, Name: 'To the second.' })
    await create('ContactPointTypeConsent', { PartyId: IndividualId, Name: 'Any e-mail.' })
  }
  const company = await create('Account', { Name: 'Company.', Phone: number })
  return {
    ...{ platform, contact },
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        knownBy('phone', '+12025550101'),
        knownBy('phone', '001 202 555 0101'),
        knownBy('account_id', contact),
        knownAs('Contact', contact),
        {
          identifiers: knownBy('email', adaMail).identifiers,
          references: [{ object: 'Contact', id: contact.slice(0, 15) }],
        },
      ],
      holds: [
        ...[adaMail, number, '1 Sample Street', 'Violets.', 'Case of Ada.', 'Ada was called.'],
        ...['Task 0.', 'Task 150.', 'Task 199.', 'Task 200.', 'Came along.', 'Decides.'],
        ...['Note of Ada.', 'File of Ada.'],
        ...(isPlain
          ? []
          : [
              'Individual O.',
              'Mail 0 of the case.',
              'Mail 25 of the case.',
              'Mail to Ada.',
              'Sent to Ada.',
            ]),
        ...(isPlain
          ? []
          : [
              'second@example.com',
              'To the second.',
              'Any e-mail.',
              'Letters to the second.',
              'Letters.',
            ]),
      ],
      lacks: ['bo@example.com', 'of Bo.', 'to Bo.', 'Company.'],
      strangers: [
        knownBy('email', 'neil@example.com'),
        knownBy('email', "x@example.com' OR Email LIKE '%"),
        knownBy('email', "x@example.com'OR(Email>'"),
        knownBy('email', String.raw`x@example.com\'OR(Email>'`),
        knownBy('email', '%@example.com'),
        knownBy('email', String.raw`Ada_O'N\eil@example.com`),
        knownBy('phone', '202 555 0101'),
        knownBy('phone', '+2025550101'),
        knownBy('phone', "+12025550101%' OR Phone LIKE '%"),
        knownBy('account_id', company),
        knownBy('account_id', `${contact}' OR Id > '0`),
        knownBy('account_id', `${contact}/Cases`),
        knownAs('Contact', '../query'),
        knownAs('Account', company),
        knownAs('Opportunity', contact),
        knownAs('toString', contact),
      ],
      gone: [
        { object: 'Contact', id: '0035g000099zzzzAAA' },
        { object: 'Account', id: company },
        { object: 'Contact', id: `${contact}/Cases` },
      ],
    },
  }
}

test('copies of a contact', t =>
  exportSuite(t, { adapter: salesforce, settings, start: () => startContact() }))

test('copies of an organisation that has little switched on', t =>
  exportSuite(t, {
    ...{ adapter: salesforce, settings },
    start: () => startContact({ isPlain: true }),
  }))

/** A person account with the contact beside it. */
async function startPersonAccount() {
  const { platform, create, held } = await connect()
  const account = await create('Account', {
    ...{ FirstName: 'Ada', LastName: 'Sample', PersonEmail: 'ada@example.com' },
    PersonMobilePhone: '+44 20 7946 0101',
  })
  const company = await create('Account', { Name: 'Company.' })
  await create('Opportunity', { AccountId: account, Name: 'Deal of Ada.' })
  await create('Opportunity', { AccountId: company, Name: 'Deal of others.' })
  await create('Contract', { AccountId: account, SpecialTerms: 'Terms for Ada.' })
  await create('Event', { WhatId: account, Location: 'At Ada’s.' })
  const contact = held()
    .flat(2)
    .find(each => String(each).startsWith('003'))
  const WhoId = String(contact).slice(0, 18)
  await create('Task', { WhoId, Subject: 'Call Ada.' })
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', 'ADA@example.com'),
        knownBy('phone', '+442079460101'),
        knownBy('account_id', account.slice(0, 15)),
        knownAs('Account', account),
      ],
      holds: [
        ...['Sample', 'ada@example.com', '+44 20 7946 0101', 'Deal of Ada.', 'Terms for Ada.'],
        ...['At Ada’s.', 'Call Ada.'],
      ],
      lacks: ['Company.', 'Deal of others.'],
      strangers: [knownBy('account_id', company), knownBy('email', 'da@example.com')],
      gone: [{ object: 'Account', id: company }],
    },
  }
}

test('copies of a person account', t =>
  exportSuite(t, { adapter: salesforce, settings, start: startPersonAccount }))

/** A lead, and a case of the same address that nobody has assigned. */
async function startLead() {
  const { platform, create, held } = await connect()
  const lead = await create('Lead', {
    ...{ LastName: 'Sample', Company: 'Ada’s', Email: 'ada@example.com' },
    MobilePhone: '+12025550101',
  })
  await create('CampaignMember', { LeadId: lead, Status: 'Asked for more.' })
  await create('Event', { WhoId: lead, Subject: 'Visit of Ada.' })
  const endUser = await create('MessagingEndUser', { LeadId: lead, MessagingPlatformKey: 'key-1' })
  const open = await create('Case', { SuppliedEmail: 'Ada@example.com', Subject: 'By a form.' })
  await create('CaseComment', { ParentId: open, CommentBody: 'Of the form.' })
  await create('MessagingSession', { MessagingEndUserId: endUser, Name: 'Chat of Ada.' })
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        {
          identifiers: knownBy('email', 'ada@example.com').identifiers,
          references: [{ object: 'MessagingEndUser', id: endUser }],
        },
      ],
      holds: [
        ...['Sample', 'Asked for more.', 'Visit of Ada.', 'key-1', 'By a form.', 'Of the form.'],
        'Chat of Ada.',
      ],
      lacks: [],
      strangers: [knownBy('account_id', endUser)],
      gone: [{ object: 'Lead', id: '00Q5g000099zzzzAAA' }],
    },
  }
}

test('copies of a lead', t => exportSuite(t, { adapter: salesforce, settings, start: startLead }))

test('of records with long texts few are read at once', async t => {
  const { platform, contact } = await startContact()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: salesforce, settings }, platform)
  const own = { settings, state: {} }
  const target = { object: 'Contact', id: contact }
  for await (const { object, content } of salesforce.export?.read(target, own, access.platform) ??
    [])
    if (object === 'EmailMessage') t.ok(Object(content).records.length <= 25)
})

test('what the user may not read is told, behind all that it may', async t => {
  const { platform, contact } = await startContact({ hidden: ['Case', 'Individual'] })
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: salesforce, settings }, platform)
  const target = { object: 'Contact', id: contact }
  const objects = new Set<string>()
  const reading = async () => {
    const own = { settings, state: {} }
    for await (const { object } of salesforce.export?.read(target, own, access.platform) ?? [])
      objects.add(object)
  }
  await t.rejects(reading(), { code: 'auth_failed', status: 403 })
  t.ok(objects.has('Task') && objects.has('Order'), 'the others are in the copy')
  t.notOk(objects.has('Case'))
})
