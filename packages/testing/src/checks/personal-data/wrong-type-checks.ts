import { type PlatformEvent, pointerTokens, valueAt } from '@conduit/core'
import { personalDataOf } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import { setAt } from '../body/set-at.ts'
import { type Asked, askAgain } from '../context/ask-again.ts'
import type { Check } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'

const text = 'something else'

/** What stands in the place of a list or an object with personal data is noticed. */
export const wrongTypeChecks: readonly Check[] = [
  {
    name: 'personal data: an item is rejected where a text stands for what holds them',
    hint: 'hand the item to extractPii as it came: what your code makes fit, or leaves out, no row can refuse. Where the platform sends a text as well, give tables.pii a row for it.',
    skip: ({ deliveries }) => (deliveries.length === 0 ? nothingTaken : null),
    run({ deliveries }) {
      for (const { file, seen } of deliveries) {
        const taken = placesNeeded(seen).filter(place => isTaken(seen, place))
        assertNone(taken, `${file}: recorded with a text in the place of`)
      }
    },
  },
]

/** Pointers of the lists and objects around personal data that rows refuse to be a text. */
function placesNeeded({ adapter, integration, delivery, parsed }: Asked): readonly string[] {
  return parsed.events.flatMap(event => {
    const places = new Set(
      personalDataOf(adapter, event, integration).fields.flatMap(({ path }) => around(event, path)),
    )
    return [...places].filter(place => {
      const data = structuredClone(event.data)
      setAt(data, pointerTokens(place.slice(event.path.length)), text)
      const isContainer = typeof valueAt(delivery.payload, place) === 'object'
      return isContainer && isRefused({ adapter, integration }, { ...event, data })
    })
  })
}

/** All places on the way from the event to one in it. */
function around(event: PlatformEvent, path: string): readonly string[] {
  const tokens = path.slice(event.path.length).split('/')
  return tokens.slice(2).map((_, index) => event.path + tokens.slice(0, index + 2).join('/'))
}

function isTaken(seen: Asked, place: string): boolean {
  const payload = structuredClone(seen.delivery.payload)
  setAt(payload, pointerTokens(place), text)
  const again = askAgain(seen, payload)
  if (again === null || (again.rejected?.length ?? 0) > (seen.parsed.rejected?.length ?? 0)) {
    return false
  }
  const isFound = ({ path }: PlatformEvent) => place.startsWith(`${path}/`)
  return again.events.filter(isFound).some(event => !isRefused(seen, event))
}

function isRefused(
  { adapter, integration }: Pick<Asked, 'adapter' | 'integration'>,
  event: PlatformEvent,
): boolean {
  try {
    personalDataOf(adapter, event, integration)
    return false
  } catch {
    return true
  }
}
