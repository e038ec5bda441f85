import { ConduitError } from '@conduit/core'
import { createLogger } from '@conduit/server'
import { DrizzleQueryError } from 'drizzle-orm'
import { test } from 'tap'
import { errors } from 'undici'
import { logCapture } from './support/log-capture.ts'

const canary = 'canary.4711@example.com'

/** Errors as libraries throw them, with a value in every place that they have. */
function leakyErrors(): readonly Error[] {
  const driver = Object.assign(new Error(`duplicate key (email)=(${canary})`), {
    code: '23505',
    detail: canary,
    parameters: [canary],
    query: canary,
  })
  const trailing = new Error(`first line ${canary}\n    at ${canary} (file:///app/x.js:1:1)`)
  const renamed = Object.assign(new Error('x'), { name: canary, code: canary })
  const repainted = new Error('later')
  repainted.stack = `Error: ${canary}\n    at ${canary}\n    at work (file:///app/${encodeURI(canary)}?token=${canary}:1:1)`
  return [
    new DrizzleQueryError(`insert into people values ($1)`, [canary], driver),
    new errors.InvalidArgumentError(`invalid URL https://api.example.com/?token=${canary}`),
    new errors.ResponseError(canary, 500, { headers: { authorization: canary }, body: canary }),
    Object.assign(new Error(`job failed for ${canary}`), {
      queue: canary,
      data: { email: canary },
    }),
    new ConduitError('invalid', { reason: 'words', cause: new TypeError(canary) }),
    new AggregateError([new Error(canary)], canary),
    new SyntaxError(`Unexpected token in JSON: ${canary}`),
    trailing,
    renamed,
    repainted,
  ]
}

test('no value gets into a line, whoever logs it and however', t => {
  const capture = logCapture()
  const log = createLogger('trace', capture.stream)
  for (const error of leakyErrors()) {
    log.error(error)
    log.error(error, canary)
    log.error({ err: error, error, reason: canary, code: canary }, 'call failed')
    log.error({ deep: { err: error } }, `failed: ${canary}`)
  }
  log.trace(canary)
  log.debug('%s is %o', canary, { canary })
  log.info(
    { req: { url: `/?dxKey=${canary}`, headers: { cookie: canary } }, res: canary },
    'request',
  )
  log.info({
    adapter: canary,
    route: `/x?${canary}`,
    status: canary,
    integration: canary,
    method: canary,
  })
  log.child({ user: canary, reqId: canary }).warn({ [canary]: 1 }, 'webhook')
  log
    .child({}, { msgPrefix: canary, serializers: { status: () => canary } })
    .info({ status: 1 }, 'webhook')
  log.info([canary])
  log.info(null, canary)
  log.info(undefined)
  t.ok(capture.lines().length > 40)
  t.same(
    capture.lines().filter(line => /canary|4711/.test(JSON.stringify(line))),
    [],
  )
  t.end()
})

test('what helps an operator stays', t => {
  const capture = logCapture()
  const log = createLogger('info', capture.stream)
  const [queryError] = leakyErrors()
  log.error(
    { err: queryError, adapter: 'stripe', code: 'internal', status: 500, milliseconds: 1.23456 },
    'call failed',
  )
  log.child({ reqId: 'req-1' }).info({ reason: 'signature header missing', events: 2 }, 'webhook')
  const [failed, webhook] = capture.lines()
  t.match(failed, {
    msg: 'call failed',
    adapter: 'stripe',
    code: 'internal',
    status: 500,
    milliseconds: 1.23,
    err: { type: 'Error', cause: { type: 'Error', code: '23505' } },
  })
  t.match(JSON.stringify(failed), /leakyErrors \(/)
  t.match(webhook, {
    msg: 'webhook',
    reqId: 'req-1',
    reason: 'signature header missing',
    events: 2,
  })
  t.end()
})
