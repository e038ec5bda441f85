import type { TestApp } from './test-app.ts'

/** A controller, as the API shows it when it is made. */
export interface MadeController {
  readonly id: string
  readonly did: string
  readonly dxKey: string
  readonly dxKeyId: string
}

/** Makes a data controller through the API. */
export async function makeController(app: TestApp): Promise<MadeController> {
  const { data } = await app.graph(
    'mutation { createDataController(input: { name: "Example Ltd", phoneRegion: "US" }) { dxKey dxKeyId dataController { id did } } }',
  )
  const { dataController, dxKey, dxKeyId } = (
    data as never as {
      createDataController: {
        dataController: { id: string; did: string }
        dxKey: string
        dxKeyId: string
      }
    }
  ).createDataController
  return { ...dataController, dxKey, dxKeyId }
}

/** Connects a controller to the invented platform. */
export async function connectLoyalty(app: TestApp, dataControllerId: string, settings: object) {
  const { data, errors } = await app.graph(
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } webhookUrl pollUrl } }',
    {
      input: {
        dataControllerId,
        adapter: 'loyalty',
        settings: { apiKey: 'long enough', ...settings },
      },
    },
  )
  if (data === null) throw new Error(`not added: ${JSON.stringify(errors)}`)
  const { integration, webhookUrl, pollUrl } = (
    data as never as {
      addIntegration: { integration: { id: string }; webhookUrl: string; pollUrl: string }
    }
  ).addIntegration
  return {
    id: integration.id,
    webhookUrl,
    pollUrl,
    path: webhookUrl.slice('https://hooks.example.com'.length),
  }
}
