import type { TestServer } from './test-server.ts'

/** Asks the API itself. @throws it refuses */
export async function graph<T>(
  { url, apiKey }: Pick<TestServer, 'url' | 'apiKey'>,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const reply = await fetch(`${url}/api/v1/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await reply.json()) as { data: T; errors?: unknown }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}
