import {
  type Identifier,
  jsonCall,
  type KnownPerson,
  listAt,
  type Platform,
  readPages,
  requestJson,
  textOrNull,
} from '@conduit/core'
import { apiCall } from './api.ts'
import { isCioId, peopleOf, profileOf } from './profile.ts'
import type { Settings } from './settings.ts'

/** The way to one workspace. */
export interface Workspace {
  readonly settings: Settings
  readonly platform: Platform
}

/**
 * Whom the workspace knows by these names: their ids at Customer.io, each with the id that led there.
 *
 * @throws `PlatformError`
 * @see https://docs.customer.io/integrations/api/app/tag/customers/
 */
export async function findPeople(
  { identifiers, references }: KnownPerson,
  { settings, platform }: Workspace,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const { id } of peopleOf(references)) {
    const profile = await profileOf(id, settings, platform)
    // Somebody may be known by both ids.
    if (profile !== null && !found.has(profile.cioId)) found.set(profile.cioId, id)
  }
  for (const identifier of identifiers) {
    for (const id of await cioIdsOf(identifier, { settings, platform })) {
      if (!found.has(id)) found.set(id, id)
    }
  }
  return found
}

/** The pages of a list. */
export function pagesFrom(first: ReturnType<typeof apiCall>, { platform }: Workspace) {
  return readPages(platform, first, ({ json }) => {
    const next = textOrNull(json, '/next')
    const call = { ...first, url: `${first.url}&start=${encodeURIComponent(next ?? '')}` }
    return next === null ? null : call
  })
}

async function cioIdsOf(
  { category, value }: Identifier,
  { settings, platform }: Workspace,
): Promise<readonly string[]> {
  if (category === 'account_id') {
    const profile = await profileOf(value, settings, platform)
    return profile === null ? [] : [profile.cioId]
  }
  return category === 'email'
    ? await byEmail(value, { settings, platform })
    : await byPhone(value, { settings, platform })
}

/** An address may be that of several people. */
async function byEmail(value: string, { settings, platform }: Workspace) {
  const call = apiCall(settings, `customers?email=${encodeURIComponent(value)}`)
  const results = listAt(await requestJson(platform, call), '/results')
  const isTheirs = (person: unknown) =>
    textOrNull(person, '/email')?.toLowerCase() === value.toLowerCase()
  return idsIn(results.filter(isTheirs))
}

/** Compared as a whole, in the form in which it was given. */
async function byPhone(value: string, workspace: Workspace) {
  const filter = { attribute: { field: 'phone', operator: 'eq', value } }
  const first = jsonCall(apiCall(workspace.settings, 'customers?limit=1000'), 'POST', { filter })
  const ids: string[] = []
  for await (const page of pagesFrom(first, workspace)) {
    ids.push(...idsIn(listAt(page, '/identifiers')))
  }
  return ids
}

function idsIn(people: readonly unknown[]): readonly string[] {
  return people.map(each => textOrNull(each, '/cio_id') ?? '').filter(isCioId)
}
