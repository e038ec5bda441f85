import { decodeId } from '@conduit/core/host'
import { sweep } from '@conduit/db'
import { t as root, test } from 'tap'
import { callRedact, lookAtJob, shortOutcomes } from './support/call-redact.ts'
import {
  ada,
  bo,
  changesOf,
  closing,
  erasingScene,
  known,
  planning,
} from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { rowsOf } from './support/rows-of.ts'

root.setTimeout(900_000)

const ofAda = { subject: { email: ada.email }, requestId: 'ticket-1' }

test('who calls has a person erased there, and nowhere else', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const { one, two } = await known(scene)
    await scene.join(one, bo)
    const asked = await callRedact(app, one.redactUrl, ofAda)
    t.match(asked, { status: 200, body: { status: 'success', data: { state: 'planned' } } })
    const jobId = asked.body.data?.jobId ?? ''
    t.match(jobId, /^rdn_/)
    await scene.settle()
    const done = await lookAtJob(app, one.redactUrl, jobId)
    t.match(done, { status: 200, body: { status: 'success', data: { jobId, state: 'completed' } } })
    t.same(shortOutcomes(done), [
      ...['block suppressed', 'letter erased', 'letter erased', 'member erased'],
      'own_records erased',
    ])
    t.ok(
      changesOf(scene).every(each => each.includes('one.example.com')),
      'nothing is called elsewhere',
    )
    t.same([...clubs.members.keys()].toSorted(), [
      `one.example.com ${bo.id}`,
      `two.example.com ${ada.id}`,
    ])
    t.match(await scene.look(jobId), {
      state: 'completed',
      request: { stage: 'responding', status: 'in_progress' },
      lookups: [{ integration: { id: one.id }, outcome: 'found' }],
    })
    const places = await rowsOf<{ table: string; id: string }>(
      app,
      `select 'activities' as table, integration_id::text as id from processing_activities where subject_id is not null
       union select 'references', integration_id::text from platform_refs
       union select 'own ids', integration_id::text from identifier_tokens where kind = 'account_id' order by 1, 2`,
    )
    const person = (await scene.personBy(ada.email)).length
    t.ok(person > 0, 'who is known elsewhere is still known')
    const ofTwo = places.filter(({ id }) => id === two.ref.id).map(({ table }) => table)
    t.same(ofTwo, ['activities', 'own ids', 'references'], 'what came from elsewhere stays')
    const [left] = await rowsOf<{ count: number }>(
      app,
      `select count(*)::int as count from processing_activities a join identifier_tokens t
        on t.subject_id = a.subject_id where a.integration_id = '${one.ref.id}' and t.integration_id = '${two.ref.id}'`,
    )
    t.equal(left?.count, 0, 'and nothing of hers from there')

    await one.tell(ada)
    const [again] = await rowsOf<{ count: number }>(
      app,
      `select count(*)::int as count from processing_activities
        where integration_id = '${one.ref.id}' and subject_id is null`,
    )
    t.ok((again?.count ?? 0) > 0, 'the platform’s own id brings her back no more')
    const entries = await rowsOf<{ action: string; actor: string; by: string | null }>(
      app,
      `select action, actor_type as actor, actor_id as by from audit_entries
        where action in ('redaction.called', 'redaction.approved', 'data_subject_request.created') order by id`,
    )
    t.same(
      entries,
      ['data_subject_request.created', 'redaction.called', 'redaction.approved'].map(action => ({
        ...{ action, actor: 'redact_key', by: one.ref.id },
      })),
      'who called has approved',
    )
    const [request] = await rowsOf<{ channel: string; integration: string }>(
      app,
      'select channel, integration_id::text as integration from data_subject_requests',
    )
    t.same(request, { channel: 'customer_redact', integration: one.ref.id })
  })
})

test('who is known nowhere else is erased as a whole, and suppressed', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    await scene.join(one, bo)
    const asked = await callRedact(app, one.redactUrl, { ...ofAda, subject: { accountId: ada.id } })
    await scene.settle()
    const done = await lookAtJob(app, one.redactUrl, asked.body.data?.jobId ?? '')
    t.equal(done.body.data?.state, 'completed')
    t.equal(await scene.personBy(ada.email), '')
    t.not(await scene.personBy(bo.email), '')
    await one.tell(ada)
    t.equal(await scene.personBy(ada.email), '', 'she does not come back')
    t.same(await rowsOf(app, 'select kind from suppressions order by kind'), [
      { kind: 'account_id' },
      { kind: 'email' },
    ])
  })
})

test('two integrations can be called for one person at once', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const one = await scene.club('one.example.com')
    const two = await scene.club('two.example.com')
    await scene.join(one, ada)
    // The second club never told of her.
    clubs.members.set(`two.example.com ${ada.id}`, { email: ada.email, letters: [] })
    const calls = [one, two].map(place => callRedact(app, place.redactUrl, ofAda))
    const jobs = (await Promise.all(calls)).map(({ body }) => body.data?.jobId ?? '')
    t.equal(new Set(jobs).size, 2, 'a name of a call is the integration’s own')
    await scene.settle()
    for (const [index, place] of [one, two].entries()) {
      const { body } = await lookAtJob(app, place.redactUrl, jobs[index] ?? '')
      t.equal(body.data?.state, 'completed', JSON.stringify(body.data))
    }
    t.equal(clubs.members.size, 0)
    t.equal(await scene.personBy(ada.email), '', 'the last one takes the person')
  })
})

test('the same call is one job, and another person under its name a conflict', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => callRedact(app, one.redactUrl, ofAda)),
    )
    const [first] = asked.map(({ body }) => body.data?.jobId ?? '')
    t.ok(asked.every(({ body }) => body.data?.jobId === first))
    const other = { ...ofAda, subject: { email: ' ADA@Example.com ' } }
    t.equal(
      (await callRedact(app, one.redactUrl, other)).body.data?.jobId,
      first,
      'spelled otherwise',
    )
    const renamed = await callRedact(app, one.redactUrl, { ...ofAda, requestId: 'ticket-2' })
    t.equal(renamed.body.data?.jobId, first, 'who is being erased there is not erased twice')
    const taken = await callRedact(app, one.redactUrl, { ...ofAda, subject: { email: bo.email } })
    t.match(taken, { status: 409, body: { code: 'conflict', errors: [{ pointer: '/requestId' }] } })
    t.same(await rowsOf(app, 'select count(*)::int as count from redactions'), [{ count: 1 }])
    t.same(await rowsOf(app, 'select count(*)::int as count from data_subject_requests'), [
      { count: 1 },
    ])
    await scene.settle()
    t.equal((await callRedact(app, one.redactUrl, ofAda)).body.data?.state, 'completed')
  })
})

test('only its own credential opens it, and it opens nothing else', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one, two } = await known(scene)
    const query = (url: string) => new URL(url).search
    const path = '/api/v1/integrations/club/customer-redact'
    t.equal(new URL(one.redactUrl).pathname, path)
    const refused = [`${path}${query(one.webhookUrl)}`, path, `${path}?did=did:dep:00&dxKey=dxk_0`]
    for (const url of refused) {
      const reply = await callRedact(app, `https://hooks.example.com${url}`, ofAda)
      t.match(reply, { status: 401, body: { code: 'unauthorized' } })
    }
    const { pathname } = new URL(one.webhookUrl)
    const event = await app.http.inject({
      ...{ method: 'POST', url: pathname + query(one.redactUrl), headers: { 'x-proof': 'good' } },
      payload: { id: 'call 9', member: bo },
    })
    t.equal(event.statusCode, 401, 'no webhook')
    const asked = await callRedact(app, one.redactUrl, ofAda)
    const jobId = asked.body.data?.jobId ?? ''
    t.equal((await lookAtJob(app, two.redactUrl, jobId)).status, 404, 'another’s job')
    t.equal((await lookAtJob(app, one.redactUrl, 'rdn_none')).status, 404)
    t.equal(
      (await lookAtJob(app, one.webhookUrl.replace('event', 'customer-redact'), jobId)).status,
      401,
    )
    const wrong = await app.http.inject({ method: 'PUT', url: path + query(one.redactUrl) })
    t.match([wrong.statusCode, wrong.headers.allow], [405, 'POST'])

    const { rotateDxKey } = await scene.query<{ rotateDxKey: { redactUrl: string } }>(
      `mutation($c: ID!, $i: ID!) { rotateDxKey(dataControllerId: $c, integrationId: $i) { redactUrl } }`,
      { c: scene.dataControllerId, i: one.id },
      await app.apiKey('developer'),
    )
    t.equal((await lookAtJob(app, one.redactUrl, jobId)).status, 401, 'the old one is over')
    t.equal((await lookAtJob(app, rotateDxKey.redactUrl, jobId)).status, 200)
    await scene.query(
      'mutation($id: ID!) { disableIntegration(id: $id) { integration { id } } }',
      { id: one.id },
      await app.apiKey('developer'),
    )
    t.equal((await lookAtJob(app, rotateDxKey.redactUrl, jobId)).status, 401)
  })
})

test('what does not fit is told by its place, and opens nothing', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const wrong: readonly (readonly [unknown, string])[] = [
      [null, ''],
      [[], ''],
      [{ subject: { email: ada.email } }, '/requestId'],
      [{ subject: { email: ada.email }, requestId: 7 }, '/requestId'],
      [{ ...ofAda, requestId: '' }, '/requestId'],
      [{ ...ofAda, requestId: 'x'.repeat(201) }, '/requestId'],
      [{ ...ofAda, [ada.email]: 1 }, ''],
      [{ ...ofAda, subject: {} }, '/subject'],
      [{ ...ofAda, subject: { email: ada.email, accountId: ada.id } }, '/subject'],
      [{ ...ofAda, subject: { name: 'Ada' } }, '/subject'],
      [{ ...ofAda, subject: { [ada.email]: 1 } }, '/subject'],
      [{ ...ofAda, subject: { email: { a: 1 } } }, '/subject/email'],
      [{ ...ofAda, subject: { email: 'nobody' } }, '/subject/email'],
      [{ ...ofAda, subject: { phone: '12' } }, '/subject/phone'],
      [{ ...ofAda, subject: { email: 'x'.repeat(501) } }, '/subject/email'],
    ]
    for (const [body, pointer] of wrong) {
      const reply = await callRedact(app, one.redactUrl, body)
      t.match(reply, { status: 400, body: { code: 'invalid' } }, JSON.stringify(body)?.slice(0, 60))
      const places = reply.body.errors?.map(each => each.pointer) ?? []
      t.ok(places.includes(pointer), `${pointer} of ${places}`)
      t.notOk(JSON.stringify(reply.body).includes('ada@'), 'nothing of it comes back')
    }
    const { pathname, search } = new URL(one.redactUrl)
    const send = (payload: string, type: string) =>
      app.http.inject({
        ...{ method: 'POST', url: pathname + search, payload, headers: { 'content-type': type } },
      })
    t.equal((await send('{', 'application/json')).statusCode, 400)
    t.equal((await send(`{"a":"${'x'.repeat(20_000)}"}`, 'application/json')).statusCode, 413)
    t.equal((await send('a=1', 'application/x-www-form-urlencoded')).statusCode, 415)
    t.equal((await send(JSON.stringify(ofAda), 'text/plain')).statusCode, 415)
    t.same(await rowsOf(app, 'select 1 from redactions'), [])
    t.same(await rowsOf(app, 'select 1 from data_subject_requests'), [])
  })
})

test('nobody who cannot be told from others, may only be kept or is held is erased', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const ask = async (subject: object, requestId: string) => {
      const { body } = await callRedact(app, one.redactUrl, { subject, requestId })
      await scene.settle()
      return await lookAtJob(app, one.redactUrl, body.data?.jobId ?? '')
    }
    const shared = await ask({ email: 'info@example.com' }, 'shared')
    t.match(shared.body.data, {
      state: 'failed',
      outcomes: [{ object: 'person', outcome: 'shared_identifier', at: /^2026/, until: null }],
    })
    const subject = await scene.personBy(ada.email)
    await scene.query(
      `mutation($id: ID!) { restrictDataSubject(input: { dataSubjectId: $id, reason: legal_claims }) { dataSubject { id } } }`,
      { id: subject },
    )
    const kept = await ask({ email: ada.email }, 'kept')
    t.match(kept.body.data, {
      state: 'completed',
      outcomes: [{ object: 'person', outcome: 'exempt' }],
    })
    await scene.query(
      'mutation($id: ID!) { unrestrictDataSubject(dataSubjectId: $id) { dataSubject { id } } }',
      {
        id: subject,
      },
    )
    await scene.hold({ dataSubjectId: subject, endsAt: '2027-01-01T00:00:00.000Z' })
    const held = await ask({ email: ada.email }, 'held')
    t.equal(held.body.data?.state, 'completed')
    t.ok(held.body.data?.outcomes.every(({ outcome }) => outcome === 'exempt'))
    t.ok(held.body.data?.outcomes.every(({ until }) => until === '2027-01-01T00:00:00.000Z'))
    t.same(changesOf(scene), [], 'nothing was done')
    t.not(await scene.personBy(ada.email), '')
  })
})

test('who is known to nobody is looked for, and not found', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const asked = await callRedact(app, one.redactUrl, {
      ...{ subject: { email: 'nobody@example.com' }, requestId: 'x' },
    })
    app.clock.advance(60)
    await scene.settle()
    const done = await lookAtJob(app, one.redactUrl, asked.body.data?.jobId ?? '')
    t.same(done.body.data, {
      ...{ jobId: asked.body.data?.jobId, state: 'completed' },
      outcomes: [
        {
          ...{ object: 'person', outcome: 'not_found', at: '2026-11-01T12:01:00.000Z' },
          ...{ retained: [], until: null },
        },
      ],
    })
    t.same(changesOf(scene), [])
  })
})

test('where the platform cannot be reached it waits for a person', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const one = await scene.club('one.example.com', {})
    await one.tell(ada)
    const asked = await callRedact(app, one.redactUrl, ofAda)
    await scene.settle()
    const waits = await lookAtJob(app, one.redactUrl, asked.body.data?.jobId ?? '')
    t.equal(waits.body.data?.state, 'waiting')
    t.same(shortOutcomes(waits), ['member manual_required', 'own_records erased'])
  })
})

test('an officer widens it to all platforms', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const { one } = await known(scene)
    const asked = await callRedact(app, one.redactUrl, ofAda)
    const first = asked.body.data?.jobId ?? ''
    const [request] = await rowsOf<{ id: string }>(
      app,
      'select id::text as id from data_subject_requests',
    )
    const controllerId = decodeId('controller', scene.dataControllerId)?.id ?? ''
    const { encodeId } = await import('@conduit/core/host')
    const requestId = encodeId('request', controllerId, request?.id ?? '')
    t.match(await scene.refused(planning, { id: requestId }), [/^redaction_exists|^out_of_order/])
    await scene.settle()
    t.equal((await scene.look(first)).state, 'completed')
    const all = await scene.run(requestId)
    t.equal((await scene.look(all)).state, 'completed')
    t.equal(clubs.members.size, 0, 'now she is gone everywhere')
    t.equal(await scene.personBy(ada.email), '')
    t.equal((await lookAtJob(app, one.redactUrl, all)).status, 404, 'that one is the officer’s')
    await scene.query(closing, { input: { id: requestId, outcome: 'completed' } })
  })
})

test('who is being erased everywhere is told of as a conflict', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one } = await known(scene)
    await scene.plan(await scene.request(ada.email))
    const reply = await callRedact(scene.app, one.redactUrl, ofAda)
    t.match(reply, { status: 409, body: { errors: [{ pointer: '/subject' }] } })
    await scene.settle()
    t.equal(
      (await callRedact(scene.app, one.redactUrl, ofAda)).status,
      409,
      'the name is still free',
    )
  })
})

test('no value of a person is in a row, a log or an answer', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const answers: unknown[] = []
    for (const subject of [
      { email: ada.email },
      { accountId: ada.id },
      { phone: '+12025550101' },
    ]) {
      const name = `of ${Object.values(subject)[0]}`
      const asked = await callRedact(app, one.redactUrl, { subject, requestId: name })
      await scene.settle()
      answers.push(asked, await lookAtJob(app, one.redactUrl, asked.body.data?.jobId ?? ''))
    }
    answers.push(await callRedact(app, one.redactUrl, { ...ofAda, more: ada.email }))
    const texts = [app.log.text(), JSON.stringify(answers)]
    for (const table of [
      'redactions',
      'redaction_calls',
      'redaction_lookups',
      'redaction_tasks',
      'audit_entries',
      'data_subject_requests',
      'data_subject_request_events',
      'own_erasures',
      'event_outbox',
    ]) {
      const rows = await rowsOf<{ row: string }>(
        app,
        `select row_to_json(t)::text as row from ${table} t order by row`,
      )
      t.ok(rows.length > 0, table)
      texts.push(JSON.stringify(rows))
    }
    const credential = new URL(one.redactUrl).searchParams.get('dxKey') ?? 'none'
    t.ok(credential.length > 20)
    for (const canary of ['ada@', ada.id, '2025550101', 'letter0001', credential]) {
      for (const form of [canary, Buffer.from(canary).toString('hex')])
        t.notOk(texts.join().includes(form), `no ${form}`)
    }
  })
})

test('calls are counted apart from webhooks', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one, two } = await known(scene)
    for (let count = 0; count < 300; count += 1) {
      const { status } = await lookAtJob(app, one.redactUrl, 'rdn_none')
      if (status !== 404) t.fail(`${status} at ${count}`)
    }
    const refused = await lookAtJob(app, one.redactUrl, 'rdn_none')
    t.equal(refused.status, 429)
    t.ok(Number(refused.headers['retry-after']) > 0)
    t.equal((await lookAtJob(app, two.redactUrl, 'rdn_none')).status, 404, 'others are heard')
    await one.tell(bo)
  })
})

test('a call is forgotten after 400 days, unless it has not ended', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const { one } = await known(scene)
    await scene.join(one, bo)
    const first = await callRedact(app, one.redactUrl, ofAda)
    await scene.settle()
    clubs.behave = ({ method }) => (method === 'DELETE' ? { status: 409 } : null)
    await callRedact(app, one.redactUrl, { subject: { email: bo.email }, requestId: 'by hand' })
    await scene.settle()
    const aged = async (days: number) => {
      await rowsOf(app, `update redaction_calls set created_at = now() - interval '${days} days'`)
      t.equal(await sweep(app.database, new Date()), true)
    }
    await aged(399)
    const same = await callRedact(app, one.redactUrl, ofAda)
    t.equal(same.body.data?.jobId, first.body.data?.jobId)
    const count = 'select count(*)::int as count from redaction_calls'
    t.same(await rowsOf(app, count), [{ count: 2 }])
    await aged(401)
    t.same(await rowsOf(app, count), [{ count: 1 }], 'what somebody still has to do is known')
    const entry = "select details from audit_entries where action = 'redaction_call.expired'"
    t.same(await rowsOf(app, entry), [{ details: { count: 1 } }])
    const again = await callRedact(app, one.redactUrl, ofAda)
    t.equal(again.status, 200)
    t.not(again.body.data?.jobId, first.body.data?.jobId, 'it is a new one')
  })
})
