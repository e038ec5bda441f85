import woocommerce from '@conduit/adapter-woocommerce'
import samples from '@conduit/adapter-woocommerce/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('woocommerce conforms', t => adapterSuite(t, woocommerce, samples))
