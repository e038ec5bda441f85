/** Those that ask for no more than to be named. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // Of data: the holidays of date-holidays, which the README names.
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Unlicense',
])

/**
 * Dependencies whose licence we have not agreed to.
 *
 * @param found what `pnpm licenses list --json` prints: packages by licence
 */
export function licenceFaults(found) {
  const all = Object.entries(found)
  // An empty list is one that could not be made.
  if (all.length === 0) return ['no licences were found']
  return all
    .filter(([licence]) => !isAllowed(licence))
    .flatMap(([licence, packages]) =>
      packages.map(({ name, versions }) => `licence of ${name}@${versions.join(', ')}: ${licence}`),
    )
}

/** Of a choice one is enough; of what holds together none may be missing. */
function isAllowed(licence) {
  const words = licence.replaceAll(/[()]/g, '')
  return words.split(' OR ').some(choice => choice.split(' AND ').every(each => allowed.has(each)))
}
