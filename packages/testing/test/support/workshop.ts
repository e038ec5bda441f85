import { type ExecFileException, execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** How a program ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A repository in a temporary folder, with nothing in it but the template. */
export interface Workshop {
  readonly folder: string
  /** Runs `new-adapter` in it. */
  newAdapter(...words: readonly string[]): Promise<Ended>
  /** Gives a new package its dependencies: those of the template, and Node's types. */
  install(packageFolder: string): Promise<void>
}

const root = fileURLToPath(new URL('../../../../../', import.meta.url))
const fromRoot = createRequire(join(root, 'package.json'))
const tsc = join(dirname(fromRoot.resolve('typescript/package.json')), 'bin/tsc')
const copied = [
  ...['package.json', 'pnpm-workspace.yaml', 'tsconfig.json', 'tsconfig.base.json'],
  ...['biome.json', '.gitignore', 'tools/new-adapter.mjs'],
  ...['README.md', 'connect.md', 'erase.md', 'package.json', 'tsconfig.json'].map(
    each => `packages/adapter-template/${each}`,
  ),
  ...['src', 'test', 'recordings'].map(each => `packages/adapter-template/${each}`),
]

/** Makes a workshop that is gone when the test ends. */
export async function workshop(t: Test): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-workshop-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const path of copied) await cp(join(root, path), join(folder, path), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const name of ['core', 'privacy', 'recordings', 'testing']) {
    await symlink(join(root, 'packages', name), join(folder, 'packages', name))
  }
  return {
    folder,
    newAdapter: (...words) =>
      run(process.execPath, [join(folder, 'tools/new-adapter.mjs'), ...words]),
    async install(packageFolder) {
      const modules = join(packageFolder, 'node_modules')
      await mkdir(modules)
      for (const name of ['@conduit', '@sinclair', 'tap']) {
        await symlink(
          join(root, 'packages/adapter-template/node_modules', name),
          join(modules, name),
        )
      }
      await symlink(join(root, 'node_modules/@types'), join(modules, '@types'))
    },
  }
}

/** Compiles a package. */
export function compile(packageFolder: string): Promise<Ended> {
  return run(process.execPath, [tsc, '-p', packageFolder])
}

/** Runs a package's conformance test: what failed, and the lines that say why. */
export async function conform(packageFolder: string): Promise<
  Ended & {
    readonly leftToDo: ReadonlyMap<string, string>
  }
> {
  const ended = await run(process.execPath, [join(packageFolder, 'dist/test/conformance.test.js')])
  const comments = ended.stdout.split('\n').flatMap(line => /^ *# ?(.*)$/.exec(line)?.[1] ?? [])
  const [, list = ''] = comments.join('\n').split('Left to do:\n\n')
  const entries = [...list.matchAll(/^(\w.*)\n((?: {2}.*\n)+)/gm)]
  return {
    ...ended,
    leftToDo: new Map(entries.map(([, check = '', lines = '']) => [check, lines])),
  }
}

/** Changes a file; what is to be replaced must be there. */
export async function edit(path: string, before: string | RegExp, after: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const changed = text.replace(before, () => after)
  if (changed === text) throw new Error(`${path} does not hold ${before}`)
  await writeFile(path, changed)
}

function run(program: string, args: readonly string[]): Promise<Ended> {
  // A runner inside a runner would write for the outer one. Ours adds a preload of its own to the
  // environment of whatever it sees starting, so that can only be taken out again from within.
  const { NODE_TEST_CONTEXT: _context, TAP: _tap, ...env } = process.env
  return new Promise(resolve => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
    }
    const words = ['-u', 'NODE_OPTIONS', program, ...args]
    execFile('env', words, { env, maxBuffer: 16_777_216 }, done)
  })
}
