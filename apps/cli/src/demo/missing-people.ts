import type { Recording } from '@conduit/recordings'
import { type Api, ApiError } from '../api/api-client.ts'
import { findSubjects, type Identifier } from '../api/subjects.ts'

/**
 * Looks every expected identifier up through the API, as somebody would who asks what is known of
 * them.
 *
 * @returns identifiers that lead to nobody, without their values
 */
export async function missingPeople(
  api: Api,
  dataControllerId: string,
  { expect }: Recording,
): Promise<readonly string[]> {
  const missing: string[] = []
  for (const identifier of expectedIdentifiers(expect)) {
    const found = await find(api, dataControllerId, identifier)
    if (!found) missing.push(`nobody is found by an expected ${identifier.category}`)
  }
  return missing
}

function expectedIdentifiers(expect: Recording['expect']): readonly Identifier[] {
  const people = [
    expect.subject,
    ...(expect.otherSubjects ?? []),
    ...(expect.events ?? []).flatMap(({ subject, identifiers = [] }) => [subject, { identifiers }]),
  ]
  return people.flatMap(person => person?.identifiers ?? [])
}

async function find(api: Api, controller: string, identifier: Identifier): Promise<boolean> {
  try {
    return (await findSubjects(api, controller, identifier)).length > 0
  } catch (error) {
    // A phone number without any hint of its country has no canonical form: it finds nobody.
    const isUnusable = error instanceof ApiError && error.code === 'invalid'
    if (isUnusable && identifier.category === 'phone') return true
    throw error
  }
}
