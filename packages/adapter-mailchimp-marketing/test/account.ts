import { createRequire } from 'node:module'
import { fakeMailchimpMarketing } from '@conduit/fake-platforms/mailchimp-marketing'
import { statefulPlatform } from '@conduit/testing'

/** The client has no types: what of it fills an account. */
interface Client {
  basePath: string
  setConfig(config: { apiKey: string }): void
  readonly lists: Calls
  readonly ecommerce: Calls
}
type Calls = Readonly<Record<string, (...values: readonly unknown[]) => Promise<{ id: string }>>>

export const apiKey = '0123456789abcdef0123456789abcdef-us21'

/** A fake account, and Mailchimp's own client, which leads to it. */
export async function account() {
  const fake = fakeMailchimpMarketing()
  const platform = await statefulPlatform(fake.answer)
  const client: Client = createRequire(import.meta.url)('@mailchimp/mailchimp_marketing')
  client.setConfig({ apiKey })
  client.basePath = `${platform.origin}/3.0`
  const audience = async (name: string) => {
    const contact = { company: 'Sample', address1: '1 Sample Street', city: 'Springfield' }
    const made = await client.lists.createList?.({
      ...{ name, contact, permission_reminder: 'You asked for it.', email_type_option: false },
      campaign_defaults: {
        from_name: 'S',
        from_email: 's@example.com',
        subject: '',
        language: 'en',
      },
    })
    return made?.id ?? ''
  }
  return { fake, platform, client, audience }
}
