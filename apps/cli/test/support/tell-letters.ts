import type { TestServer } from './test-server.ts'

/** What `letters-adapter` is told. */
export interface LettersCall {
  readonly id: string
  readonly member: { readonly id: string; readonly email: string }
  readonly says?: readonly {
    readonly channel: string
    readonly purpose: string
    readonly state: 'granted' | 'withdrawn'
  }[]
}

/** Makes an organisation that is connected to the platform of `letters-adapter`, which calls. */
export async function tellLetters(
  { json, url }: TestServer,
  calls: readonly LettersCall[],
): Promise<{ readonly controller: string; readonly integration: string }> {
  const { dataController } = await json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  const { webhookUrl, integration } = await json<{
    webhookUrl: string
    integration: { id: string }
  }>(['integrations', 'add', 'letters', '--controller', controller])
  const { pathname, search } = new URL(webhookUrl)
  for (const call of calls) {
    const reply = await fetch(new URL(pathname + search, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call),
    })
    if (reply.status !== 200) throw new Error(`answered ${reply.status}`)
  }
  return { controller, integration: integration.id }
}
