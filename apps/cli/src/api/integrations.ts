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
  readonly accounts: readonly ClaimedAccount[]
  readonly health: string
  readonly lastDeliveryAt: string | null
  /** Without its credential. */
  readonly webhookUrl: string | null
  readonly setupInstructions: string | null
}

/** An account at the platform that an integration claims. */
export interface ClaimedAccount {
  readonly account: string
  /** `proven`, `unproven`. */
  readonly state: string
  /** Another integration claims it as well. */
  readonly contested: boolean
}

/** A claim that waits for the owner of the server. */
export interface AccountClaim extends ClaimedAccount {
  readonly integration: {
    readonly id: string
    readonly adapter: string
    readonly label: string
    readonly dataController: { readonly name: string }
  }
  /** The platform opens the account to the integration's own token. */
  readonly recognised: boolean
}

/** Addresses with their credentials: shown when they are made, and never again. */
export interface MintedUrls {
  readonly webhookUrl: string | null
  readonly redactUrl: string | null
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
  'id adapter label status missing accounts { account state contested } health lastDeliveryAt webhookUrl setupInstructions'

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
      ) { integration { ${fields} } webhookUrl redactUrl pollUrl }
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

/** Claims to accounts without proof, and contested ones, of all controllers. */
export async function listClaims(api: Api): Promise<readonly AccountClaim[]> {
  const { accountClaims } = await api.run<{ accountClaims: readonly AccountClaim[] }>(
    `{ accountClaims { account state contested recognised
      integration { id adapter label dataController { name } } } }`,
    {},
  )
  return accountClaims
}

/** The consent of the owner of the server: the account is this integration's. */
export async function approveAccount(api: Api, id: string, account: string): Promise<Integration> {
  const { approveAccount } = await api.run<{
    approveAccount: { readonly integration: Integration }
  }>(
    `mutation ($id: ID!, $account: String!) {
      approveAccount(integrationId: $id, account: $account) { integration { ${fields} } }
    }`,
    { id, account },
  )
  return approveAccount.integration
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
