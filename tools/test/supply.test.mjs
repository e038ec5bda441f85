import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { projects, root } from '../conventions/projects.mjs'
import { licenceTextFaults } from '../supply/licence-texts.mjs'
import { licenceFaults } from '../supply/licences.mjs'
import { lockFaults } from '../supply/lock-file.mjs'

const own = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')

test('a lock file holds packages of the registry alone, each with its hash', async t => {
  t.same(lockFaults(own), [])
  const [line] = /^ {4}resolution: .*$/m.exec(own)
  for (const [why, instead] of [
    ['no hash', '    engines: {node: ">=20"}'],
    ['a weak one', '    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}'],
    ['a host', '    resolution: {tarball: https://example.com/a.tgz}'],
    ['both', `${line.slice(0, -1)}, tarball: https://example.com/a.tgz}`],
    ['a repository', '    resolution: {commit: abc, repo: git@example.com:a/b.git, type: git}'],
  ]) {
    t.ok(lockFaults(own.replace(line, instead)).length > 0, why)
  }
  const last = own.lastIndexOf('    resolution:')
  const end = own.indexOf('\n', last)
  t.match(lockFaults(own.slice(0, last) + own.slice(end + 1)), [/^no integrity/])
})

test('what runs in production has a licence of the list', async t => {
  const of = licence => licenceFaults({ [licence]: [{ name: 'a', versions: ['1.0.0'] }] })
  for (const fine of ['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC']) t.same(of(fine), [], fine)
  for (const other of ['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'Unknown', 'UNLICENSED', '']) {
    t.match(of(other), [/^licence of a@1\.0\.0/], other)
  }
  t.same(licenceFaults({}), ['no licences were found'])
})

test('each published package brings the licence', async t => {
  t.same(licenceTextFaults(root, projects()), [])
  const [project] = projects().filter(({ manifest }) => manifest.private !== true)
  const folder = mkdtempSync(join(tmpdir(), 'conduit-licence-'))
  const moved = { ...project, folder }
  t.equal(licenceTextFaults(root, [moved]).length, 1, 'none')
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  t.same(licenceTextFaults(root, [moved]), [])
  writeFileSync(join(folder, 'LICENSE'), 'another')
  t.equal(licenceTextFaults(root, [moved]).length, 1, 'another')
})
