import { readFileSync } from 'node:fs'

const prefix = '@conduit/adapter-'

/**
 * Names of the adapters that come with this server: its own dependencies called
 * `@conduit/adapter-<name>`, read from its package.json, so that no second list exists.
 */
export function bundledAdapters(): readonly string[] {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> }
  return Object.keys(dependencies)
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length))
}

/** The package of an adapter as the configuration names it. */
export function packageOf(name: string): string {
  return name.includes('/') ? name : prefix + name
}
