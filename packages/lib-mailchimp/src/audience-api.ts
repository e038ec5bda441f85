import { createHash } from 'node:crypto'
import {
  type Answer,
  basicAuth,
  type Call,
  type Platform,
  PlatformError,
  type Reference,
} from '@conduit/core'
import type { AudienceSettings } from './audience-settings.ts'

/** The data centre that the key names. */
export function audienceHosts({ apiKey = '' }: AudienceSettings): readonly string[] {
  const center = /-([a-z]{2}\d{1,3})$/.exec(apiKey)?.[1]
  return center === undefined ? [] : [`${center}.api.mailchimp.com`]
}

/** A call of version 3.0. @param path `/lists/…`, its parts encoded */
export function audienceCall(settings: AudienceSettings, path: string): Call {
  const { apiKey = '' } = settings
  const [host] = audienceHosts(settings)
  return {
    url: `https://${host}/3.0${path}`,
    // The user may be anybody.
    headers: { authorization: basicAuth('conduit', apiKey) },
  }
}

/**
 * Where calls are sent. Of a user's calls ten may be open at a time; under load one more is answered 403
 * without a document, which tells nothing of the key.
 */
export function audienceApi(platform: Platform): Pick<Platform, 'request'> {
  return { request: async call => heard(await platform.request({ ...call, json: true })) }
}

function heard(answer: Answer): Answer {
  if (answer.status !== 403 || answer.json !== null) return answer
  throw new PlatformError('rate_limited', 'too many calls at a time', { status: 403 })
}

/** The call that reads an address in an audience, or changes it. @param part what hangs on it, `/notes` */
export function memberCall(
  settings: AudienceSettings,
  list: string,
  address: string,
  part = '',
): Call {
  return audienceCall(settings, `/lists/${list}/members/${hashOf(address)}${part}`)
}

/** As an audience names a contact. */
export function hashOf(address: string): string {
  return createHash('md5').update(address.toLowerCase()).digest('hex')
}

/** Those references that name a contact, each address once: Mailchimp knows it in any case. */
export function contactsOf(references: readonly Reference[]): readonly Reference[] {
  const contacts = new Map<string, Reference>()
  for (const { object, id } of references) {
    const key = id.toLowerCase()
    if (object === 'contact' && isAddress(id) && !contacts.has(key)) {
      contacts.set(key, { object, id })
    }
  }
  return [...contacts.values()]
}

/** Is this an address, and nothing else? */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 320
}
