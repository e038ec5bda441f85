import { countStatements } from '@conduit/local-postgres'
import { test } from 'tap'
import { ask } from './support/over-http.ts'
import { connectStripe, sendSigned } from './support/stripe.ts'
import { emptyDatabase, testApp } from './support/test-app.ts'

const person = `id shortName isShortNameShared state restrictions { reason } merged { id } lastSeen
  identifiers { category token integration { id label } } activities holds { id } propagations { id }
  consents(first: 2) { purpose state sources { state } history(first: 2) { state } }
  categories { category count integration { id } } linkSuggestions(first: 2) { evidence }
  requests(first: 2) { id status possibleDuplicates { id } history(first: 2) { kind } }`

/** Each list with all that hangs on what is listed. */
const lists = {
  dataSubjects: `dataSubjects(filter: { dataControllerId: $id }, first: 12) { nodes { ${person} } }`,
  processingActivities: `processingActivities(filter: { dataControllerId: $id }, first: 20) { nodes {
    id eventType isRestricted delivery { id outcome } integration { id adapter dataController { id did } }
    dataSubjects { id shortName } fields { path category person } } }`,
  deliveries: `deliveries(filter: { dataControllerId: $id }, first: 20) { nodes {
    id outcome activities integration { id adapter } } }`,
  consents: `consents(filter: { dataControllerId: $id }, first: 20) { nodes {
    id purpose state conflict canBeTold definition { name } dataSubject { id shortName state }
    sources { state integration { id } } history(first: 2) { state integration { id } } integration { id } } }`,
  dataSubjectRequests: `dataSubjectRequests(filter: { dataControllerId: $id }, first: 12) { nodes {
    id status dataSubject { id shortName } possiblePeople { id } possibleDuplicates { id }
    history(first: 2) { kind } dataExports(first: 2) { id sources { outcome } } } }`,
} as const

/** So many people buy something, agree to letters, and ask for their data. */
async function bring(app: Awaited<ReturnType<typeof testApp>>, of: Connected, people: number[]) {
  for (const each of people) {
    const own = { email: `p${each}@example.com`, name: `P ${each}` }
    const body = JSON.stringify({
      ...{ id: `evt_${each}`, object: 'event', type: 'checkout.session.completed' },
      created: 1_793_534_400 + each,
      data: {
        object: {
          ...{ id: `cs_${each}`, object: 'checkout.session', customer: `cus_${each}` },
          ...{ customer_details: own, consent: { promotions: 'opt_in' } },
        },
      },
    })
    await sendSigned(app, of.webhook, body)
    await ask(
      app,
      `mutation($input: CreateDataSubjectRequestInput!) {
        createDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`,
      {
        input: {
          ...{ dataControllerId: of.controllerId, type: 'access', channel: 'letter' },
          identifiers: [{ category: 'email', value: own.email }],
        },
      },
    )
  }
}

type Connected = Awaited<ReturnType<typeof connectStripe>>

test('a list of many takes as many statements as one of few', async t => {
  const { database, texts } = countStatements(await emptyDatabase())
  const app = await testApp(t, { database })
  const of = await connectStripe(app)
  const counts = async () => {
    const found = new Map<string, number>()
    for (const [name, list] of Object.entries(lists)) {
      texts.length = 0
      const data = await ask<Record<string, { nodes: readonly object[] }>>(
        app,
        `query($id: ID!) { ${list} }`,
        { id: of.controllerId },
      )
      found.set(name, texts.length)
      t.ok(texts.length > 0, `${name}: ${texts.length} statements`)
      t.ok((data[name]?.nodes.length ?? 0) > 1, `${name}: ${data[name]?.nodes.length} nodes`)
    }
    return found
  }
  await bring(app, of, [1, 2])
  const few = await counts()
  await bring(app, of, [3, 4, 5, 6, 7, 8, 9])
  const many = await counts()
  t.strictSame([...many], [...few])
})
