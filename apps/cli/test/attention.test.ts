import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { commands } from '@conduit/cli'
import { test } from 'tap'
import { run } from './support/test-terminal.ts'

const schema = readFileSync(new URL('../../../server/schema.graphql', import.meta.url), 'utf8')

test('whatever may need somebody leads on to a command that there is, or to a list', async t => {
  const [, body = ''] = /^enum AttentionKind \{\n([^}]*)\}/m.exec(schema) ?? []
  const kinds = body.replaceAll(/"""[\s\S]*?"""/g, '').match(/[a-z_]+/g) ?? []
  t.ok(kinds.length > 20)
  const attention = kinds.map(kind => ({ kind, severity: 'warning', count: 2 }))
  let answered = attention
  const api = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: { attention: answered } }))
  })
  await new Promise<void>(resolve => api.listen(0, '127.0.0.1', resolve))
  t.teardown(() => api.close())
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const words = ['attention', '--controller', 'ctl_x', '--url', url, '--key', 'cak_x']

  const { stdout } = await run([...words, '--json'])
  const shown = (
    JSON.parse(stdout) as { attention: { kind: string; count: number; next: string | null }[] }
  ).attention
  t.same(
    shown.map(({ kind }) => kind),
    kinds,
  )
  for (const { kind, next } of shown) {
    if (kind === 'subscribers_failing') {
      t.match(next, /notificationSubscribers/)
      continue
    }
    const [, name, options = ''] = /^conduit ([a-z]+ [a-z]+) (.+)$/.exec(next ?? '') ?? []
    const command = commands.find(each => each.name === name)
    t.ok(command, `${kind}: ${next}`)
    for (const [, option = ''] of options.matchAll(/--([a-z-]+)/g))
      t.ok(command?.options[option], `${name} has --${option}`)
    t.match(options, /--controller ctl_x$/)
  }
  t.match((await run(words)).stdout, /^warning +2 +requests_overdue +conduit requests list/m)
  answered = [{ kind: 'of_a_newer_server', severity: 'notice', count: 1 }]
  t.match((await run(words)).stdout, /^notice +1 +of_a_newer_server +–$/m)
  answered = []
  t.match(await run(words), { exitCode: 0, stdout: 'Nothing needs anybody.\n' })
})
