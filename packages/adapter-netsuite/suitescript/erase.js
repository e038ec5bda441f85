/**
 * Removes what one record holds of a person, by NetSuite's own removal of personal information, and says how
 * far that is. How it is installed stands in connect.md.
 *
 * POST `{"action":"erase","recordType":"customer","recordId":"1427","fieldIds":["email"]}` begins:
 * `{"taskId":"12"}`. GET `?taskId=12` tells `{"status":"PENDING"}`, or PROCESSING, COMPLETE, FAILED.
 *
 * @NApiVersion 2.1
 * @NScriptType Restlet
 * @NModuleScope SameAccount
 */
define(['N/error', 'N/piremoval', 'N/record'], (error, piremoval, record) => {
  const isNumber = value => /^[1-9]\d{0,15}$/.test(String(value))

  const refusal = message => error.create({ name: 'CONDUIT_BAD_REQUEST', message, notifyOff: true })

  /** A task that names a field which the record does not have is not saved at all. */
  function fieldsOf(recordType, recordId, fieldIds) {
    const known = record.load({ type: recordType, id: Number(recordId) }).getFields()
    return fieldIds.filter(id => known.includes(id))
  }

  function post({ action, recordType, recordId, fieldIds }) {
    if (action !== 'erase') throw refusal('action is not known')
    if (!/^[a-z]\w{0,63}$/.test(String(recordType))) throw refusal('recordType is none')
    if (!isNumber(recordId)) throw refusal('recordId is none')
    if (!Array.isArray(fieldIds)) throw refusal('fieldIds are missing')
    const own = fieldsOf(recordType, recordId, fieldIds)
    // Without fields a task would do nothing, and be complete.
    if (own.length === 0) throw refusal('the record has none of these fields')
    const task = piremoval.createTask({
      recordType,
      recordIds: [Number(recordId)],
      fieldIds: own,
      workflowIds: [],
      historyOnly: false,
      historyReplacement: 'removed',
    })
    task.save()
    task.run()
    return { taskId: String(task.id) }
  }

  function get({ taskId }) {
    if (!isNumber(taskId)) throw refusal('taskId is none')
    // Its log may name values, so that stays in NetSuite.
    return { status: piremoval.getTaskStatus({ id: Number(taskId) }).status }
  }

  return { get, post }
})
