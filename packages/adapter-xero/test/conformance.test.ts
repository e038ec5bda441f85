import xero from '@conduit/adapter-xero'
import samples from '@conduit/adapter-xero/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Xero conforms', t => adapterSuite(t, xero, samples))
