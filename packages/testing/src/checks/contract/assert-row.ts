import assert from 'node:assert/strict'
import { type PiiRow, pointerTokens } from '@conduit/core'
import { expandBraces } from '@conduit/core/host'
import { piiCategories } from '@conduit/privacy'

const categories: ReadonlySet<string> = new Set(piiCategories)

/** Insists that a row of personal data is one that means something. */
export function assertRow(row: PiiRow): void {
  const { path, category, identity, reference, read, person, when = {}, unless = {} } = row
  const within = [reference?.within ?? []].flat()
  assert.ok(categories.has(category), `${path}: there is no category "${category}"`)
  assert.ok(
    identity === undefined || identity.by === category,
    `${path}: what identifies must be of its own category; use email(), phone() or accountId()`,
  )
  for (const expanded of expandBraces(path)) {
    assertPointer(expanded, path)
    assert.ok(!/[{}]/.test(expanded), `${path}: braces must be balanced and not nested`)
    const prefix = pointerTokens(person ?? '')
    assert.ok(
      prefix.every((token, index) => pointerTokens(expanded)[index] === token) || /[{]/.test(path),
      `${path}: person "${person}" must be the beginning of the path`,
    )
  }
  const isOfSomebody = identity !== undefined || reference !== undefined
  assert.ok(person !== null || !isOfSomebody, `${path}: what is nobody's finds nobody`)
  assert.ok(
    read !== 'whole' || !isOfSomebody,
    `${path}: a whole has no value that could find a person`,
  )
  assert.ok(
    typeof read !== 'object' || !('open' in read) || !isOfSomebody,
    `${path}: what finds a person in an open container is told by its names; use open({ finds })`,
  )
  if (typeof read === 'object' && 'split' in read) {
    assert.notEqual(read.split, '', `${path}: what splits a value is a text`)
  }
  const opened = typeof read === 'object' && 'open' in read ? read.open.region : undefined
  const region = identity?.by === 'phone' ? identity.region : opened
  const places = [...Object.keys(when), ...Object.keys(unless)].filter(isPlace)
  const pointers = [region, ...within.flatMap(place => Object.values(place)), ...places]
  for (const pointer of [person, ...pointers]) assertPointer(pointer ?? '', path)
  for (const pointer of pointers) {
    const own = pointer === region && person != null ? pointer?.replace(person, '') : pointer
    assert.doesNotMatch(
      own ?? '',
      /[{}]/,
      `${path}: "${pointer}" must lead to one place: only the person, and a region below it, take the choices of the path`,
    )
  }
  for (const values of [...Object.values(when), ...Object.values(unless)]) {
    assert.ok('shape' in values || values.length > 0, `${path}: a condition must name values`)
  }
}

/** A condition asks for the event's type, the name of the member, or the value at a pointer. */
function isPlace(asked: string): boolean {
  return asked !== 'type' && asked !== 'name'
}

function assertPointer(pointer: string, path: string): void {
  assert.match(pointer, /^(\/([^~/]|~[01])*)*$/, `${path}: "${pointer}" must be a JSON Pointer`)
}
