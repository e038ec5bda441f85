import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

interface Member {
  readonly id: string
  readonly email: string
  readonly name: string
}

interface Order {
  readonly id: string
  readonly member: string
  readonly address: string
}

const ofPage = 2

/**
 * A club with members and their orders. Orders are listed in pages and deleted one by one; a member is
 * forgotten a little later than it is asked for.
 */
export function fakeClub() {
  const members = new Map<string, Member>()
  const orders = new Map<string, Order>()
  const leaving = new Set<string>()

  const remove = (from: Map<string, unknown>, id: string | undefined): FakeAnswer => {
    if (id === undefined) from.clear()
    else if (!from.delete(id)) return { status: 404 }
    return { status: 204 }
  }

  const page = (all: readonly unknown[], url: URL): FakeAnswer => {
    const from = Number(url.searchParams.get('from') ?? 0)
    const items = all.slice(from, from + ofPage)
    const next = from + ofPage < all.length ? from + ofPage : null
    return { status: 200, json: { items, next } }
  }

  const forget = (id: string | undefined): FakeAnswer => {
    if (id === undefined || !members.has(id)) return { status: 404 }
    leaving.add(id)
    return { status: 202, json: { state: 'asked' } }
  }

  return {
    state: { members, orders },
    get shown() {
      return [[...members.values()], [...orders.values()]]
    },
    answer({ method, url }: PlatformCall): FakeAnswer {
      const [, kind, id, verb] = url.pathname.split('/')
      const items: Map<string, Member | Order> = kind === 'members' ? members : orders
      if (method === 'DELETE') return remove(items, id)
      if (verb === 'forget') return forget(id)
      if (id === undefined) {
        const wanted = [...url.searchParams].filter(([name]) => name !== 'from')
        const found = [...items.values()].filter(item =>
          wanted.every(([name, value]) => Object(item)[name] === value),
        )
        return page(found, url)
      }
      const item = items.get(id)
      return item === undefined ? { status: 404 } : { status: 200, json: item }
    },
    /** Who asked to be forgotten is. */
    settle() {
      for (const id of leaving) members.delete(id)
      leaving.clear()
    },
  }
}
