import type { TestServer } from './test-server.ts'

/** Says who it is that asks, and that it was checked. */
export async function confirm(
  { url, apiKey }: Pick<TestServer, 'url' | 'apiKey'>,
  id: string,
): Promise<void> {
  const run = async (query: string, variables: object) => {
    const reply = await fetch(`${url}/api/v1/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await reply.json()) as { data: object; errors?: object }
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data
  }
  const found = (await run(
    'query($id: ID!) { dataSubjectRequest(id: $id) { dataSubject { id } } }',
    { id },
  )) as { dataSubjectRequest: { dataSubject: { id: string } } }
  await run(
    `mutation($id: ID!, $person: ID!) {
      confirmRequestPerson(id: $id, dataSubjectId: $person) { dataSubjectRequest { id } }
      verifyRequestIdentity(input: { id: $id, method: document, level: high }) { dataSubjectRequest { id } } }`,
    { id, person: found.dataSubjectRequest.dataSubject.id },
  )
}
