import stripe from '@conduit/adapter-stripe'
import samples from '@conduit/adapter-stripe/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Stripe conforms', t => adapterSuite(t, stripe, samples))
