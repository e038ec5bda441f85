import { fakeHubSpot } from '@conduit/fake-platforms/hubspot'
import { statefulPlatform } from '@conduit/testing'
import { Client } from '@hubspot/api-client'

export const settings = {
  signingSecret: '0001-not-a-real-client-secret',
  portalId: '1234567',
  acceptLegacySignatures: false,
  accessToken: 'pat-0001-not-a-real-token',
}
/** Subscription types of the account. */
export const letters = 4711
export const offers = 4712

/** A fake account, and HubSpot's own client, which talks to it. */
export async function fakeAccount() {
  const fake = fakeHubSpot([letters, offers])
  const platform = await statefulPlatform(fake.answer)
  const client = new Client({ accessToken: settings.accessToken, basePath: platform.origin })
  const { crm } = client
  return {
    fake,
    platform,
    client,
    get state() {
      return Object.values(fake.state).map(each => [...each].map(String))
    },
    contact: async (properties: Record<string, string>) =>
      (await crm.contacts.basicApi.create({ properties, associations: [] })).id,
    /** Makes something and hangs it on a contact. */
    async hang(contact: string, type: string, properties: Record<string, string>) {
      const { id } = await crm.objects.basicApi.create(type, { properties, associations: [] })
      await crm.associations.v4.basicApi.createDefault('contacts', contact, type, id)
      return id
    },
  }
}

/** A contact as webhooks name them. */
export const referenceTo = (id: string) => ({ object: 'contact', id })
