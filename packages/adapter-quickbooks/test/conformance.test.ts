import quickbooks from '@conduit/adapter-quickbooks'
import samples from '@conduit/adapter-quickbooks/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('QuickBooks Online conforms', t => adapterSuite(t, quickbooks, samples))
