import netsuite from '@conduit/adapter-netsuite'
import samples from '@conduit/adapter-netsuite/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('NetSuite conforms', t => adapterSuite(t, netsuite, samples))
