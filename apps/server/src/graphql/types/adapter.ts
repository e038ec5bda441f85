import { isErasedByHand } from '@conduit/core/host'
import type { AdapterFault } from '../../adapters/adapter-fault.ts'
import type { RunningAdapter } from '../../services.ts'
import { builder } from '../builder.ts'
import { Json } from '../scalars.ts'

/** An adapter of the configuration: it runs, or it says why not. */
export type ConfiguredAdapter = RunningAdapter | AdapterFault

const Fault = builder.objectRef<AdapterFault>('AdapterFault').implement({
  description: 'Why an adapter does not run.',
  fields: t => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
})

export const Adapter = builder.objectRef<ConfiguredAdapter>('Adapter').implement({
  description: 'An adapter that is switched on in the configuration.',
  fields: t => ({
    name: t.string({ resolve: each => ('receiver' in each ? each.adapter.name : each.adapter) }),
    title: t.string({
      nullable: true,
      resolve: each => ('receiver' in each ? each.adapter.title : null),
    }),
    package: t.string({
      nullable: true,
      resolve: each => ('receiver' in each ? each.package : null),
    }),
    isRunning: t.boolean({ resolve: each => 'receiver' in each }),
    isCalled: t.boolean({
      description: 'The platform calls us.',
      resolve: each => 'receiver' in each && each.adapter.endpoint !== null,
    }),
    canFetch: t.boolean({
      description: 'We read at the platform.',
      resolve: each =>
        'receiver' in each && (each.adapter.read !== undefined || each.adapter.poll !== undefined),
    }),
    canExport: t.boolean({
      description: 'We can read what the platform holds about a person, for a copy.',
      resolve: each => 'receiver' in each && each.adapter.export !== undefined,
    }),
    canBeTold: t.boolean({
      description: 'The platform can be told what a person decided elsewhere.',
      resolve: each => 'receiver' in each && each.adapter.propagate !== undefined,
    }),
    canErase: t.boolean({
      description: 'We can erase people at the platform; else a person does it there.',
      resolve: each => 'receiver' in each && !isErasedByHand(each.adapter),
    }),
    settingsSchema: t.field({
      type: Json,
      nullable: true,
      description: 'JSON Schema of the settings of an integration.',
      resolve: each => ('receiver' in each ? each.adapter.settings : null),
    }),
    fault: t.field({
      type: Fault,
      nullable: true,
      resolve: each => ('receiver' in each ? null : each),
    }),
  }),
})
