import type { JsonObject } from '@conduit/core'
import type { FakeCall } from '@conduit/recordings'

/** An adapter whose secret the operator's options hold for all, and an account at its platform. */
export interface TakeoverCase {
  readonly adapter: string
  /** A recorded delivery that names the account. */
  readonly file: string
  /** As events name it. */
  readonly account: string
  /** What claims the account. */
  readonly claim: JsonObject
  /** What opens it. */
  readonly access: JsonObject
  /** The call by which the platform is asked, and how it says yes. */
  readonly proof: FakeCall
  /** Calls before that one. */
  readonly signIn?: FakeCall
  /** Its address holds no credential: events alone say whose they are. */
  readonly isTokenless?: true
  /** It may be connected without naming an account. */
  readonly isOpen?: true
}

const yes = (request: FakeCall['request'], json: unknown): FakeCall => ({
  request,
  response: { status: 200, body: JSON.stringify(json) },
})
const realmId = '9341455608737412'
const tenantId = '3f2c7c1e-8d0b-4a57-9b9e-6b1f3a5d7c21'
const shop = 'fjord-and-fern-example.myshopify.com'
const instanceUrl = 'https://example.my.salesforce.com'

/** Every adapter that names accounts. */
export const takeoverCases: readonly TakeoverCase[] = [
  {
    adapter: 'quickbooks',
    file: 'cloudevents-customer-created.json',
    account: realmId,
    claim: { realmId },
    access: { accessToken: 'a-token' },
    proof: yes(
      {
        url: `https://quickbooks.api.intuit.com/v3/company/${realmId}/companyinfo/${realmId}?minorversion=75`,
      },
      { CompanyInfo: { Id: '1' } },
    ),
    isTokenless: true,
  },
  {
    adapter: 'xero',
    file: 'contact-create-unicode.json',
    account: tenantId,
    claim: { tenantIds: [tenantId] },
    access: { accessToken: 'a-token' },
    proof: yes({ url: 'https://api.xero.com/connections' }, [{ tenantId }]),
    isOpen: true,
  },
  {
    adapter: 'shopify',
    file: '05-customers-create.json',
    account: shop,
    claim: { shopDomains: [shop] },
    access: { accessToken: 'shpat_invented_token' },
    proof: yes(
      { method: 'POST', url: `https://${shop}/admin/api/2026-10/graphql.json` },
      { data: { shop: { myshopifyDomain: shop } } },
    ),
    isOpen: true,
  },
  {
    adapter: 'hubspot',
    file: 'v3-contact-creation.json',
    account: '891472211',
    claim: { portalId: '891472211' },
    access: { accessToken: 'a-token' },
    proof: yes({ url: 'https://api.hubapi.com/account-info/v3/details' }, { portalId: 891472211 }),
  },
  {
    adapter: 'salesforce',
    file: 'apex-json-contact-deleted.json',
    account: '00D5g000004KxQz',
    claim: { organizationId: '00D5g000004KxQzEAK' },
    access: { instanceUrl, clientId: 'client', clientSecret: 'secret' },
    signIn: yes(
      { method: 'POST', url: `${instanceUrl}/services/oauth2/token` },
      { access_token: 'a-token', token_type: 'Bearer' },
    ),
    proof: yes(
      { url: `${instanceUrl}/services/data/v64.0/query?q=SELECT+Id+FROM+Organization` },
      { records: [{ Id: '00D5g000004KxQzEAK' }] },
    ),
  },
  {
    adapter: 'klaviyo',
    file: '01-unsubscribed-email-only-profile-id.json',
    account: 'Qm7ZtB',
    claim: { accountId: 'Qm7ZtB' },
    access: { apiKey: 'pk_invented' },
    proof: yes({ url: 'https://a.klaviyo.com/api/accounts' }, { data: [{ id: 'Qm7ZtB' }] }),
    isOpen: true,
  },
  {
    adapter: 'netsuite',
    file: 'customer-create.json',
    account: 'TSTDRV1234567',
    claim: { accountId: 'TSTDRV1234567' },
    access: { accessToken: 'a-token' },
    proof: yes(
      {
        url: 'https://tstdrv1234567.suitetalk.api.netsuite.com/services/rest/record/v1/metadata-catalog',
      },
      { items: [] },
    ),
  },
]
