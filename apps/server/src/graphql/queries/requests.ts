import { listRequests, requestNeeds, requestStats } from '@conduit/db/requests'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'
import { optionalId, refOf } from '../scope.ts'
import {
  DataSubjectRequest,
  DataSubjectRequestConnection,
  DataSubjectRequestStatus,
  DataSubjectRequestType,
  RequestChannel,
  RequestStatsType,
} from '../types/request.ts'

const RequestNeed = builder.enumType('RequestNeed', {
  description: 'Why a request needs somebody: what `attention` counts.',
  values: requestNeeds,
})

const DataSubjectRequestFilter = builder.inputType('DataSubjectRequestFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    isClosed: t.boolean({ description: 'Those that are closed, or those that are not.' }),
    status: t.field({ type: [DataSubjectRequestStatus] }),
    type: t.field({ type: [DataSubjectRequestType] }),
    channel: t.field({ type: RequestChannel }),
    integrationId: t.id(),
    dataSubjectId: t.id(),
    dueBefore: t.field({ type: DateTime }),
    needs: t.field({ type: RequestNeed }),
  }),
})

builder.queryFields(t => ({
  dataSubjectRequests: t.field({
    type: DataSubjectRequestConnection,
    description: 'What people ask, those that are due first before the others.',
    args: {
      filter: t.arg({ type: DataSubjectRequestFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { filter, first, after }, context) => {
      const { dataControllerId, integrationId, dataSubjectId, status, type, needs, ...rest } =
        filter
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const { database, clock } = context.services
      const asked = {
        ...rest,
        ...(needs != null && { needs: { need: needs, now: clock() } }),
        ...{ controllerIds: [controllerId], statuses: status, types: type },
        integrationId: optionalId(context, 'integration', integrationId, '/filter/integrationId'),
        subjectId: optionalId(context, 'subject', dataSubjectId, '/filter/dataSubjectId'),
      }
      return listRequests(database, asked, { first, after })
    },
  }),
  dataSubjectRequest: t.field({
    type: DataSubjectRequest,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => context.request(refOf(context, 'request', id, '/id')),
  }),
  requestStats: t.field({
    type: RequestStatsType,
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { database, clock } = context.services
      return requestStats(database, controllerId, clock())
    },
  }),
}))
