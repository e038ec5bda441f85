import type { Api } from './api-client.ts'

/** Something that needs somebody. */
export interface AttentionItem {
  readonly kind: string
  readonly severity: string
  readonly count: number
}

/** What needs somebody at a controller, the worst first. */
export async function listAttention(
  api: Api,
  dataControllerId: string,
): Promise<readonly AttentionItem[]> {
  const { attention } = await api.run<{ attention: readonly AttentionItem[] }>(
    `query ($dataControllerId: ID!) {
      attention(dataControllerId: $dataControllerId) { kind severity count }
    }`,
    { dataControllerId },
  )
  return attention
}
