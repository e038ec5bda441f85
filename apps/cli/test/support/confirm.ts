import type { TestServer } from './test-server.ts'

/** Says who it is that asks, and that it was checked. */
export async function confirm({ json }: Pick<TestServer, 'json'>, id: string): Promise<void> {
  const { dataSubject } = await json<{ dataSubject: { id: string } }>(['requests', 'show', id])
  await json(['requests', 'confirm', id, dataSubject.id])
  await json(['requests', 'check', id, '--method', 'document', '--level', 'high'])
}
