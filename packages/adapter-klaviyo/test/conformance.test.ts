import klaviyo from '@conduit/adapter-klaviyo'
import samples from '@conduit/adapter-klaviyo/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Klaviyo conforms', t => adapterSuite(t, klaviyo, samples))
