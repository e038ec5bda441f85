/** Runs a synchronous function as if the server stood elsewhere. */
export function inTimeZone<T>(zone: string, run: () => T): T {
  const { TZ: before } = process.env
  process.env.TZ = zone
  try {
    return run()
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'TZ')
    else process.env.TZ = before
  }
}
