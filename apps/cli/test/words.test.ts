import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { run } from './support/test-terminal.ts'

const schema = readFileSync(new URL('../../../server/schema.graphql', import.meta.url), 'utf8')

/** The values of an enum of the API, without what stands beside them. */
function valuesOf(name: string): readonly string[] {
  const [, body = ''] = new RegExp(`^enum ${name} \\{\\n([^}]*)\\}`, 'm').exec(schema) ?? []
  return body
    .replaceAll(/"""[\s\S]*?"""/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .toSorted()
}

/** Where the help lists words, of which enum they are, and which of it are not for people to say. */
const listed = [
  ['controllers update', '--laws', 'LawProfile'],
  ['requests create', '--type', 'DataSubjectRequestType'],
  ['requests create', '--channel', 'RequestChannel', 'platform', 'customer_redact'],
  ['requests create', '--law', 'LawProfile'],
  ['requests list', '--type', 'DataSubjectRequestType'],
  ['requests list', '--needs', 'RequestNeed'],
  ['requests check', '--method', 'IdentityMethod'],
  ['requests check', '--level', 'IdentityLevel'],
  ['requests stage', '<stage>', 'NextRequestStage'],
  ['requests extend', '--reason', 'ExtensionReason'],
  ['requests refuse', '--reason', 'RefusalReason'],
  ['requests close', '--outcome', 'RequestOutcome'],
  ['purposes create', '--basis', 'LegalBasis'],
  ['purposes update', '--basis', 'LegalBasis'],
  ['consents record', '--state', 'ConsentState'],
  ['consents record', '--method', 'ConsentMethod', 'platform'],
  ['subjects restrict', '--reason', 'RestrictionReason'],
  ['suppressions add', '--reason', 'SuppressionReason', 'erased'],
  ['holds place', '--basis', 'HoldBasis'],
  ['redact list', '--state', 'RedactionState'],
  ['redact list', '--needs', 'RedactionNeed'],
  ['redact done', '--outcome', 'RedactionByHand'],
  ['notices list', '--kind', 'RecipientNoticeKind'],
  ['notices done', '--outcome', 'RecipientNoticeOutcome'],
] as const

test('the help lists the words of the API, all of them and no others', async t => {
  for (const [command, option, name, ...left] of listed) {
    const { stdout } = await run([...command.split(' '), '--help'])
    const line = stdout.split('\n').find(each => each.startsWith(`  ${option} `)) ?? ''
    const [, words = ''] = / {2,}([a-z_, ]+)\./.exec(line.slice(2)) ?? []
    const known = valuesOf(name).filter(value => !left.some(each => each === value))
    t.ok(known.length > 1, name)
    t.same(words.split(', ').toSorted(), known, `${command} ${option}`)
  }
})

test('another word is a wrong call, and the server is not asked', async t => {
  const reachable = ['--url', 'http://127.0.0.1:1', '--key', 'cak_none']
  const given: readonly (readonly string[])[] = [
    ['requests', 'check', 'req_x', '--method', 'guess', '--level', 'high'],
    ['requests', 'check', 'req_x', '--method', 'document', '--level', 'guess'],
    ['requests', 'stage', 'req_x', 'guess'],
    ['requests', 'extend', 'req_x', '--reason', 'guess', '--notified', '2026-10-03'],
    ['requests', 'refuse', 'req_x', '--reason', 'guess'],
    ['requests', 'close', 'req_x', '--outcome', 'guess'],
    ['purposes', 'create', '--controller', 'ctl_x', '--name', 'News', '--basis', 'guess'],
    ['purposes', 'update', 'pur_x', '--essential', 'guess'],
    ['subjects', 'restrict', 'sub_x', '--reason', 'guess'],
    ['suppressions', 'add', '--controller', 'x', '--email', 'a@example.com', '--reason', 'guess'],
    ['holds', 'place', '--controller', 'ctl_x', '--basis', 'guess'],
    ['requests', 'list', '--controller', 'ctl_x', '--needs', 'guess'],
    ['redact', 'list', '--controller', 'ctl_x', '--state', 'guess'],
    ['redact', 'list', '--controller', 'ctl_x', '--needs', 'guess'],
    ['redact', 'done', 'rdt_x', '--outcome', 'guess', '--proof', 'Ticket 4711'],
  ]
  for (const words of given) {
    const { exitCode, stderr } = await run([...words, ...reachable])
    t.equal(exitCode, 2, words.join(' '))
    t.match(stderr, / is one of [a-z_]+, /)
    t.notMatch(stderr, 'guess')
  }
})
