import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { adapterSuite } from '@conduit/testing'
import { type Test, test } from 'tap'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const modules = join(root, 'packages/adapter-template/node_modules')
const typescript = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
const tsconfig = { extends: join(root, 'tsconfig.base.json') }

/** The blocks of a language in docs/write-an-adapter.md. */
async function blocksOf(language: string): Promise<readonly string[]> {
  const page = await readFile(join(root, 'docs/write-an-adapter.md'), 'utf8')
  const blocks = page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))
  return [...blocks].map(([, text = '']) => text)
}

/** The package that the page writes, compiled. */
async function packageOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-page-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['src', 'recordings', 'node_modules']) await mkdir(join(folder, name))
  for (const name of ['@conduit', '@sinclair']) {
    await symlink(join(modules, name), join(folder, 'node_modules', name))
  }
  await symlink(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'))
  for (const text of await blocksOf('ts')) {
    const path = /^\/\/ (src\/[\w-]+\.ts)\n/.exec(text)?.[1]
    if (path === undefined) throw new Error('a block of code without the name of its file')
    await writeFile(join(folder, path), text)
  }
  for (const [index, recording] of (await blocksOf('json')).entries()) {
    await writeFile(join(folder, `recordings/${index}.json`), recording)
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  for (const name of ['connect.md', 'erase.md']) await writeFile(join(folder, name), 'As it is.')
  // By way of `env`: what a test runner loads into each program that it starts keeps this one from starting.
  const compiler = join(dirname(typescript), 'bin/tsc')
  const args = ['-u', 'NODE_OPTIONS', process.execPath, compiler, '-p', folder]
  await promisify(execFile)('env', args)
  return folder
}

test('the adapter in docs/write-an-adapter.md compiles and conforms', async t => {
  const folder = await packageOf(t)
  const load = async (name: string) =>
    (await import(pathToFileURL(join(folder, 'dist/src', name)).href)).default
  const adapter: IntegrationAdapter = await load('index.js')
  const samples: Samples = await load('samples.js')
  await adapterSuite(t, adapter, samples)
})
