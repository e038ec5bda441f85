// The table of roles, as the server enforces it, for its page.
import { permissions } from '../apps/server/dist/src/graphql/permissions.js'
import { code, table } from './markdown.mjs'

const roles = ['owner', 'dpo', 'developer', 'auditor']
/** What is only ever reached through the query or mutation that has a line of its own. */
const follows = /(Connection|Edge|Payload|Input)$/

/** Queries, mutations, subscriptions, then the types and members that are not everybody's; what is equal stands together. */
export function rolesTable() {
  const lines = Object.entries(permissions)
  const parts = [
    lines.filter(([name]) => name.startsWith('Query.')),
    lines.filter(([name]) => name.startsWith('Mutation.')),
    lines.filter(([name]) => name.startsWith('Subscription.')),
    lines.filter(([name, allowed]) => !isRoot(name) && !follows.test(name) && !isForAll(allowed)),
  ]
  return table(['', ...roles], parts.flatMap(rowsOf))
}

function rowsOf(lines) {
  const groups = new Map()
  for (const [name, allowed] of lines) {
    const key = roles.map(role => (allowed.includes(role) ? '✓' : '')).join()
    groups.set(key, [
      ...(groups.get(key) ?? []),
      code(name.replace(/^(Query|Mutation|Subscription)\./, '')),
    ])
  }
  return [...groups].map(([key, names]) => [names.join(', '), ...key.split(',')])
}

const isRoot = name => /^(Query|Mutation|Subscription)\./.test(name)
const isForAll = allowed => roles.every(role => allowed.includes(role))
