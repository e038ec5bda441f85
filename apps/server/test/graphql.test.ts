import { graphSchema } from '@conduit/server/graph-schema'
import { isObjectType } from 'graphql'
import { test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform, sharedAdapter } from './support/loyalty.ts'
import { rowsOf } from './support/rows-of.ts'
import { testApp } from './support/test-app.ts'

test('the names of the API', t => {
  const fieldsOf = (name: string) => {
    const type = graphSchema().getType(name)
    return isObjectType(type) ? Object.keys(type.getFields()) : []
  }
  const expected: Record<string, string> = {
    Query:
      'me adapters dataControllers integrations deliveries processingActivities dataSubjects quarantine auditLog',
    Mutation:
      'createDataController rotateDxKey revokeDxKey addIntegration updateIntegration enableIntegration disableIntegration removeIntegration replayQuarantined createApiKey revokeApiKey',
    Integration:
      'id dataController adapter label status missing accounts webhookUrl redactUrl pollUrl setupInstructions lastDeliveryAt health lastFetch',
    LastFetch: 'at outcome rejected retryAfterSeconds cursor',
    Delivery:
      'id platformDeliveryId integration receivedAt outcome verification ignored rejected fetch activities',
    ProcessingActivity:
      'id position delivery eventType meaning scope account occurredAt receivedAt verification fetch integration dataSubjects fields',
    PersonalDataField: 'path category source person',
    DataSubject: 'id did state firstSeen lastSeen identifiers activities',
    IdentifierToken: 'category token integration',
    DeliveryConnection: 'nodes edges pageInfo totalCount',
  }
  for (const [type, names] of Object.entries(expected)) {
    for (const name of names.split(' ')) t.ok(fieldsOf(type).includes(name), `${type}.${name}`)
  }
  t.end()
})

test('the API', async t => {
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform()), sharedAdapter) })
  const { graph, http } = app

  await t.test('answers nobody without a key, and only POST', async t => {
    const bodies = new Set<string>()
    for (const authorization of [
      undefined,
      'Bearer',
      'Bearer cak_wrong',
      'Basic Zm9v',
      `Bearer ${'x'.repeat(300)}`,
    ]) {
      const reply = await http.inject({
        method: 'POST',
        url: '/api/v1/graphql',
        headers: authorization === undefined ? {} : { authorization },
        payload: { query: '{ __schema { types { name } } }' },
      })
      t.equal(reply.statusCode, 401)
      bodies.add(reply.body)
    }
    t.equal(bodies.size, 1)
    const get = await http.inject('/api/v1/graphql?query=%7Bme%7Bname%7D%7D')
    t.equal(get.statusCode, 405)
    t.equal(get.headers.allow, 'POST')
  })

  await t.test('tells who asks and what runs', async t => {
    const { data } = await graph(
      '{ me { name role dataController { id } } adapters { name title isRunning canFetch canExport canBeTold canErase settingsSchema fault { code message } } }',
    )
    t.match(data, {
      me: { name: 'owner', role: 'owner', dataController: null },
      adapters: [
        {
          name: 'loyalty',
          title: 'Loyalty',
          isRunning: true,
          canFetch: true,
          canExport: false,
          canBeTold: false,
          canErase: false,
          settingsSchema: { type: 'object' },
          fault: null,
        },
        { name: 'shared' },
        { name: '@acme/broken', isRunning: false, fault: { code: 'import_failed' } },
      ],
    })
  })

  await t.test('says all that is wrong with settings, by pointer and without values', async t => {
    const { id } = await makeController(app)
    const settings = { shop: 'CANARY4711', apiKey: 'canary', other: 'canary' }
    const { errors, data } = await graph(
      'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl } }',
      { input: { dataControllerId: id, adapter: 'loyalty', settings } },
    )
    t.equal(data, null)
    t.equal(errors[0]?.extensions.code, 'invalid')
    const pointers = errors[0]?.extensions.errors?.map(({ pointer }) => pointer)
    for (const pointer of ['/settings/shop', '/settings/apiKey', '/settings/other'])
      t.ok(pointers?.includes(pointer))
    t.notMatch(JSON.stringify(errors), /canary/i)
  })

  await t.test('shows an address in full once, then masked', async t => {
    const controller = await makeController(app)
    const added = await connectLoyalty(app, controller.id, { shop: 'masked' })
    t.match(
      added.webhookUrl,
      /^https:\/\/hooks\.example\.com\/api\/v1\/integrations\/loyalty\/event\?did=did%3Adep%3A[0-9a-f]+&dxKey=dxk_/,
    )
    t.match(added.pollUrl, /\/loyalty\/poll\?did=.*&dxKey=dxk_/)
    t.notSame(added.webhookUrl, added.pollUrl)
    const { data } = await graph(
      'query($id: ID!) { integrations(dataControllerId: $id) { nodes { id webhookUrl pollUrl redactUrl setupInstructions status missing health accounts { account } label } } }',
      { id: controller.id },
    )
    t.notMatch(JSON.stringify(data), /dxk_/)
    t.match(data, {
      integrations: {
        nodes: [
          {
            id: added.id,
            webhookUrl: /dxKey=••••$/,
            pollUrl: /dxKey=••••$/,
            redactUrl: null,
            status: 'pending',
            missing: ['webhookSecret'],
            health: 'pending',
            accounts: [{ account: 'masked' }],
            label: 'Loyalty',
          },
        ],
      },
    })
    const path = (url: string) => url.slice('https://hooks.example.com'.length)
    const send = (url: string) =>
      http.inject({ method: 'POST', url: path(url), payload: { id: 'm1', member: {} } })
    t.equal((await send(added.webhookUrl)).statusCode, 503, 'pending')
    await graph(
      'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { status } } }',
      { input: { id: added.id, label: 'Renamed', settings: { webhookSecret: 'long enough' } } },
    )
    t.equal((await send(added.webhookUrl)).statusCode, 200)
    t.equal(
      (await send(added.webhookUrl.replace('/event', '/poll'))).statusCode,
      401,
      'another scope',
    )
    const rotated = await graph(
      'mutation($c: ID!, $i: ID!) { rotateDxKey(dataControllerId: $c, integrationId: $i) { dxKey webhookUrl pollUrl } }',
      { c: controller.id, i: added.id },
    )
    const { webhookUrl } = (rotated.data as never as { rotateDxKey: { webhookUrl: string } })
      .rotateDxKey
    t.equal((await send(added.webhookUrl)).statusCode, 401, 'the old key')
    t.equal((await send(webhookUrl)).statusCode, 200, 'the new key')
  })

  await t.test('what a mutation changed is seen by the next one of the same request', async t => {
    const controller = await makeController(app)
    const { id } = await connectLoyalty(app, controller.id, { shop: 'changing' })
    const change = (settings: string) =>
      `updateIntegration(input: { id: "${id}", settings: ${settings} }) { integration { missing } }`
    const { data } = await graph(`mutation {
      brought: ${change('{ webhookSecret: "long enough" }')}
      renamed: ${change('{ pollMinutes: 5 }')}
      forgotten: ${change('{ webhookSecret: null }')}
    }`)
    t.same(data, {
      brought: { integration: { missing: [] } },
      renamed: { integration: { missing: [] } },
      forgotten: { integration: { missing: ['webhookSecret'] } },
    })
  })

  await t.test('an account is claimed by whoever likes, and shown as unproven', async t => {
    const one = await makeController(app)
    const two = await makeController(app)
    const mutation =
      'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl pollUrl integration { accounts { account state contested } } } }'
    const input = { adapter: 'shared', settings: { tenant: 't-1' } }
    const first = await graph(mutation, { input: { ...input, dataControllerId: one.id } })
    t.match(first, {
      errors: [],
      data: {
        addIntegration: {
          webhookUrl: 'https://hooks.example.com/api/v1/integrations/shared/event',
          pollUrl: null,
          integration: { accounts: [{ account: 't-1', state: 'unproven', contested: false }] },
        },
      },
    })
    const second = await graph(mutation, { input: { ...input, dataControllerId: two.id } })
    t.same(second, first)
  })

  await t.test('an integration whose keys cannot be made is not there', async t => {
    const controller = await makeController(app)
    const settings = { shop: 'keyless' }
    await rowsOf(app, "alter table dx_keys add constraint broken check (scope <> 'poll') not valid")
    await t.rejects(connectLoyalty(app, controller.id, settings), /internal/)
    await rowsOf(app, 'alter table dx_keys drop constraint broken')
    const { data } = await graph(
      'query($id: ID!) { integrations(dataControllerId: $id) { totalCount } }',
      controller,
    )
    t.match(data, { integrations: { totalCount: 0 } })
    t.ok(await connectLoyalty(app, controller.id, settings), 'its account is still free')
  })

  await t.test('a DX Key opens until it is revoked', async t => {
    const controller = await makeController(app)
    const added = await connectLoyalty(app, controller.id, {
      shop: 'revoked',
      webhookSecret: 'long enough',
    })
    const url = `/api/v1/integrations/loyalty/event?did=${controller.did}&dxKey=${controller.dxKey}`
    const send = async () =>
      (await http.inject({ method: 'POST', url, payload: { id: 'x', member: {} } })).statusCode
    t.equal(await send(), 200)
    await graph('mutation($id: ID!) { revokeDxKey(id: $id) { id } }', { id: controller.dxKeyId })
    t.equal(await send(), 401)
    const again = await graph('mutation($id: ID!) { revokeDxKey(id: $id) { id } }', {
      id: controller.dxKeyId,
    })
    t.equal(again.errors[0]?.extensions.code, 'not_found')
    t.ok(added.id)
  })

  await t.test('imports a DID and a DX Key, once', async t => {
    const input = {
      name: 'Imported',
      did: 'did:example:imported',
      dxKey: 'an imported key, long enough',
    }
    const mutation =
      'mutation($input: CreateDataControllerInput!) { createDataController(input: $input) { dxKey dataController { did name phoneRegion } } }'
    const made = await graph(mutation, { input })
    t.match(made.data, {
      createDataController: {
        dxKey: input.dxKey,
        dataController: { did: input.did, phoneRegion: null },
      },
    })
    t.equal((await graph(mutation, { input })).errors[0]?.extensions.code, 'conflict')
    const wrong = await graph(mutation, {
      input: { name: '', phoneRegion: 'Germany', did: 'canary' },
    })
    t.same(
      wrong.errors[0]?.extensions.errors?.map(({ pointer }) => pointer),
      ['/name', '/did', '/phoneRegion'],
    )
  })

  await t.test('every mutation leaves an entry in the audit log, with who did it', async t => {
    const controller = await makeController(app)
    const { id } = await connectLoyalty(app, controller.id, { shop: 'audited' })
    await graph('mutation($id: ID!) { disableIntegration(id: $id) { integration { health } } }', {
      id,
    })
    await graph('mutation($id: ID!) { removeIntegration(id: $id) { id } }', { id })
    const { data } = await graph(
      'query($filter: AuditLogFilter) { auditLog(filter: $filter, first: 100) { totalCount nodes { action actorType actorId objectId outcome details } } }',
      { filter: { dataControllerId: controller.id } },
    )
    const { nodes } = (
      data as never as { auditLog: { nodes: { action: string; actorId: string }[] } }
    ).auditLog
    t.same(nodes.map(({ action }) => action).sort(), [
      'data_controller.created',
      'dx_key.created',
      'dx_key.created',
      'dx_key.created',
      'integration.created',
      'integration.disabled',
      'integration.removed',
    ])
    t.ok(nodes.every(({ actorId }) => actorId.startsWith('key_')))
  })

  await t.test('errors hold neither values nor anything internal', async t => {
    const queries: [string, object?][] = [
      ['{ me { name '],
      ['{ canary4711 }'],
      ['{ deliveries(first: "canary4711@example.com") { totalCount } }'],
      [
        'query($f: DeliveryFilter) { deliveries(filter: $f) { totalCount } }',
        { f: { since: 'canary4711@example.com' } },
      ],
      [
        'query($f: DeliveryFilter) { deliveries(filter: $f) { totalCount } }',
        { f: { other: 'canary4711@example.com' } },
      ],
      [
        'query($f: DeliveryFilter) { deliveries(filter: $f) { totalCount } }',
        { f: { since: '9999-12-31T23:59:59-12:00' } },
      ],
      ['{ deliveries(first: 1000) { totalCount } }'],
      ['{ deliveries(after: "canary4711@example.com") { totalCount } }'],
      ['{ integrations(dataControllerId: "canary4711@example.com") { totalCount } }'],
      ['query A { me { name } } query B { me { name } }'],
      ['subscription { x }'],
      ['{"kind":"Document","definitions":[]}'],
    ]
    for (const [query, variables] of queries) {
      const { status, errors } = await graph(query, variables)
      t.equal(status, 200)
      t.ok(errors.length > 0, query.slice(0, 40))
      t.equal(errors[0]?.extensions.code, 'invalid')
      t.notMatch(JSON.stringify(errors), /4711@|stack|node_modules/)
    }
  })

  await t.test('says of a value that does not fit where it is and what would', async t => {
    const { id } = await makeController(app)
    const made = (input: object) =>
      graph('mutation($i: CreatePurposeInput!) { createPurpose(input: $i) { purpose { id } } }', {
        i: { dataControllerId: id, name: 'Newsletter', legalBasis: 'consent', ...input },
      })
    const wrong = async (input: object) => (await made(input)).errors[0]?.message
    const bases =
      'one of consent, contract, legal_obligation, legitimate_interests, public_task, vital_interests'
    t.equal(
      await wrong({ legalBasis: 'canary4711@example.com' }),
      `Variable "$i" got invalid value at "i.legalBasis": it must be ${bases}.`,
    )
    t.equal(
      await wrong({ name: undefined }),
      'Variable "$i" got invalid value: Field "name" of required type "String!" was not provided.',
    )
    t.equal(
      await wrong({ recipients: ['Printer', 4711] }),
      'Variable "$i" got invalid value at "i.recipients[1]": it must be String.',
    )
    t.equal(
      await wrong({ 'canary4711@example.com': 1 }),
      'Variable "$i" got invalid value: CreatePurposeInput has no such field.',
    )
    t.equal(
      await wrong({
        name: '" at "i.canary"; Expected type "canary" to be an object.',
        notice: [1],
      }),
      'Variable "$i" got invalid value at "i.notice": it must be String.',
    )
    const literal = async (basis: string) => {
      const input = `{ dataControllerId: "${id}", name: "Newsletter", legalBasis: ${basis} }`
      return (await graph(`mutation { createPurpose(input: ${input}) { purpose { id } } }`))
        .errors[0]
    }
    t.equal((await literal('canary4711'))?.message, `This value must be ${bases}.`)
    t.equal((await literal('"canary4711"'))?.message, `This value must be ${bases}.`)
    const since = await graph('{ deliveries(filter: { since: "yesterday" }) { totalCount } }')
    t.match(since.errors[0], {
      message: 'This value must be a moment in ISO 8601 with an offset, from 1970 to 9999.',
      locations: [{ line: 1 }],
    })
  })

  await t.test('counts the fields of a query with every list as long as it may get', async t => {
    const list = (argument: string, fields: number) => {
      const names = Array.from({ length: fields }, (_, index) => `a${index}: id`)
      return `processingActivities${argument} { nodes { ${names.join(' ')} } }`
    }
    const refusal = async (query: string, variables?: object) =>
      (await graph(query, variables)).errors[0]?.message
    const tooMuch = 'The query asks for too much.'
    t.equal(await refusal(`{ ${list('(first: 100)', 198)} }`), undefined)
    t.equal(await refusal(`{ ${list('(first: 100)', 199)} }`), tooMuch)
    t.equal(await refusal(`{ ${list('', 398)} }`), undefined)
    t.equal(await refusal(`{ ${list('', 399)} }`), tooMuch, '50 unless it is said')
    const byVariable = `query($first: Int) { ${list('(first: $first)', 199)} }`
    t.equal(await refusal(byVariable, { first: 99 }), undefined)
    t.equal(await refusal(byVariable, { first: 100 }), tooMuch)
    const twice = (fields: number) =>
      `{ ...Half other: ${list('(first: 100)', fields)} } fragment Half on Query { ${list('(first: 100)', fields)} }`
    t.equal(await refusal(twice(98)), undefined)
    t.equal(await refusal(twice(99)), tooMuch)
  })

  await t.test('limits what one query may ask for', async t => {
    const nested = (levels: number) =>
      `${'{ fields { type '.repeat(levels)}{ name }${' } }'.repeat(levels)}`
    const tooMuch = [
      '{ dataControllers(first: 100) { nodes { name } edges { node { name createdAt did } } } '.concat(
        Array.from(
          { length: 60 },
          (_, index) => `a${index}: dataControllers(first: 100) { nodes { id did name status } }`,
        ).join(' '),
        ' }',
      ),
      `{ __schema { types ${nested(12)} } }`,
      `{ me { name ${'x'.repeat(10)} } `.concat(' '.repeat(3000), '}'.repeat(2)),
      `{ ${'me { name } '.repeat(2000)} }`,
    ]
    for (const query of tooMuch) {
      const { errors } = await graph(query)
      t.equal(errors[0]?.extensions.code, 'invalid', query.slice(0, 40))
    }
    const { errors } = await graph(`{ ${'me { name } '.repeat(2000)} }`)
    t.match(errors[0]?.message, /^Syntax Error: Document contains more tha[nt] 3000 tokens\.$/)
    const { data } = await graph(
      '{ __schema { types { name fields { name type { name kind ofType { name ofType { name ofType { name } } } } } } } }',
    )
    t.ok(data, 'a holder of a key may read the schema')
    const names = Array.from({ length: 900 }, (_, index) => `a${index}: name`)
    const many = await graph(`{ me { ${names.join(' ')} } }`)
    t.same(many.errors, [], 'as many fields as tokens allow')
    t.equal(Object.keys(many.data?.me ?? {}).length, 900)
  })
})
