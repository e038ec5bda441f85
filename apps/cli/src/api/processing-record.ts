import type { Api } from './api-client.ts'

/** The record of processing as a document, which the server writes. */
export async function exportRecord(
  api: Api,
  dataControllerId: string,
  as: 'CONTROLLER' | 'PROCESSOR',
  format: 'csv' | 'jsonLd',
): Promise<unknown> {
  const { articleThirtyRecord } = await api.run<{
    articleThirtyRecord: Readonly<Record<string, unknown>>
  }>(
    `query ($dataControllerId: ID!, $as: RecordRole!) {
      articleThirtyRecord(dataControllerId: $dataControllerId, as: $as) { ${format} }
    }`,
    { dataControllerId, as },
  )
  return articleThirtyRecord[format]
}
