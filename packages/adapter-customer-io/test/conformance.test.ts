import customerIo from '@conduit/adapter-customer-io'
import samples from '@conduit/adapter-customer-io/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('customer-io conforms', t => adapterSuite(t, customerIo, samples))
