import sabre from '@conduit/adapter-sabre'
import samples from '@conduit/adapter-sabre/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Sabre conforms', t => adapterSuite(t, sabre, samples))
