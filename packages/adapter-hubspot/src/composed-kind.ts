import { foldName } from '@conduit/core'

/** Properties that only objects of this kind have, folded: the surest first. */
const telling: readonly (readonly [string, readonly string[]])[] = [
  ['deal', ['dealname', 'dealstage', 'dealtype']],
  ['ticket', ['hspipelinestage', 'hsticketpriority', 'hsticketcategory', 'hsticketid']],
  ['company', ['domain', 'hsparentcompanyid', 'numberofemployees']],
  ['contact', ['email', 'firstname', 'lastname', 'mobilephone', 'jobtitle']],
]

/** Ids of a record and of the account. */
const ids: ReadonlySet<string> = new Set(['hsobjectid', 'recordid', 'portalid'])

/**
 * The kind of the object of which somebody composed a body in a workflow: told by properties that only
 * objects of one kind have. Who sends nothing but an id means a contact, as most workflows are of contacts.
 *
 * @param names of the properties, as they stand in the body
 * @returns null: nothing tells it
 */
export function composedKind(names: readonly string[]): string | null {
  const folded = new Set(names.map(foldName))
  for (const [kind, own] of telling) if (own.some(name => folded.has(name))) return kind
  const isIdAlone = folded.has('hsobjectid') || folded.has('recordid')
  return isIdAlone && [...folded].every(name => ids.has(name)) ? 'contact' : null
}
