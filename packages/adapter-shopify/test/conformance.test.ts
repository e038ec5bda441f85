import shopify from '@conduit/adapter-shopify'
import samples from '@conduit/adapter-shopify/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Shopify conforms', t => adapterSuite(t, shopify, samples))
