import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** How long something is kept. */
export interface RetentionPeriod {
  /** Null: any that has no period of its own. */
  readonly integration: { readonly id: string; readonly adapter: string } | null
  readonly category: string | null
  readonly days: number
}

/** What is to be kept for how long; null: nothing is said of it any more. */
export interface RetentionSetting {
  readonly dataControllerId: string
  readonly integrationId: string | undefined
  readonly category: string | undefined
  readonly days: number | null
}

const period = 'integration { id adapter } category days'

/** The periods of a controller. */
export async function listRetention(
  api: Api,
  dataControllerId: string,
): Promise<readonly RetentionPeriod[]> {
  const { retention } = await api.run<{ retention: readonly RetentionPeriod[] }>(
    `query ($dataControllerId: ID!) { retention(dataControllerId: $dataControllerId) { ${period} } }`,
    { dataControllerId },
  )
  return retention
}

/** Says how long something is kept. @returns all periods of the controller */
export async function setRetention(
  api: Api,
  input: RetentionSetting,
): Promise<readonly RetentionPeriod[]> {
  const { setRetention: answer } = await api.run<{
    setRetention: { readonly retention: readonly RetentionPeriod[] }
  }>(
    `mutation ($input: SetRetentionInput!) { setRetention(input: $input) { retention { ${period} } } }`,
    { input },
  )
  return answer.retention
}

/** A legal hold. */
export interface Hold {
  readonly id: string
  readonly dataSubjectId: string | null
  readonly integration: { readonly id: string; readonly adapter: string } | null
  readonly basis: string
  readonly reference: string | null
  readonly isActive: boolean
  readonly startsAt: string
  readonly reviewAt: string | null
  readonly endsAt: string | null
  readonly releasedAt: string | null
}

/** A hold to be placed; times in ISO 8601. */
export interface NewHold {
  readonly dataControllerId: string
  readonly dataSubjectId: string | undefined
  readonly integrationId: string | undefined
  readonly basis: string
  readonly reference: string | undefined
  readonly reviewAt: string | undefined
  readonly endsAt: string | undefined
}

const hold = `id dataSubjectId integration { id adapter } basis reference isActive startsAt reviewAt
  endsAt releasedAt`

/** The holds of a controller, what was placed last first. */
export async function listHolds(
  api: Api,
  dataControllerId: string,
  isActive: boolean | undefined,
): Promise<readonly Hold[]> {
  return await allPages(async after => {
    const { holds } = await api.run<{ holds: Page<Hold> }>(
      `query ($dataControllerId: ID!, $isActive: Boolean, $after: String) {
        holds(dataControllerId: $dataControllerId, isActive: $isActive, first: 100, after: $after) {
          nodes { ${hold} } ${pageInfo}
        }
      }`,
      { dataControllerId, isActive, after },
    )
    return holds
  })
}

/** Places a hold. */
export async function placeHold(api: Api, input: NewHold): Promise<Hold> {
  const { placeHold: answer } = await api.run<{ placeHold: { readonly hold: Hold } }>(
    `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { hold { ${hold} } } }`,
    { input },
  )
  return answer.hold
}

/** Releases a hold. */
export async function releaseHold(api: Api, id: string): Promise<Hold> {
  const { releaseHold: answer } = await api.run<{ releaseHold: { readonly hold: Hold } }>(
    `mutation ($id: ID!) { releaseHold(id: $id) { hold { ${hold} } } }`,
    { id },
  )
  return answer.hold
}
