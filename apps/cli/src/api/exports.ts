import type { Api } from './api-client.ts'

/** A copy of a person's data. */
export interface ShownExport {
  readonly id: string
  readonly status: string
  readonly reason: string | null
  readonly createdAt: string
  readonly readyAt: string | null
  readonly expiresAt: string | null
  readonly bytes: number
  readonly downloads: number
  readonly sources: readonly {
    readonly integration: { readonly id: string; readonly adapter: string; readonly label: string }
    readonly outcome: string
    readonly reason: string | null
    readonly documents: number
    readonly documentsLeftOut: number
    readonly records: number
    readonly recordsLeftOut: number
  }[]
}

/** An identifier of the person that is not proven by the request. */
export interface UnprovenIdentifier {
  readonly id: string
  readonly category: string
  readonly isProven: boolean
  readonly integration: { readonly id: string; readonly adapter: string }
}

const shown = `id status reason createdAt readyAt expiresAt bytes downloads sources {
  integration { id adapter label } outcome reason documents documentsLeftOut records recordsLeftOut }`

/** The identifiers of who asks that a copy leaves out unless somebody says yes to them; null: no such request. */
export async function unprovenIdentifiers(
  api: Api,
  requestId: string,
): Promise<readonly UnprovenIdentifier[] | null> {
  const { dataSubjectRequest } = await api.run<{
    dataSubjectRequest: {
      readonly exportPlan: { readonly identifiers: readonly UnprovenIdentifier[] }
    } | null
  }>(
    `query ($id: ID!) {
      dataSubjectRequest(id: $id) {
        exportPlan { identifiers { id category isProven integration { id adapter } } }
      }
    }`,
    { id: requestId },
  )
  const identifiers = dataSubjectRequest?.exportPlan.identifiers ?? null
  return identifiers?.filter(({ isProven }) => !isProven) ?? null
}

/** Begins a copy. */
export async function createExport(
  api: Api,
  requestId: string,
  identifiers: readonly string[],
): Promise<ShownExport> {
  const { createDataExport } = await api.run<{
    createDataExport: { readonly dataExport: ShownExport }
  }>(
    `mutation ($input: CreateDataExportInput!) {
      createDataExport(input: $input) { dataExport { ${shown} } }
    }`,
    { input: { requestId, identifiers } },
  )
  return createDataExport.dataExport
}

/** How a copy stands. */
export async function showExport(api: Api, id: string): Promise<ShownExport> {
  const { dataExport } = await api.run<{ dataExport: ShownExport }>(
    `query ($id: ID!) { dataExport(id: $id) { ${shown} } }`,
    { id },
  )
  return dataExport
}

/** A link to the copy that was made last for a request. */
export interface CreatedLink {
  readonly url: string
  readonly dataExport: { readonly id: string; readonly expiresAt: string }
}

/** Makes the link to the newest copy of a request; null: it has none. */
export async function createExportLink(api: Api, requestId: string): Promise<CreatedLink | null> {
  const { dataSubjectRequest } = await api.run<{
    dataSubjectRequest: { readonly dataExports: readonly { readonly id: string }[] } | null
  }>('query ($id: ID!) { dataSubjectRequest(id: $id) { dataExports(first: 1) { id } } }', {
    id: requestId,
  })
  const id = dataSubjectRequest?.dataExports[0]?.id
  if (id === undefined) return null
  const { createDataExportLink } = await api.run<{ createDataExportLink: CreatedLink }>(
    'mutation ($id: ID!) { createDataExportLink(id: $id) { url dataExport { id expiresAt } } }',
    { id },
  )
  return createDataExportLink
}
