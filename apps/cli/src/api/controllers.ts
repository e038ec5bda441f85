import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** An organisation that answers for personal data. */
export interface Controller {
  readonly id: string
  readonly did: string
  readonly name: string
  readonly phoneRegion: string | null
  readonly lawProfiles: readonly string[]
  readonly timezone: string
  readonly holidayCalendar: string | null
  readonly status: string
  readonly createdAt: string
}

/** A new controller. */
export interface NewController {
  readonly name: string
  readonly phoneRegion?: string
  /** Those that it has already, to be taken over. */
  readonly did?: string
  readonly dxKey?: string
}

const fields = 'id did name phoneRegion lawProfiles timezone holidayCalendar status createdAt'

/** The controllers that the key may see. */
export async function listControllers(api: Api): Promise<readonly Controller[]> {
  return await allPages(async after => {
    const { dataControllers } = await api.run<{ dataControllers: Page<Controller> }>(
      `query ($after: String) { dataControllers(first: 100, after: $after) { nodes { ${fields} } ${pageInfo} } }`,
      { after },
    )
    return dataControllers
  })
}

/** Makes a controller; its DX Key is shown here only. */
export async function createController(
  api: Api,
  input: NewController,
): Promise<{ readonly dataController: Controller; readonly dxKey: string }> {
  const { createDataController } = await api.run<{
    createDataController: { dataController: Controller; dxKey: string }
  }>(
    `mutation ($name: String!, $phoneRegion: String, $did: String, $dxKey: String) {
      createDataController(input: { name: $name, phoneRegion: $phoneRegion, did: $did, dxKey: $dxKey }) {
        dataController { ${fields} } dxKey
      }
    }`,
    { ...input },
  )
  return createDataController
}

/** What changes of a controller. */
export interface ControllerChanges {
  readonly lawProfiles?: readonly string[]
  readonly timezone?: string
  /** Empty: no holidays. */
  readonly holidayCalendar?: string
}

/** Changes by what a controller's deadlines are made. */
export async function updateController(
  api: Api,
  id: string,
  changes: ControllerChanges,
): Promise<Controller> {
  const { updateDataController } = await api.run<{
    updateDataController: { readonly dataController: Controller }
  }>(
    `mutation ($input: UpdateDataControllerInput!) {
      updateDataController(input: $input) { dataController { ${fields} } }
    }`,
    { input: { id, ...changes } },
  )
  return updateDataController.dataController
}
