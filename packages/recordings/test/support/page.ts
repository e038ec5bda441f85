import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const root = fileURLToPath(new URL('../../../../../', import.meta.url))

/** The one block of this language in a page of the documentation. */
export async function blockOf(page: string, language: string): Promise<string> {
  const text = await readFile(join(root, 'docs', page), 'utf8')
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
  const [only, ...others] = blocks.map(([, code = '']) => code)
  if (only === undefined || others.length > 0) throw new Error(`${page}: which ${language}?`)
  return only
}

/** Runs the program of a page as it stands, where it finds our packages and Fastify. */
export async function runPage(
  t: Test,
  page: string,
  env: { readonly [name: string]: string },
): Promise<
  ChildProcess & { readonly stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream }
> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-page-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@conduit'), { recursive: true })
  for (const name of ['adapter-stripe', 'core', 'privacy']) {
    await symlink(join(root, 'packages', name), join(modules, '@conduit', name))
  }
  const fastify = createRequire(import.meta.url).resolve('fastify/package.json')
  await symlink(dirname(fastify), join(modules, 'fastify'))
  await writeFile(join(folder, 'app.mjs'), await blockOf(page, 'js'))
  const app = spawn(process.execPath, ['app.mjs'], { cwd: folder, env: { ...env, PORT: '0' } })
  t.teardown(async () => {
    if (app.kill()) await once(app, 'exit')
    await rm(folder, { recursive: true, force: true })
  })
  return app
}
