import { test } from 'tap'
import { makeController } from './support/controllers.ts'
import { ask } from './support/over-http.ts'
import { testApp } from './support/test-app.ts'

const adding = `mutation($input: AddIntegrationInput!) {
  addIntegration(input: $input) { integration { id status missing } } }`
const updating = `mutation($input: UpdateIntegrationInput!) {
  updateIntegration(input: $input) { integration { id } } }`
const own = {
  signingSecret: 'a-verifier-token-of-ours-0001',
  previousSigningSecrets: ['a-verifier-token-of-ours-0000'],
}

test('a secret is refused that nothing would ever be verified with', async t => {
  const app = await testApp(t, { only: ['quickbooks', 'xero', 'shopify'] })
  const { id: dataControllerId } = await makeController(app)
  const refused = async (document: string, input: object) => {
    const { errors } = await app.graph(document, { input })
    return errors.flatMap(({ extensions }) => (extensions.errors ?? []).map(each => each.pointer))
  }
  const quickbooks = { dataControllerId, adapter: 'quickbooks' }
  const realmId = '9130347798120106'
  const pointers = [/\/settings\/signingSecret$/, /\/settings\/previousSigningSecrets$/]
  t.match(await refused(adding, { ...quickbooks, settings: { realmId, ...own } }), pointers)

  const { addIntegration } = await ask<{
    addIntegration: { integration: { id: string } }
  }>(app, adding, { input: { ...quickbooks, settings: { realmId } } })
  const { integration } = addIntegration
  t.match(integration, { status: 'pending', missing: ['signingSecret'] }, 'it waits for the server')
  t.match(await refused(updating, { id: integration.id, settings: own }), pointers)

  for (const [adapter, settings] of [
    ['xero', { tenantIds: ['3f2c7c1e-8d0b-4a57-9b9e-6b1f3a5d7c21'] }],
    ['shopify', { shopDomains: ['fjord-and-fern-example.myshopify.com'] }],
  ] as const) {
    const input = { dataControllerId, adapter, settings: { ...settings, ...own } }
    t.match(
      await ask(app, adding, { input }),
      { addIntegration: {} },
      'its own address asks for it',
    )
  }
})
