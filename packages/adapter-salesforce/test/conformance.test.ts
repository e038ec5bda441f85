import salesforce from '@conduit/adapter-salesforce'
import samples from '@conduit/adapter-salesforce/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('salesforce conforms', t => adapterSuite(t, salesforce, samples))
