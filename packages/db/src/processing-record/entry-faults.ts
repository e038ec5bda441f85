import type { ProcessingEntryNode } from './entries.ts'

/** What can be said of an entry. Absent: stays as it is, or is empty. */
export type EntryDefinition = Partial<
  Omit<ProcessingEntryNode, 'controllerId' | 'id' | 'role' | 'version' | 'createdAt' | 'updatedAt'>
>

/** The longest list of an entry. */
const mostListed = 100

const country = /^[A-Z]{2}$/

/** What is wrong with an entry; of what was cleaned before. */
export function entryFaults(definition: EntryDefinition) {
  const { name, categories, dpiaUrl, transfers, leftAsDeclared } = definition
  const lists = Object.entries(definition).filter(([, value]) => Array.isArray(value))
  return [
    ...(name === '' ? [{ pointer: '/name', detail: 'must not be empty' }] : []),
    ...lists
      .filter(([, value]) => (value as readonly unknown[]).length > mostListed)
      .map(([list]) => ({ pointer: `/${list}`, detail: `must be ${mostListed} at most` })),
    ...(categories !== undefined && new Set(categories).size < categories.length
      ? [{ pointer: '/categories', detail: 'must not name one twice' }]
      : []),
    ...(dpiaUrl == null || isWebAddress(dpiaUrl)
      ? []
      : [{ pointer: '/dpiaUrl', detail: 'must be an http or https address' }]),
    ...(transfers ?? []).flatMap((transfer, index) =>
      country.test(transfer.country)
        ? []
        : [{ pointer: `/transfers/${index}/country`, detail: 'must be two capital letters' }],
    ),
    ...(leftAsDeclared ?? []).flatMap(({ reason }, index) =>
      reason === ''
        ? [{ pointer: `/leftAsDeclared/${index}/reason`, detail: 'must not be empty' }]
        : [],
    ),
  ]
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
