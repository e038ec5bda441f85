import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** An identifier of which nothing is recorded any more. */
export interface Suppression {
  readonly id: string
  readonly category: string
  readonly token: string
  readonly group: string
  readonly reason: string
  readonly createdAt: string
  readonly effectiveFrom: string
  readonly expiresAt: string | null
  readonly hits: number
  readonly lastHitAt: string | null
  readonly reviewSince: string | null
}

const suppression =
  'id category token group reason createdAt effectiveFrom expiresAt hits lastHitAt reviewSince'

/** The suppressed identifiers of a controller, what was added last first. */
export async function listSuppressions(
  api: Api,
  filter: { readonly dataControllerId: string; readonly isToReview?: boolean | undefined },
): Promise<readonly Suppression[]> {
  return await allPages(async after => {
    const { suppressions } = await api.run<{ suppressions: Page<Suppression> }>(
      `query ($filter: SuppressionFilter!, $after: String) {
        suppressions(filter: $filter, first: 100, after: $after) {
          nodes { ${suppression} } ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return suppressions
  })
}

/** Somebody to be suppressed. The server hashes what names the person and does not keep it. */
export interface NewSuppression {
  readonly dataControllerId: string
  readonly identifiers: readonly Pick<ImportedSuppression, 'category' | 'value' | 'integrationId'>[]
  readonly reason: string
  /** ISO 8601. */
  readonly expiresAt?: string | undefined
}

/** Suppresses a person; its entries as they stand on the list. */
export async function addSuppression(
  api: Api,
  input: NewSuppression,
): Promise<readonly Suppression[]> {
  const { addSuppression: added } = await api.run<{
    addSuppression: { readonly suppressions: readonly Suppression[] }
  }>(
    `mutation ($input: AddSuppressionInput!) {
      addSuppression(input: $input) { suppressions { ${suppression} } }
    }`,
    { input },
  )
  return added.suppressions
}

/** An identifier to be suppressed; the server hashes it and does not keep it. Times in ISO 8601. */
export interface ImportedSuppression {
  readonly category: 'email' | 'phone' | 'account_id'
  readonly value: string
  readonly integrationId?: string
  readonly effectiveFrom?: string
  readonly expiresAt?: string
}

/** How many the server takes at once. */
export const mostImported = 250

/** Suppresses many; for each why it is not on the list, null where it is. */
export async function importSuppressions(
  api: Api,
  dataControllerId: string,
  suppressions: readonly ImportedSuppression[],
  isDryRun: boolean,
): Promise<readonly (string | null)[]> {
  const { importSuppressions: answer } = await api.run<{
    importSuppressions: { readonly results: readonly { readonly detail: string | null }[] }
  }>(
    `mutation ($input: ImportSuppressionsInput!) {
      importSuppressions(input: $input) { results { detail } }
    }`,
    { input: { dataControllerId, isDryRun, suppressions } },
  )
  return answer.results.map(({ detail }) => detail)
}

/** Takes an entry from the list, with those that were suppressed together with it. */
export async function liftSuppression(api: Api, id: string): Promise<void> {
  await api.run('mutation ($id: ID!) { liftSuppression(id: $id) { id } }', { id })
}

/** Says that an entry stays although its person seems to have come back. */
export async function keepSuppression(api: Api, id: string): Promise<void> {
  await api.run('mutation ($id: ID!) { keepSuppression(id: $id) { id } }', { id })
}
