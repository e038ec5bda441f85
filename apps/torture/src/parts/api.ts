/** Asks the GraphQL API of a server as its owner. @throws {Error} with what it refused */
export async function ask<T>(
  origin: string,
  adminKey: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const reply = await fetch(`${origin}/api/v1/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await reply.json()) as { data?: T | null; errors?: unknown }
  if (data == null || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return data
}
