import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { t as root, test } from 'tap'
import { auditScene } from './support/audit-scene.ts'
import { openInChromium, type Page } from './support/chromium.ts'
import { falsifiedExports } from './support/falsified-exports.ts'

root.setTimeout(600_000)

interface Shown {
  readonly text: string
  readonly className: string
}

/** Chooses the files of a folder in the page, presses the button, and reads what it says then. */
async function verify(page: Page, folder: string, key = ''): Promise<Shown> {
  const names = await readdir(folder)
  await page.choose(
    '#files',
    names.map(name => join(folder, name)),
  )
  return await page.run<Shown>(`new Promise(resolve => {
    const [button, result] = ['verify', 'result'].map(id => document.getElementById(id))
    document.getElementById('key').value = ${JSON.stringify(key)}
    const look = () => button.disabled || resolve({ text: result.textContent, className: result.className })
    button.click()
    new MutationObserver(look).observe(button, { attributes: true })
  })`)
}

/** Kinds and numbers of the faults, as the page tells them. */
function briefOf({ text }: Shown): readonly string[] {
  return [...text.matchAll(/^ {2}(\w+) at (\d+)/gm)].map(([, kind, seq]) => `${kind} ${seq}`)
}

test('a page that is opened from a disk verifies an export, and names each way to falsify it', async t => {
  const scene = await auditScene(t)
  const [folder, foreign] = [await scene.exported('own'), await scene.exported('foreign', 'other')]
  const page = await openInChromium(t, pathToFileURL(join(folder, 'verify.html')).href)
  if (page === null) return t.plan(0, 'no server: Chromium')
  t.match(await page.run('location.protocol'), 'file:')
  const intact = await verify(page, folder)
  t.match(intact, { className: 'intact', text: /12 entries, intact/ })
  const key = (await readFile(join(folder, 'keys.txt'), 'utf8')).trim()
  t.match(await verify(page, folder, key), { className: 'intact', text: /keys that were given/ })
  for (const { name, do: falsify, found } of falsifiedExports) {
    const copy = join(dirname(folder), 'falsified')
    await cp(folder, copy, { recursive: true })
    await falsify(copy, foreign, scene)
    const shown = await verify(page, copy)
    t.same([shown.className, ...briefOf(shown)], ['broken', ...found], name)
    await rm(copy, { recursive: true })
  }
})
