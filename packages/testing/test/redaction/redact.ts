import {
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactTask,
  type Reference,
  readDocument,
  readPages,
  successOf,
  textOrNull,
  valueAt,
} from '@conduit/core'

export const origin = 'https://club.example'

/** The parts of an honest erasure, so that each can be replaced by a careless one. */
export const parts = {
  async membersOf(email: string, platform: Platform): Promise<readonly string[]> {
    const found = await listOf(`/members?email=${encodeURIComponent(email)}`, platform)
    return found.map(item => String(textOrNull(item, '/id')))
  },

  async ordersOf(member: string, platform: Platform): Promise<readonly string[]> {
    const found = await listOf(`/orders?member=${member}`, platform)
    return found.map(item => String(textOrNull(item, '/id')))
  },

  async eraseOrder(task: RedactTask, platform: Platform) {
    const answer = await call(platform, 'DELETE', `/orders/${task.target.id}`)
    if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
    successOf(answer)
    return { outcome: 'erased' } as const
  },

  async forgetMember(task: RedactTask, platform: Platform) {
    if ((await read(task.target, platform)) === null) return { outcome: outcomeOfAbsence(task) }
    const again = new Date(platform.now.getTime() + 60_000)
    if (task.accepted !== null) return { again, waitsFor: 'being_forgotten' }
    successOf(await call(platform, 'POST', `/members/${task.target.id}/forget`))
    return { again, progress: {}, waitsFor: 'being_forgotten' }
  },

  async look(target: Reference, platform: Platform) {
    const isGone = (await read(target, platform)) === null
    return { found: isGone ? ('clean' as const) : ('remains' as const) }
  },
}

/** Erases members of the club, with these parts. */
export function redactWith(changed: Partial<typeof parts> = {}): PersonRedaction {
  const { membersOf, ordersOf, eraseOrder, forgetMember, look } = { ...parts, ...changed }
  return {
    async find({ identifiers, references }, _integration, platform) {
      const told = references.filter(({ object, id }) => object === 'member' && /^\w+$/.test(id))
      const ids = new Set<string>()
      for (const target of told) {
        if ((await read(target, platform)) !== null) ids.add(target.id)
      }
      for (const { category, value } of identifiers) {
        if (category !== 'email') continue
        for (const id of await membersOf(value, platform)) ids.add(id)
      }
      const targets: Reference[] = []
      for (const id of ids) {
        for (const order of await ordersOf(id, platform))
          targets.push({ object: 'order', id: order })
        targets.push({ object: 'member', id })
      }
      return targets.map(target => ({ target, action: 'erase', expected: 'erased' }))
    },
    async erase(task, _integration, platform) {
      return task.target.object === 'order'
        ? await eraseOrder(task, platform)
        : await forgetMember(task, platform)
    },
    check: async ({ target }, _integration, platform) => await look(target, platform),
  }
}

/** Every item of a list, page by page. */
export async function listOf(path: string, platform: Platform): Promise<readonly unknown[]> {
  const items: unknown[] = []
  const pages = readPages(platform, { url: origin + path }, ({ json }) => {
    const next = valueAt(json, '/next')
    return typeof next === 'number' ? { url: `${origin}${path}&from=${next}` } : null
  })
  for await (const page of pages) items.push(...(valueAt(page, '/items') as readonly unknown[]))
  return items
}

/** A call that may be made twice. */
export async function call(platform: Platform, method: 'POST' | 'DELETE', path: string) {
  return await platform.request({ method, url: origin + path, idempotent: true, json: true })
}

async function read({ object, id }: Reference, platform: Platform) {
  return await readDocument(platform, { url: `${origin}/${object}s/${id}` })
}
