/**
 * A path with `{a,b}` in it as one path for each choice.
 * @example expandBraces('/{billing,shipping}/city') // ['/billing/city', '/shipping/city']
 */
export function expandBraces(path: string): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(path)
  if (match === null) return [path]
  const [whole, choices = ''] = match
  return choices.split(',').flatMap(choice => expandBraces(path.replace(whole, () => choice)))
}
