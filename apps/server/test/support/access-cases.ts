import { generateKeyPairSync } from 'node:crypto'
import type { JsonObject } from '@conduit/core'

/** How the operator's options can open accounts of an adapter's platform. */
interface AccessCase {
  readonly adapter: string
  /** A recorded delivery of the account that something has to be read for; else `setup` is what calls. */
  readonly thin?: string
  /** What stands in the options beside the signing secret. */
  readonly operators: JsonObject
  /** What a tenant adds to the account that it names. */
  readonly added?: JsonObject
}

const { privateKey: rsaKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const accessToken = 'a-token-of-the-operator'
const client = { clientId: '0123456789abcdef0123456789abcdef' }
const renewing = { refreshToken: 'a-token-to-renew', ...client }
const app = { clientSecret: 'the-secret-of-the-app' }
const quickbooks = 'cloudevents-customer-created.json'
const xero = 'contact-create-unicode.json'
const hubspot = 'v3-contact-creation.json'
const netsuite = 'customer-edit-thin.json'

/** Every setting that opens an account, among the options. */
export const accessCases: readonly AccessCase[] = [
  { adapter: 'quickbooks', thin: quickbooks, operators: { accessToken } },
  { adapter: 'quickbooks', thin: quickbooks, operators: { ...renewing, ...app } },
  { adapter: 'xero', thin: xero, operators: { accessToken } },
  { adapter: 'xero', thin: xero, operators: { ...renewing, ...app } },
  { adapter: 'hubspot', thin: hubspot, operators: { accessToken } },
  { adapter: 'hubspot', thin: hubspot, operators: renewing },
  {
    adapter: 'salesforce',
    thin: 'cdc-contact-gap-read-back.json',
    operators: { instanceUrl: 'https://example.my.salesforce.com', ...client, ...app },
  },
  {
    adapter: 'klaviyo',
    thin: '07-preferences-changed-read-back.json',
    operators: { apiKey: 'pk_invented_key_of_the_operator' },
  },
  { adapter: 'netsuite', thin: netsuite, operators: { accessToken } },
  {
    adapter: 'netsuite',
    thin: netsuite,
    operators: { privateKey: rsaKey, ...client, certificateId: 'a-certificate' },
  },
  { adapter: 'shopify', operators: { accessToken } },
  // The secret that signs is the client's secret as well.
  { adapter: 'shopify', operators: client },
  { adapter: 'shopify', operators: {}, added: client },
]
