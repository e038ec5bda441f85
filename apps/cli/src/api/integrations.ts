import type { JsonObject } from '@conduit/core'
import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** One controller's integration to a platform. */
export interface Integration {
  readonly id: string
  readonly adapter: string
  readonly label: string
  /** `enabled`, `pending`, `disabled`, `removed`. */
  readonly status: string
  /** Settings that still have to be brought. */
  readonly missing: readonly string[]
  readonly accounts: readonly string[]
  readonly health: string
  readonly lastDeliveryAt: string | null
  /** Without its credential. */
  readonly webhookUrl: string | null
  readonly setupInstructions: string | null
}

/** Addresses with their credentials: shown when they are made, and never again. */
export interface MintedUrls {
  readonly webhookUrl: string | null
  readonly pollUrl: string | null
}

/** An integration to be made. */
export interface NewIntegration {
  readonly dataControllerId: string
  readonly adapter: string
  readonly label: string | undefined
  readonly settings: JsonObject
}

const fields =
  'id adapter label status missing accounts health lastDeliveryAt webhookUrl setupInstructions'

/** The integrations of a controller. */
export async function listIntegrations(
  api: Api,
  dataControllerId: string,
): Promise<readonly Integration[]> {
  return await allPages(async after => {
    const { integrations } = await api.run<{ integrations: Page<Integration> }>(
      `query ($controller: ID!, $after: String) {
        integrations(dataControllerId: $controller, first: 100, after: $after) {
          nodes { ${fields} } ${pageInfo}
        }
      }`,
      { controller: dataControllerId, after },
    )
    return integrations
  })
}

/** Connects a controller to a platform. */
export async function addIntegration(
  api: Api,
  { dataControllerId, ...input }: NewIntegration,
): Promise<MintedUrls & { readonly integration: Integration }> {
  const { addIntegration } = await api.run<{
    addIntegration: MintedUrls & { integration: Integration }
  }>(
    `mutation ($controller: ID!, $adapter: String!, $label: String, $settings: JSON!) {
      addIntegration(
        input: { dataControllerId: $controller, adapter: $adapter, label: $label, settings: $settings }
      ) { integration { ${fields} } webhookUrl pollUrl }
    }`,
    { controller: dataControllerId, ...input },
  )
  return addIntegration
}

/** Changes settings: those given replace, null removes, the rest stays. */
export async function updateIntegration(
  api: Api,
  id: string,
  settings: JsonObject,
): Promise<Integration> {
  const { updateIntegration } = await api.run<{
    updateIntegration: { readonly integration: Integration }
  }>(
    `mutation ($id: ID!, $settings: JSON!) {
      updateIntegration(input: { id: $id, settings: $settings }) { integration { ${fields} } }
    }`,
    { id, settings },
  )
  return updateIntegration.integration
}

/**
 * Takes an integration away; what it recorded stays.
 * @returns whether our webhooks at the platform are gone as well; null: a person made them
 */
export async function removeIntegration(api: Api, id: string): Promise<boolean | null> {
  const { removeIntegration } = await api.run<{
    removeIntegration: { readonly isDisconnected: boolean | null }
  }>(`mutation ($id: ID!) { removeIntegration(id: $id) { isDisconnected } }`, { id })
  return removeIntegration.isDisconnected
}

/** What came of a sample that was sent through an integration's settings. */
export interface TriedIntegration {
  /** Null: the platform sends nothing. */
  readonly sample: {
    readonly recording: string
    readonly status: number
    readonly code: string
    readonly reason: string | null
    readonly verification: string | null
    readonly events: readonly {
      readonly eventType: string
      readonly meaning: string
      readonly isReadBack: boolean
      readonly people: number
      readonly fields: readonly { readonly path: string; readonly category: string }[]
    }[]
  } | null
  /** Our webhook is at the platform; null: that is not known. */
  readonly isRegistered: boolean | null
}

/** Sends a signed sample through an integration's settings; nothing of it is recorded. */
export async function testIntegration(
  api: Api,
  variables: {
    readonly id: string
    readonly recording: string | undefined
    readonly body: string | undefined
  },
): Promise<TriedIntegration> {
  const { testIntegration } = await api.run<{ testIntegration: TriedIntegration }>(
    `mutation ($id: ID!, $recording: String, $body: String) {
      testIntegration(id: $id, recording: $recording, body: $body) {
        isRegistered
        sample {
          recording status code reason verification
          events { eventType meaning isReadBack people fields { path category } }
        }
      }
    }`,
    variables,
  )
  return testIntegration
}
