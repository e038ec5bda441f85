import { verifyReceipt } from '@conduit/privacy/merkle'
import { t as root, test } from 'tap'
import { ada, type ErasingScene, erasingScene, known } from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { keysOf, receiptsOf, sign } from './support/receipted.ts'
import { rowsOf } from './support/rows-of.ts'

root.setTimeout(900_000)

interface Notice {
  readonly id: string
  readonly recipient: string
  readonly entries: readonly string[]
  readonly instructions: string
  readonly outcome: string | null
}

const declaring = `mutation($input: UpdateProcessingEntryInput!) {
  updateProcessingEntry(input: $input) { __typename } }`
const completing = `mutation($input: CompleteRecipientNoticeInput!) {
  completeRecipientNotice(input: $input) { notice { outcome doneAt doneBy proof reason } } }`

async function declare(
  { query, dataControllerId }: ErasingScene,
  name: string,
  integrationIds: readonly string[],
  recipients: readonly string[],
) {
  const entry = { name, integrationIds, recipients }
  await query(declaring, { input: { dataControllerId, ...entry } })
}

async function noticesOf({ query }: ErasingScene, id: string): Promise<readonly Notice[]> {
  const { dataSubjectRequest } = await query<{
    dataSubjectRequest: { notices: readonly Notice[] }
  }>(
    `query($id: ID!) { dataSubjectRequest(id: $id) {
      notices { id recipient kind entries instructions outcome } } }`,
    { id },
  )
  return dataSubjectRequest.notices
}

async function toNotify({ query, dataControllerId }: ErasingScene): Promise<number> {
  const { attention } = await query<{ attention: { kind: string; count: number }[] }>(
    'query($id: ID!) { attention(dataControllerId: $id) { kind count } }',
    { id: dataControllerId },
  )
  return attention.find(({ kind }) => kind === 'recipients_to_notify')?.count ?? 0
}

test('who had the data of an erased person is to be told, and the receipt says what became of it', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one, two } = await known(scene)
    const three = await scene.club('three.example.com')
    await declare(scene, 'Letters', [one.id], ['A printer', 'A post office'])
    await declare(scene, 'Members', [one.id, two.id], ['A printer'])
    await declare(scene, 'Others', [three.id], ['A bank'])
    await scene.hold({ integrationId: two.id, endsAt: '2027-03-01T00:00:00Z' })
    await declare(scene, 'Held', [two.id], ['A court'])
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    await scene.settle()
    await scene.approve(id)
    t.same(await noticesOf(scene, requestId), [], 'nothing is erased yet')
    scene.app.clock.advance(600)
    await scene.settle()
    const notices = await noticesOf(scene, requestId)
    t.match(notices, [
      { recipient: 'A post office', kind: 'erasure', entries: ['Letters'], outcome: null },
      { recipient: 'A printer', entries: ['Letters', 'Members'] },
    ])
    t.equal(notices.length, 2, 'what is held was not erased, nor what was never there')
    t.match(notices[1]?.instructions, /A printer.*erased.*Letters, Members/)
    t.equal(await toNotify(scene), 2)
    t.match((await receiptsOf(scene, id)).receipt?.file.receipt, {
      notices: [{ recipient: 'A post office', outcome: null }, { recipient: 'A printer' }],
    })

    const [post, printer] = notices.map(each => each.id)
    const done = { id: post, outcome: 'notified', note: 'Ticket 7' }
    for (const wrong of [
      { ...done, note: '' },
      { ...done, note: ada.email },
      { id: post, outcome: 'disproportionate', note: ' ' },
    ])
      t.same(await scene.refused(completing, { input: wrong }), ['invalid'], wrong.outcome)
    t.match(await scene.query(completing, { input: done }), {
      completeRecipientNotice: {
        notice: { outcome: 'notified', doneBy: /^key_/, doneAt: /^2026/, proof: 'Ticket 7' },
      },
    })
    t.match(await scene.refused(completing, { input: done }), [/^already_done: /])
    const cannot = { id: printer, outcome: 'impossible', note: 'It was wound up in 2024' }
    t.match(await scene.query(completing, { input: cannot }), {
      completeRecipientNotice: { notice: { outcome: 'impossible', reason: /wound up/ } },
    })
    t.equal(await toNotify(scene), 0)
    await sign(scene)
    const { receipt } = await receiptsOf(scene, id)
    t.equal(verifyReceipt(receipt?.file, await keysOf(scene)), null)
    t.match(receipt?.file.receipt, {
      notices: [
        { recipient: 'A post office', outcome: 'notified', at: /^2026/ },
        { recipient: 'A printer', outcome: 'impossible' },
      ],
    })
    t.match(receipt?.page, /A post office/)
    t.notMatch(JSON.stringify(receipt), /Ticket 7|wound up/, 'whose words they are is not known')

    scene.app.clock.set('2027-03-01T00:00:00Z')
    await scene.settle()
    t.match(
      (await noticesOf(scene, requestId)).filter(({ outcome }) => outcome === null),
      [{ recipient: 'A court' }],
      'who had what was held is told once it is gone',
    )
    const audited = await rowsOf<{ action: string; count: number }>(
      scene.app,
      `select action, count(*)::int as count from audit_entries where action like 'recipient_notice%'
        group by action order by action`,
    )
    t.same(audited, [
      { action: 'recipient_notice.completed', count: 2 },
      { action: 'recipient_notice.opened', count: 2 },
    ])
  })
})

test('who had data that was corrected is to be told when the request is answered', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one } = await known(scene)
    await declare(scene, 'Letters', [one.id], ['A printer'])
    const close = `mutation($input: CloseDataSubjectRequestInput!) {
      closeDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`
    for (const [type, expected] of [
      ['access', []],
      ['rectification', [{ recipient: 'A printer', kind: 'rectification', outcome: null }]],
      ['restriction', [{ recipient: 'A printer', kind: 'restriction', outcome: null }]],
    ] as const) {
      const id = await scene.request(ada.email, { type })
      await scene.query(close, { input: { id, outcome: 'completed' } })
      const notices = await noticesOf(scene, id)
      t.match(notices, expected, type)
      t.equal(notices.length, expected.length)
    }
    t.equal(await toNotify(scene), 2)
  })
})
