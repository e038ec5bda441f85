import { type JsonValue, type PersonExport, requestJson, valueAt } from '@conduit/core'
import { apiCall } from './api.ts'
import { findPeople, pagesFrom, type Workspace } from './find-people.ts'
import { peopleOf, profilesOf } from './profile.ts'
import type { Settings } from './settings.ts'

/** A question about messages may span six months; these are a little less. */
const span = 180 * 86_400

/**
 * A person with all attributes and devices, and their segments, relationships, activities and messages.
 */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    const found = await findPeople(person, { settings, platform })
    return [...found.values()].map(id => ({ object: 'person', id }))
  },

  async *read(target, { settings }, platform) {
    const [known] = peopleOf([target])
    // Whom it means was seen to when they were found.
    const [profile] = known === undefined ? [] : await profilesOf(known.id, settings, platform)
    if (profile === undefined) return
    const { cioId, document } = profile
    yield { object: 'person', content: document }
    const workspace = { settings, platform }
    const segments = apiCall(settings, `customers/${cioId}/segments?id_type=cio_id`)
    yield { object: 'segments', content: (await requestJson(platform, segments)) as JsonValue }
    yield* listOf('relationships', cioId, workspace)
    yield* listOf('activities', cioId, workspace)
    const now = Math.floor(platform.now.getTime() / 1000)
    const since = Math.min(sinceWhen(document) ?? now - span, now)
    for (let end = now; end >= since; end -= span) {
      const start = Math.max(end - span + 1, since)
      yield* listOf('messages', cioId, workspace, `&start_ts=${start}&end_ts=${end}`)
    }
  },
}

async function* listOf(list: string, cioId: string, workspace: Workspace, more = '') {
  const path = `customers/${cioId}/${list}?id_type=cio_id&limit=100${more}`
  for await (const content of pagesFrom(apiCall(workspace.settings, path), workspace)) {
    yield { object: list, content }
  }
}

/** When the person was made, in Unix seconds. */
function sinceWhen(document: unknown): number | null {
  const told = Number(valueAt(document, '/customer/timestamps/cio_id') ?? 0)
  return told > 0 ? told : null
}
