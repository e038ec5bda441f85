import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { IntegrationAdapter } from '@conduit/core'
import { isErasedByHand } from '@conduit/core/host'
import type { CheckedBy, ErasureScene } from '@conduit/testing'

/** An adapter in the table: its name, and where it is tried. */
export interface Row {
  readonly adapter: string
  readonly scene: ErasureScene
}

const packages = new URL('../../../../../packages/', import.meta.url)

/**
 * Lists every adapter of this checkout that can have its platform erase, with its scene: the fake platform that
 * its own tests use.
 *
 * @throws {Error} an adapter erases and has no scene, or says that a client filled its fake which it does not have
 */
export async function allRows(): Promise<readonly Row[]> {
  const names = readdirSync(packages)
    .filter(name => name.startsWith('adapter-') && name !== 'adapter-template')
    .sort()
  const rows: Row[] = []
  for (const name of names) {
    const folder = new URL(`${name}/`, packages)
    const { default: adapter } = (await import(new URL('dist/src/index.js', folder).href)) as {
      default: IntegrationAdapter
    }
    if (adapter.redact === undefined || isErasedByHand(adapter)) continue
    const path = new URL('dist/test/redaction-scene.js', folder)
    if (!existsSync(fileURLToPath(path)))
      throw new Error(`${name} erases, and has no test/redaction-scene.ts`)
    const { scene } = (await import(path.href)) as { scene: ErasureScene }
    assertClient(name, folder, scene.checkedBy)
    rows.push({ adapter: adapter.name, scene })
  }
  return rows
}

function assertClient(name: string, folder: URL, { client }: CheckedBy): void {
  if (client === undefined) return
  const { devDependencies = {} } = JSON.parse(
    readFileSync(new URL('package.json', folder), 'utf8'),
  ) as { devDependencies?: Record<string, string> }
  if (devDependencies[client] === undefined)
    throw new Error(`${name} says that ${client} filled its fake, and does not depend on it`)
}
