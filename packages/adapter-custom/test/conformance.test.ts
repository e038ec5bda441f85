import custom from '@conduit/adapter-custom'
import samples from '@conduit/adapter-custom/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('custom conforms', t => adapterSuite(t, custom, samples))
