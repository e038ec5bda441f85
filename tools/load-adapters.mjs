import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The seventeen built adapters with their samples, by title. */
export async function loadAdapters() {
  const packages = readdirSync(join(root, 'packages')).filter(
    name => name.startsWith('adapter-') && name !== 'adapter-template',
  )
  const loaded = await Promise.all(
    packages.map(async name => ({
      adapter: (await import(`../packages/${name}/dist/src/index.js`)).default,
      samples: (await import(`../packages/${name}/dist/src/samples.js`)).default,
    })),
  )
  return loaded.sort((a, b) => a.adapter.title.localeCompare(b.adapter.title, 'en'))
}
