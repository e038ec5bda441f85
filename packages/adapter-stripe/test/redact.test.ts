import stripe from '@conduit/adapter-stripe'
import { redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { scene, settings, start } from './redaction-scene.ts'

test('erasure without redaction jobs', t =>
  redactionSuite(t, {
    ...{ adapter: stripe, settings },
    start: () =>
      start({ stays: ['receipts@example.com'], payments: { payments: 'manual_required' } }),
  }))

test('erasure by a redaction job', t => redactionSuite(t, scene))

test('payments that are too young are asked for once a day', t =>
  redactionSuite(t, {
    ...{ adapter: stripe, settings },
    start: () => start({ hasJobs: true, young: 2, goes: ['receipts@example.com'] }),
  }))
