import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** What platforms call a purpose. */
export interface PurposeMapping {
  readonly id: string
  readonly channel: string
  /** Null: whatever nothing else maps on the channel. */
  readonly platformPurpose: string | null
  /** Null: any. */
  readonly integration: { readonly id: string; readonly adapter: string } | null
}

/** What a controller asks consent for. */
export interface Purpose {
  readonly id: string
  readonly name: string
  readonly legalBasis: string
  readonly isEssential: boolean
  readonly notice: string | null
  readonly language: string | null
  readonly jurisdiction: string | null
  readonly recipients: readonly string[]
  readonly retention: string | null
  readonly withdrawalMethod: string | null
  readonly mappings: readonly PurposeMapping[]
}

/** What is said of a purpose. Left out: it stays as it is, or is empty. Null empties a text. */
export interface PurposeDefinition {
  readonly name?: string
  readonly legalBasis?: string
  readonly isEssential?: boolean
  readonly notice?: string | null
  readonly language?: string | null
  readonly jurisdiction?: string | null
  readonly recipients?: readonly string[]
  readonly retention?: string | null
  readonly withdrawalMethod?: string | null
}

/** A name of a platform that nothing maps. */
export interface UnmappedPurpose {
  readonly channel: string
  readonly platformPurpose: string
  readonly integration: { readonly id: string; readonly adapter: string }
  /** What the channel has by default. */
  readonly default: { readonly id: string; readonly name: string } | null
}

const mappingFields = 'id channel platformPurpose integration { id adapter }'
const purposeFields = `id name legalBasis isEssential notice language jurisdiction recipients retention
  withdrawalMethod mappings { ${mappingFields} }`

/** The purposes of a controller, the newest first. */
export async function listPurposes(
  api: Api,
  dataControllerId: string,
): Promise<readonly Purpose[]> {
  return await allPages(async after => {
    const { purposes } = await api.run<{ purposes: Page<Purpose> }>(
      `query ($dataControllerId: ID!, $after: String) {
        purposes(dataControllerId: $dataControllerId, first: 100, after: $after) {
          nodes { ${purposeFields} } ${pageInfo}
        }
      }`,
      { dataControllerId, after },
    )
    return purposes
  })
}

/** The first hundred names that nothing maps. */
export async function listUnmapped(
  api: Api,
  dataControllerId: string,
): Promise<readonly UnmappedPurpose[]> {
  const { unmappedPurposes } = await api.run<{ unmappedPurposes: readonly UnmappedPurpose[] }>(
    `query ($dataControllerId: ID!) {
      unmappedPurposes(dataControllerId: $dataControllerId) {
        channel platformPurpose integration { id adapter } default { id name }
      }
    }`,
    { dataControllerId },
  )
  return unmappedPurposes
}

/** Makes a purpose. */
export async function createPurpose(
  api: Api,
  input: PurposeDefinition & { readonly dataControllerId: string },
): Promise<Purpose> {
  const { createPurpose: created } = await api.run<{
    createPurpose: { readonly purpose: Purpose }
  }>(
    `mutation ($input: CreatePurposeInput!) {
      createPurpose(input: $input) { purpose { ${purposeFields} } }
    }`,
    { input },
  )
  return created.purpose
}

/** Changes what is said of a purpose. */
export async function updatePurpose(
  api: Api,
  id: string,
  input: PurposeDefinition,
): Promise<Purpose> {
  const { updatePurpose: updated } = await api.run<{
    updatePurpose: { readonly purpose: Purpose }
  }>(
    `mutation ($id: ID!, $input: UpdatePurposeInput!) {
      updatePurpose(id: $id, input: $input) { purpose { ${purposeFields} } }
    }`,
    { id, input },
  )
  return updated.purpose
}

/** Says which purpose a name of a platform stands for. */
export async function mapPurpose(
  api: Api,
  input: {
    readonly purposeId: string
    readonly channel: string
    readonly platformPurpose?: string | undefined
    readonly integrationId?: string | undefined
  },
): Promise<PurposeMapping> {
  const { mapPurpose: mapped } = await api.run<{
    mapPurpose: { readonly mapping: PurposeMapping }
  }>(
    `mutation ($input: MapPurposeInput!) {
      mapPurpose(input: $input) { mapping { ${mappingFields} } }
    }`,
    { input },
  )
  return mapped.mapping
}

/** Takes a mapping out. */
export async function unmapPurpose(api: Api, id: string): Promise<void> {
  await api.run('mutation ($id: ID!) { unmapPurpose(id: $id) { id } }', { id })
}
