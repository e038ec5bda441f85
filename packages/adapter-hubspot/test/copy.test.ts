import adapter from '@conduit/adapter-hubspot'
import type { IntegrationAdapter } from '@conduit/core'
import { accessTo, exportSuite, knownBy } from '@conduit/testing'
import { test } from 'tap'
import { fakeAccount, letters, referenceTo, settings } from './fake-account.ts'

/** As a server has it, which knows no settings. */
const hubspot: IntegrationAdapter = adapter
const adaMail = 'Ada@example.com'

/** Ada with all that hangs on a contact, somebody else, and somebody who was deleted. */
async function start() {
  const account = await fakeAccount()
  const { crm, communicationPreferences } = account.client
  await account.client.apiRequest({
    ...{ method: 'POST', path: '/crm/v3/properties/contacts' },
    body: {
      ...{ name: 'favourite_yarn', label: 'Favourite yarn', groupName: 'contactinformation' },
      ...{ type: 'string', fieldType: 'text' },
    },
  })
  const ada = await account.contact({
    ...{ email: adaMail, firstname: 'Ada', lastname: 'Sample', phone: '+1 (202) 555-0101' },
    ...{
      favourite_yarn: 'Blue merino',
      hs_additional_emails: 'ada.two@example.com;a3@example.com',
    },
  })
  for (let number = 0; number < 103; number++) {
    await account.hang(ada, 'notes', { hs_note_body: `Note ${number}.` })
  }
  await account.hang(ada, 'tickets', { subject: 'Parcel', content: 'Ada’s parcel is lost' })
  await account.hang(ada, 'deals', { dealname: 'Ada’s loom' })
  await communicationPreferences.statusApi.subscribe({
    ...{ emailAddress: 'ada@example.com', subscriptionId: `${letters}` },
    legalBasisExplanation: 'Ada asked for it at the fair',
  })
  const { list } = await crm.lists.listsApi.create({
    ...{ name: 'Knitters', objectTypeId: '0-1', processingType: 'MANUAL' },
  })
  await crm.lists.membershipsApi.add(list.listId, [ada])
  // No API makes a conversation.
  const { threads } = account.fake.state
  const texts = Array.from({ length: 103 }, (_, at) => `Message ${at}.`)
  threads.set('31', { associatedContactId: ada, status: 'OPEN', texts })
  threads.set('32', { associatedContactId: ada, status: 'CLOSED', texts: ['Where is my parcel?'] })
  const bo = await account.contact({
    email: 'bo@example.com',
    lastname: 'Other',
    phone: '555-0101',
  })
  await account.hang(bo, 'notes', { hs_note_body: 'Bo’s note' })
  threads.set('33', { associatedContactId: bo, status: 'OPEN', texts: ['Bo’s message'] })
  const gone = await account.contact({ email: 'gone@example.com', lastname: 'Gone' })
  await crm.contacts.basicApi.archive(gone)
  return {
    ...account,
    ada,
    get state() {
      return account.state
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada.two@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', `contact:${ada}`),
        { identifiers: [], references: [referenceTo(ada)] },
        { ...knownBy('email', adaMail), references: [referenceTo(ada)] },
      ],
      holds: [
        ...['ada@example.com', 'ada.two@example.com', 'Ada', 'Sample', '+1 (202) 555-0101'],
        ...['Blue merino', 'Note 0.', 'Note 102.', 'Ada’s parcel is lost', 'Ada’s loom'],
        ...['Ada asked for it at the fair', list.listId],
        ...['Message 0.', 'Message 102.', 'Where is my parcel?'],
      ],
      lacks: ['bo@example.com', 'Other', 'Bo’s'],
      strangers: [
        knownBy('email', 'ada@example.org'),
        knownBy('email', 'two@example.com'),
        knownBy('email', 'gone@example.com'),
        knownBy('email', 'a3@example.com;ada@example.com'),
        knownBy('email', '*'),
        knownBy('phone', '5550101'),
        knownBy('phone', '+445550101'),
        knownBy('account_id', ada),
        knownBy('account_id', `contact:${ada}/../1`),
        { identifiers: [], references: [{ object: 'contact', id: `${ada}?archived=true` }] },
        { identifiers: [], references: [{ object: 'deal', id: ada }] },
      ],
      gone: [
        referenceTo(gone),
        referenceTo('17'),
        referenceTo('../properties/contacts'),
        { object: 'deal', id: '17' },
      ],
    },
  }
}

test('copies of what HubSpot holds', t => exportSuite(t, { adapter: hubspot, settings, start }))

test('a scope that is missing is told behind all that may be read', async t => {
  const { fake, platform, ada } = await start()
  t.teardown(() => platform.close())
  const read = async () => {
    const { own, platform: way } = await accessTo({ adapter: hubspot, settings }, platform)
    const objects = new Set<string>()
    try {
      for await (const { object } of hubspot.export?.read(referenceTo(ada), own, way) ?? [])
        objects.add(object)
    } catch (error) {
      return { objects: [...objects], error }
    }
    return { objects: [...objects], error: null }
  }
  const whole = await read()
  t.equal(whole.error, null)
  for (const [scope = '', ...lacking] of [
    ['communication_preferences.read_write', 'statuses', 'unsubscribe-all'],
    ['crm.lists.read', 'memberships'],
    ['conversations.read', 'threads', 'messages'],
    ['crm.objects.deals.read', 'deal'],
    ['tickets', 'ticket'],
  ]) {
    fake.scopes.delete(scope)
    const { objects, error } = await read()
    t.match(error, { code: 'auth_failed', status: 403 }, scope)
    const others = whole.objects.filter(each => !lacking.includes(each))
    t.strictSame(objects, others, scope)
    fake.scopes.add(scope)
  }
})
