import type { Api } from './api-client.ts'

/** That an organisation leaves, and how far that is. */
export interface Offboarding {
  readonly dataControllerId: string
  readonly state: string
  readonly requestedAt: string
  readonly graceDays: number
  readonly exportedAt: string | null
  readonly notBefore: string | null
  readonly waitsFor: string | null
  readonly finishedAt: string | null
  readonly deleted: readonly { readonly table: string; readonly count: number }[]
}

/** What was taken away. */
export interface TakenExport {
  readonly kind: string
  readonly sha256: string
}

const fields = `dataControllerId state requestedAt graceDays exportedAt notBefore waitsFor finishedAt
  deleted { table count }`

/** How far it is; null: the organisation was never to leave. */
export async function showOffboarding(
  api: Api,
  dataControllerId: string,
): Promise<Offboarding | null> {
  const { offboarding } = await api.run<{ offboarding: Offboarding | null }>(
    `query ($dataControllerId: ID!) { offboarding(dataControllerId: $dataControllerId) { ${fields} } }`,
    { dataControllerId },
  )
  return offboarding
}

/** Begins it. */
export async function offboardController(
  api: Api,
  input: { readonly dataControllerId: string; readonly graceDays?: number },
): Promise<Offboarding> {
  const { offboardDataController } = await api.run<{
    offboardDataController: { readonly offboarding: Offboarding }
  }>(
    `mutation ($input: OffboardDataControllerInput!) {
      offboardDataController(input: $input) { offboarding { ${fields} } } }`,
    { input },
  )
  return offboardDataController.offboarding
}

/** Says what was taken away: from then on the time runs. */
export async function confirmOffboardingExports(
  api: Api,
  dataControllerId: string,
  exports: readonly TakenExport[],
): Promise<Offboarding> {
  const { confirmOffboardingExports: confirmed } = await api.run<{
    confirmOffboardingExports: { readonly offboarding: Offboarding }
  }>(
    `mutation ($input: ConfirmOffboardingExportsInput!) {
      confirmOffboardingExports(input: $input) { offboarding { ${fields} } } }`,
    { input: { dataControllerId, exports } },
  )
  return confirmed.offboarding
}

/** Calls it off. */
export async function cancelOffboarding(api: Api, dataControllerId: string): Promise<Offboarding> {
  const { cancelOffboarding: cancelled } = await api.run<{
    cancelOffboarding: { readonly offboarding: Offboarding }
  }>(
    `mutation ($dataControllerId: ID!) {
      cancelOffboarding(dataControllerId: $dataControllerId) { offboarding { ${fields} } } }`,
    { dataControllerId },
  )
  return cancelled.offboarding
}
