import adapter from '@conduit/adapter-template'
import samples from '@conduit/adapter-template/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Loyalty Lane conforms', t => adapterSuite(t, adapter, samples))
